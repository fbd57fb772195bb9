import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/lib/errors.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { createHosts } from "../../src/hosts/service.ts";
import { deviceOf, everyHostPort } from "./devices.ts";
import { outcomeOf } from "./outcome.ts";

const hostname = fc.string({
  unit: fc.constantFrom("a", "B", "b", "-", ".", "1", "İ", "k", "\u212A"),
  maxLength: 5,
});

describe("finding a host in a service that answers every question with everything", () => {
  it("never gives a host whose name differs, and never one of several", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostname, { maxLength: 6 }), hostname, async (names, written) => {
        const devices = names.map((name, i) => deviceOf({ hostname: name, id: String(i).padStart(32, "0") }));
        const hosts = createHosts({ falcon: everyHostPort(devices), clock: { now: () => 0 } });
        expect(await outcomeOf(hosts.find(written))).toMatch(expectedFor(names, written));
      }),
      { numRuns: 400 },
    );
  });

  it("never asks anything for a wildcard", async () => {
    let asked = 0;
    const port = everyHostPort([deviceOf({ hostname: "web-01" })], () => (asked += 1));
    const hosts = createHosts({ falcon: port, clock: { now: () => 0 } });
    for (const written of ["*", "web*", "w?b-01", "", "  "]) {
      await expect(hosts.find(written)).rejects.toThrow(UserError);
    }
    expect(asked).toBe(0);
  });
});

describe("finding a host in a service that heeds letter case", () => {
  const devices = ["WEB-01", "web-01", "Web-01", "wEb-01", "db.corp", "DB.CORP"].map((name, i) =>
    deviceOf({ hostname: name, id: String(i).padStart(32, "0") }),
  );
  /** Only names that stand in the filter letter by letter. */
  const strict = {
    ...everyHostPort(devices),
    async query({ filter }: { readonly filter?: string | undefined }) {
      const found = devices.filter(({ hostname }) =>
        hostname.passes((name) => filter?.includes(`'${name}'`) === true),
      );
      return { ids: found.map(({ id }) => id), total: found.length };
    },
  };
  const remembering = (names: readonly string[]) => ({
    isReady: () => true,
    suggest: () => [],
    nearest: () => [],
    lookup: (name: string) =>
      devices
        .filter(({ hostname }) => names.some((known) => hostname.is(untrusted(known)) && isSame(known, name)))
        .map(({ id }) => id),
  });

  it("knows the usual spellings of namesakes", async () => {
    const hosts = createHosts({ falcon: strict, clock: { now: () => 0 } });
    expect(await outcomeOf(hosts.find("web-01"))).toBe("3 match");
    expect(await outcomeOf(hosts.find("Db.Corp"))).toBe("2 match");
  });

  it("a namesake that only the memory knows makes it a choice", async () => {
    const index = remembering(["WEB-01", "wEb-01"]);
    const hosts = createHosts({ falcon: strict, clock: { now: () => 0 }, index });
    expect(await outcomeOf(hosts.find("web-01"))).toBe("4 match");
  });

  it("what the memory has wrong makes no choice", async () => {
    const gone = { ...remembering([]), lookup: () => ["f".repeat(32), devices[4]!.id] };
    const only = { ...strict, query: async () => ({ ids: [devices[0]!.id], total: 1 }) };
    const hosts = createHosts({ falcon: only, clock: { now: () => 0 }, index: gone });
    expect(await outcomeOf(hosts.find("web-01"))).toBe("found WEB-01");
  });
});

/** The rule told another way than the code tells it. */
function expectedFor(names: readonly string[], written: string): RegExp {
  if (written === "") return /^refused/;
  const same = names.filter((name) => isSame(name, written));
  const short = written.includes(".") ? [] : names.filter((name) => isSame(domainless(name), written));
  const meant = same.length > 0 ? same : short;
  if (meant.length === 0) return /^none/;
  return meant.length === 1 ? new RegExp(`^found ${escaped(meant[0]!)}$`) : /^\d match$/;
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && a.split("").every((letter, i) => isSameLetter(letter, b.charAt(i)));

const isSameLetter = (a: string, b: string): boolean =>
  a === b || (/^[a-z]$/i.test(a) && /^[a-z]$/i.test(b) && a.toLowerCase() === b.toLowerCase());

const domainless = (name: string): string =>
  /^[^.]+\..+$/s.test(name) ? name.slice(0, name.indexOf(".")) : "";

const escaped = (text: string): string => text.replace(/[.-]/g, "\\$&");
