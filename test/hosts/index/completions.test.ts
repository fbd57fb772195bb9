import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completing } from "../../../src/hosts/index/completions.ts";
import type { HostTable } from "../../../src/hosts/index/host-table.ts";
import { reveal } from "../../../src/lib/untrusted.ts";
import { estateNames, tableOf } from "./sketches.ts";
import type { Wish } from "./sketches.ts";

const found = (table: HostTable, written: string, limit = 5): readonly string[] =>
  completing(table, written, limit).map((slot) => reveal(table.nameAt(slot)));

describe("completing a hostname", () => {
  it.each([
    [
      "the name itself first, however old, then longer ones by when they were seen",
      "web-1",
      ["WEB-1", "web-11", "web-10"],
    ],
    ["parts after a hyphen before letters within", "fin", ["fin-9", "WIN-FIN-07", "muffin"]],
    ["a number after letters counts as a part", "42", ["lap42", "x142"]],
    ["a domain counts as a part", "corp", ["db.corp.example"]],
    ["letter case does not matter", "MUF", ["muffin"]],
    ["a star is not taken for a letter", "muf*", ["muffin"]],
    ["nothing fits", "zzz", []],
  ])("%s", (_, written, expected) => {
    const table = tableOf([
      { name: "web-10", seen: 2 },
      { name: "WEB-1", seen: 1 },
      { name: "web-11", seen: 3 },
      { name: "WIN-FIN-07", seen: 1 },
      { name: "muffin", seen: 9 },
      { name: "fin-9", seen: 1 },
      { name: "x142", seen: 9 },
      { name: "lap42", seen: 1 },
      { name: "db.corp.example", seen: 1 },
    ]);
    expect(found(table, written)).toEqual(expected);
  });

  it("nothing typed gives the hosts seen last", () => {
    const table = tableOf([
      { name: "a", seen: 1 },
      { name: "b", seen: 3 },
      { name: "c", seen: 2 },
    ]);
    expect(found(table, "", 2)).toEqual(["b", "c"]);
  });

  it("finds by the beginning of a device id, from four digits on", () => {
    const id = `beef${"0".repeat(28)}`;
    const table = tableOf([{ name: "web-01", id }, { name: "web-02" }]);
    expect(found(table, "beef")).toEqual(["web-01"]);
    expect(found(table, "aid:BEEF00")).toEqual(["web-01"]);
    expect(found(table, "bee")).toEqual([]);
  });

  it.each([
    ["10.2", ["b", "a"]],
    ["10.2.", ["a"]],
    ["10.2.0.1", ["a"]],
    ["10.25.", ["b"]],
    ["10.2.0.2", []],
    ["10", []],
    ["10.999", []],
    ["10.2.0.1.", []],
    ["192.168.", ["c"]],
  ])("finds by the beginning of an address: %s", (written, expected) => {
    const table = tableOf([
      { name: "a", ip: "10.2.0.1", seen: 1 },
      { name: "b", ip: "10.25.0.1", seen: 2 },
      { name: "c", ip: "192.168.255.254" },
      { name: "d", ip: "fe80::1" },
      { name: "e" },
    ]);
    expect(found(table, written)).toEqual(expected);
  });

  it("agrees with a plain sort of all hosts", () => {
    const letter = fc.constantFrom("a", "b", "B", "-", ".", "1", "2", "é");
    const host = fc.record({ name: fc.string({ unit: letter, maxLength: 6 }), seen: fc.nat({ max: 3 }) });
    const written = fc.string({ unit: letter, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(host, { maxLength: 12 }),
        written,
        fc.integer({ min: 1, max: 5 }),
        (hosts, typed, limit) => {
          expect(found(tableOf(hosts), typed, limit)).toEqual(sorted(hosts, typed).slice(0, limit));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("agrees with it among 100,000", () => {
    const hosts = estateNames(100_000).map((name, i) => ({ name, seen: (i * 7_919) % 100_003 }));
    const table = tableOf(hosts);
    for (const typed of ["w", "berlin", "99"]) {
      expect(found(table, typed, 25)).toEqual(sorted(hosts, typed).slice(0, 25));
    }
  });
});

/** The rule told another way than the code tells it. */
function sorted(hosts: readonly Wish[], written: string): readonly string[] {
  const wanted = written.toLowerCase();
  const rank = (name: string): number => {
    const folded = name.toLowerCase();
    if (wanted === "" || folded === wanted) return 0;
    if (folded.startsWith(wanted)) return 1;
    const parts = [...folded.matchAll(/(?<=[^\p{L}\d])|(?<=\d)(?!\d)|(?<=\p{L})(?!\p{L})/gu)];
    if (parts.some(({ index }) => index > 0 && folded.startsWith(wanted, index))) return 2;
    return folded.includes(wanted) ? 3 : 4;
  };
  return hosts
    .map(({ name = "", seen = 0 }) => ({ name, seen, rank: rank(name) }))
    .filter((one) => one.rank < 4)
    .sort((a, b) => a.rank - b.rank || b.seen - a.seen)
    .map(({ name }) => name);
}
