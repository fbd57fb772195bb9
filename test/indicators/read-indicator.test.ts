import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cautionsOf, refuseSenseless } from "../../src/indicators/cautions.ts";
import { fromId, idOf, strongest } from "../../src/indicators/changes.ts";
import { defanged, indicatorIn, indicatorOrWhy, readIndicator } from "../../src/indicators/read-indicator.ts";

const SHA256 = "ABCDEF0123456789".repeat(4);
const MD5 = "ABCDEF0123456789".repeat(2);

describe("an indicator as people write it", () => {
  it.each([
    [SHA256, "sha256", SHA256.toLowerCase()],
    [MD5, "md5", MD5.toLowerCase()],
    ["Evil.Example", "domain", "evil.example"],
    ["evil[.]example", "domain", "evil.example"],
    ["evil(.)example", "domain", "evil.example"],
    ["evil[dot]example", "domain", "evil.example"],
    ["evil\\.example", "domain", "evil.example"],
    ["evil.example.", "domain", "evil.example"],
    ["_dmarc.evil.example", "domain", "_dmarc.evil.example"],
    ["bücher.example", "domain", "xn--bcher-kva.example"],
    ["198.51.100[.]7", "ipv4", "198.51.100.7"],
    ["2001:DB8:0:0::7", "ipv6", "2001:db8::7"],
    ["[2001:db8::7]", "ipv6", "2001:db8::7"],
    ["2001[:]db8::7", "ipv6", "2001:db8::7"],
  ])("%s is a %s", (written, type, value) => {
    expect(readIndicator(written)).toEqual({ type, value });
  });

  it.each([
    ["a".repeat(40), /SHA-1/],
    ["https://evil.example/a", /address of a page/],
    ["hxxp://evil[.]example", /address of a page/],
    ["10.0.0.0/8", /range/],
    ["localhost", /no indicator/],
    ["1.2.3", /no indicator/],
    ["evil.example,other.example", /no indicator/],
    ["*.example", /no indicator/],
    ["-evil.example", /no indicator/],
    ["fe80::1%eth0", /no indicator/],
    ["a'b.example", /no indicator/],
    ["", /no indicator/],
  ])("%s is none, and it is said why", (written, why) => {
    expect(readIndicator(written)).toBeUndefined();
    expect(() => indicatorOrWhy(written)).toThrow(why);
  });

  it("is the domain of a page only where it is looked up", () => {
    expect(indicatorIn("hxxps://evil[.]example:8443/a?b=c")).toEqual({
      type: "domain",
      value: "evil.example",
    });
    expect(indicatorIn("http://198.51.100.7/x")).toEqual({ type: "ipv4", value: "198.51.100.7" });
  });

  it("survives being defanged, and being named in a request", () => {
    const domain = fc.stringMatching(/^[a-z0-9]{1,10}(?:\.[a-z0-9]{1,10}){0,3}\.[a-z]{2,6}$/);
    const value = fc.oneof(domain, fc.ipV4(), fc.ipV6(), fc.constantFrom(SHA256, MD5));
    fc.assert(
      fc.property(value, (written) => {
        const read = readIndicator(written);
        if (read === undefined) return;
        expect(readIndicator(defanged(read.value).replaceAll("[:]", ":"))).toEqual(read);
        expect(fromId(idOf(read))).toEqual(read);
      }),
    );
  });

  it("can be prevented when it is a file, and only be detected on the network", () => {
    const effects = [SHA256, MD5, "evil.example", "198.51.100.7", "2001:db8::7"].map((written) =>
      strongest(indicatorOrWhy(written)),
    );
    expect(effects).toEqual(["prevent", "prevent", "detect", "detect", "detect"]);
  });
});

describe("what must not be blocked", () => {
  it.each([
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "d41d8cd98f00b204e9800998ecf8427e",
    "127.0.0.1",
    "0.0.0.0",
    "224.0.0.251",
    "255.255.255.255",
    "::1",
    "ff02::1",
    "ts01-b.cloudsink.net",
    "api.crowdstrike.com",
  ])("%s is refused", (written) => {
    expect(() => refuseSenseless(indicatorOrWhy(written))).toThrow();
  });

  it.each(["198.51.100.7", "10.1.2.3", "evil.example", "notcrowdstrike.com", SHA256])(
    "%s is not",
    (written) => {
      expect(() => refuseSenseless(indicatorOrWhy(written))).not.toThrow();
    },
  );

  it.each(["10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.1.1", "100.64.0.1", "fd00::1", "fe80::1"])(
    "%s is worth a second look",
    (written) => {
      expect(cautionsOf(indicatorOrWhy(written))).toHaveLength(1);
    },
  );

  it.each(["198.51.100.7", "2001:db8::7", "evil.example"])("%s is not worth one", (written) => {
    expect(cautionsOf(indicatorOrWhy(written))).toEqual([]);
  });
});
