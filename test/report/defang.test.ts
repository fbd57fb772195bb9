import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { untrusted } from "../../src/lib/untrusted.ts";
import { defang, defangWhole } from "../../src/report/defang.ts";
import { indicatorsOf } from "../../src/report/indicators.ts";
import { inline } from "../bot/card-words.ts";
import { alertOf, COMMAND, incident, SHA256 } from "./incident.ts";

describe("defanging", () => {
  it.each([
    ["https://evil.example/a.b?c=d.e", "hxxps://evil[.]example/a.b?c=d.e"],
    ["see HTTP://1.2.3.4:80/x", "see hxxp://1[.]2[.]3[.]4:80/x"],
    ["ftp://u:p@evil.example", "fxp://u:p[@]evil[.]example"],
    ["smb://share.evil.example/x", "smb[:]//share[.]evil[.]example/x"],
    ["www.evil.example", "www[.]evil.example"],
    ["mail to a.b@evil.example", "mail to a.b[@]evil[.]example"],
    ["ping 203.0.113.7 now", "ping 203[.]0[.]113[.]7 now"],
    ["10.1.2.3 192.168.0.1 172.16.5.5 127.0.0.1", "10.1.2.3 192.168.0.1 172.16.5.5 127.0.0.1"],
    ["sensor 7.10.17302.0, build 10.0.22631.1", "sensor 7.10.17302.0, build 10.0.22631.1"],
    ["C:\\a.exe /b", "C:\\a.exe /b"],
  ])("writes %s as %s", (text, written) => {
    expect(defang(text)).toBe(written);
  });

  it("leaves no address that a viewer would make a link of, and is done once when done twice", () => {
    const part = fc.constantFrom(
      "http://",
      "https://",
      "HTTPS://",
      "www.",
      "evil.example",
      "1.2.3.4",
      "@",
      "[.]",
      " ",
      "/x",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
          fc.webUrl(),
        ),
        (text) => {
          const once = defang(text);
          expect(once).not.toMatch(/\bhttps?:\/\/[\w]/i);
          expect(defang(once)).toBe(once);
        },
      ),
    );
  });

  it("takes the dots of a whole address", () => {
    expect(defangWhole("evil.example")).toBe("evil[.]example");
    expect(defangWhole("10.0.0.1")).toBe("10[.]0[.]0[.]1");
  });
});

describe("indicators", () => {
  const listed = (alerts = [alertOf()]) =>
    indicatorsOf(incident({ alerts, sessions: [] })).map(({ type, value }) => `${type} ${inline(value)}`);

  it("are the hash, the file, and the addresses of the command line, without one's own network", () => {
    expect(listed()).toEqual([
      `SHA-256 ${SHA256}`,
      "File C:\\Users\\Public\\a.exe",
      "URL hxxp://198[.]51[.]100[.]9:8080/a.ps1",
      "URL hxxps://evil[.]example/x?y=1",
      "Domain evil[.]example",
      "IP address 198[.]51[.]100[.]9",
      "IP address 203[.]0[.]113[.]7",
    ]);
  });

  it("name each once, with everything that they were seen in", () => {
    const [hash] = indicatorsOf(incident({ alerts: [alertOf({ n: 1 }), alertOf({ n: 2 })] }));
    expect(hash?.seen.map(({ source }) => source.kind)).toEqual(["alert", "alert", "evidence"]);
  });

  it("leave out what every machine has", () => {
    expect(
      listed([
        alertOf({ filepath: "\\Device\\HarddiskVolume3\\Windows\\System32\\cmd.exe", cmdline: "cmd.exe" }),
      ]),
    ).toEqual([]);
  });

  it("stay few however many a hostile command line names", () => {
    const cmdline = Array.from({ length: 5_000 }, (_, n) => `http://h${n}.evil.example/`).join(" ");
    const found = listed([alertOf({ cmdline })]);
    expect(found.filter((one) => one.startsWith("URL")).length).toBeLessThanOrEqual(12);
    expect(COMMAND).toContain("https://evil.example");
  });

  it("hold nobody up, however many different ones the alerts name", () => {
    const line = (n: number, by: string): string =>
      Array.from(
        { length: 400 },
        (_, i) => `http://${by}${n}x${i}.evil.example/p 203.0.${n % 250}.${i % 250}`,
      ).join(" ");
    const alerts = Array.from({ length: 200 }, (_, n) =>
      alertOf({
        n,
        cmdline: line(n, "a"),
        parent_details: { cmdline: line(n, "b") },
        grandparent_details: { cmdline: line(n, "c") },
      }),
    );
    const startedAt = performance.now();
    expect(indicatorsOf(incident({ alerts, sessions: [] })).length).toBeGreaterThan(15_000);
    // Compared with one another they would take half a minute, and nobody else would be served meanwhile.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it("keep foreign text foreign", () => {
    for (const { value } of indicatorsOf(incident())) expect(value).toBeInstanceOf(untrusted("").constructor);
  });
});
