import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostTable } from "../../../src/hosts/index/host-table.ts";
import { reveal } from "../../../src/lib/untrusted.ts";
import { idOf, sketchOf, tableOf } from "./sketches.ts";

describe("the table of hosts", () => {
  it("says the name alone only where it means one host and nothing else", () => {
    const ownName = (...names: readonly string[]): string | undefined =>
      tableOf(names.map((name) => ({ name }))).get(0).ownName;
    expect(ownName("WIN-01")).toBe("WIN-01");
    expect(ownName("web-01.corp.example")).toBe("web-01.corp.example");
    expect(ownName("WIN-01", "win-01")).toBeUndefined();
    expect(ownName("\u212Aiosk-1")).toBeUndefined();
    for (const hostile of [
      "",
      "host",
      "all",
      "--emergency",
      "-x1",
      "web 01",
      "web-01,web-02",
      "web-*",
      "web-01\u202E",
      "<!channel>-1",
      "reason:1",
      '"web-01"',
      "10.0.0.1",
      "a".repeat(32),
      "0123456789abcdef0123456789ABCDEF",
      `w-${"1".repeat(300)}`,
    ]) {
      expect([hostile, ownName(hostile)]).toEqual([hostile, undefined]);
    }
  });

  it("keeps bearers of a name apart through renames and removals", () => {
    const name = fc.constantFrom("a", "A", "b", "", "c-1");
    const step = fc.record({ host: fc.nat({ max: 5 }), name, round: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const table = new HostTable();
        const model = new Map<string, { name: string; round: number }>();
        let round = 1;
        for (const one of steps) {
          if (one.round) round += 1;
          table.put(sketchOf({ id: idOf(one.host), name: one.name }), round);
          model.set(idOf(one.host), { name: one.name, round });
          if (!one.round) continue;
          table.dropBefore(round - 2);
          for (const [id, { round: heard }] of model) if (heard < round - 2) model.delete(id);
        }
        expect(table.size).toBe(model.size);
        for (const asked of ["a", "b", "c-1"]) {
          const bearers = [...model].filter(([, host]) => host.name.toLowerCase() === asked);
          expect(table.bearing(asked).map(table.idAt).toSorted()).toEqual(
            bearers.map(([id]) => id).toSorted(),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it("grows, and gives the room of removed hosts to new ones", () => {
    const table = new HostTable();
    for (let i = 0; i < 5_000; i += 1) table.put(sketchOf({ id: idOf(i), name: `web-${i}`, seen: i }), 1);
    table.put(sketchOf({ id: idOf(4_999), name: "kept-1", seen: 7 }), 2);
    expect(table.dropBefore(2)).toBe(4_999);
    for (let i = 0; i < 4_999; i += 1) table.put(sketchOf({ id: idOf(`new ${i}`), name: `db-${i}` }), 2);
    expect(table.size).toBe(5_000);
    expect(table.end).toBe(5_000);
    const [slot = -1] = table.bearing("KEPT-1");
    expect(reveal(table.get(slot).hostname)).toBe("kept-1");
    expect(table.get(slot).lastSeenAt).toBe(7);
    expect(table.bearing("web-1")).toEqual([]);
  });

  it("forgets thousands of one name in no time", () => {
    const table = tableOf(Array.from({ length: 50_000 }, () => ({ name: "localhost" })));
    const startedAt = performance.now();
    expect(table.dropBefore(2)).toBe(50_000);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(table.bearing("localhost")).toEqual([]);
  });

  it("cuts names that no host can have", () => {
    expect(tableOf([{ name: "x".repeat(4_000) }]).get(0).hostname.length).toBe(255);
  });
});
