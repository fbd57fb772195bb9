import { describe, expect, it } from "vitest";
import { CLOUDS, redirectTarget, startingAddress } from "../../src/falcon/cloud.ts";
import { mayProxy, writeQuery } from "../../src/falcon/http.ts";

const US_1 = CLOUDS["us-1"] ?? "";
const MINE = "http://127.0.0.1:4000";

describe("where Falcon may send us", () => {
  it.each(Object.entries(CLOUDS))("%s is a cloud that we know", (region, address) => {
    expect(redirectTarget(US_1, region, `${address}/oauth2/token`)).toBe(address);
    expect(redirectTarget(US_1, region, undefined)).toBe(address);
    expect(startingAddress(undefined, region)).toBe(address);
  });

  it.each([
    "https://evil.example/oauth2/token",
    "https://api.crowdstrike.com.evil.example/",
    "https://api.crowdstrike.com@evil.example/",
    "http://api.us-2.crowdstrike.com/",
    "https://api.us-2.crowdstrike.com:8443/",
    "javascript:alert(1)",
    "//evil.example/x",
  ])("a cloud never sends us to %s, whatever region it names", (location) => {
    expect(redirectTarget(US_1, "us-2", location)).toBeUndefined();
  });

  it("an address set by hand may send us to its own host, on any port", () => {
    expect(redirectTarget(MINE, "us-2", "http://127.0.0.1:5000/oauth2/token")).toBe("http://127.0.0.1:5000");
    expect(redirectTarget(MINE, undefined, "http://localhost:5000/")).toBe("http://localhost:5000");
    expect(redirectTarget("https://lab.test", "x", "https://lab.test:444/")).toBe("https://lab.test:444");
  });

  it("such an address may also send us to a known cloud, and nowhere else", () => {
    expect(redirectTarget(MINE, "eu-1", "https://api.eu-1.crowdstrike.com/x")).toBe(CLOUDS["eu-1"]);
    expect(redirectTarget(MINE, "us-2", "http://10.0.0.1:5000/")).toBeUndefined();
    expect(redirectTarget("https://lab.test", "x", "http://lab.test/")).toBeUndefined();
  });

  it("an unknown region without an address leads nowhere", () => {
    expect(redirectTarget(US_1, "mars-1", undefined)).toBeUndefined();
    expect(redirectTarget(US_1, undefined, undefined)).toBeUndefined();
  });

  it("other clouds can be known instead", () => {
    const clouds = { "us-1": "http://a.test", "us-2": "http://b.test" };
    expect(redirectTarget("http://a.test", "us-2", "http://b.test/x", clouds)).toBe("http://b.test");
    expect(startingAddress(undefined, "us-2", clouds)).toBe("http://b.test");
  });

  it("discovery begins at us-1, and a full address loses its last slash", () => {
    expect(startingAddress(undefined, undefined)).toBe(US_1);
    expect(startingAddress(`${MINE}/`, "eu-1")).toBe(MINE);
  });
});

describe("a request's address", () => {
  it("lists repeat their key, and what FQL is made of is encoded", () => {
    expect(writeQuery({ ids: ["a", "b"], filter: "a:'x y'+b:['é']", none: undefined, flag: false })).toBe(
      "ids=a&ids=b&filter=a%3A'x%20y'%2Bb%3A%5B'%C3%A9'%5D&flag=false",
    );
  });

  it("a torn emoji does not break the address", () => {
    expect(new URLSearchParams(writeQuery({ q: "a\ud800b" })).get("q")).toBe("a\ufffdb");
  });

  it("a proxy never sees a token in the clear", () => {
    expect(mayProxy(US_1)).toBe(true);
    expect(mayProxy("http://lab.test")).toBe(false);
    expect(mayProxy("https://localhost:8443")).toBe(false);
    expect(mayProxy("https://127.0.0.1")).toBe(false);
  });
});
