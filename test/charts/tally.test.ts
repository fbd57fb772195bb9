import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tallyOf } from "../../src/charts/counted.ts";
import { binsOf, ticksOf } from "../../src/charts/moments.ts";
import { SEVERITIES } from "../../src/charts/look.ts";
import { tally, type Sighting } from "../../src/charts/tally.ts";
import { DAY, HOUR, MINUTE } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { NOON, sighting, stormOf } from "./sightings.ts";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe("counting", () => {
  const anySighting: fc.Arbitrary<Sighting> = fc.record({
    at: fc.option(fc.integer({ min: NOON, max: NOON + 90 * DAY }), { nil: undefined }),
    severity: fc.constantFrom(...SEVERITIES),
    host: fc.option(
      fc.record({
        id: fc.option(fc.stringMatching(/^[0-9a-f]{32}$/), { nil: undefined }),
        name: fc.constantFrom("WIN-01", "win-02", "\u202E", "").map(untrusted),
      }),
      { nil: undefined },
    ),
  });

  it("loses none and counts none twice, whatever comes when", () => {
    fc.assert(
      fc.property(fc.array(anySighting, { maxLength: 60 }), (sightings) => {
        const counted = tally(sightings);
        const dated = sightings.filter(({ at }) => at !== undefined);
        expect(sum(counted.overTime.map(({ count }) => count))).toBe(dated.length);
        expect(sum(Object.values(counted.severities))).toBe(sightings.length);
        for (const { counts = {}, total } of counted.hosts.top)
          expect(sum(Object.values(counts))).toBe(total);
        const labels = counted.hosts.top.map(({ label }) => label);
        expect(new Set(labels).size).toBe(labels.length);
      }),
    );
  });

  it("puts each into the bin it happened in, the last moment into the last bin", () => {
    const span = { from: NOON, to: NOON + HOUR };
    const counted = tally(
      [0, MINUTE - 1, MINUTE, HOUR].map((ms) => sighting({ at: NOON + ms })),
      span,
    );
    expect(counted.overTime.map(({ at, count }) => [at - NOON, count])).toEqual([
      [0, 2],
      [MINUTE, 1],
      [59 * MINUTE, 1],
    ]);
  });

  it("leaves what lies outside the span off the axis, and counts it all the same", () => {
    const counted = tally([sighting({ at: NOON - DAY }), sighting()], { from: NOON, to: NOON + HOUR });
    expect(counted.overTime).toHaveLength(1);
    expect(counted.total).toBe(2);
  });

  it("tells hosts of one name apart by their ids, and takes one id for one host", () => {
    const on = (id: string) => sighting({ host: { id, name: untrusted("WIN-01") } });
    const { hosts } = tally([on("aaaaaaaaaaaa"), on("bbbbbbbbbbbb"), on("bbbbbbbbbbbb")]);
    expect(hosts.top.map(({ label, total }) => [label, total])).toEqual([
      ["WIN-01 · bbbbbb", 2],
      ["WIN-01 · aaaaaa", 1],
    ]);
  });

  it("lists the hosts with most, most first, and knows how many there are", () => {
    const many = Array.from({ length: 10 }, (_, n) =>
      Array.from({ length: n + 1 }, () => sighting({ host: { id: `id${n}`, name: untrusted(`h${n}`) } })),
    ).flat();
    const { hosts } = tally(many);
    expect(hosts.total).toBe(10);
    expect(hosts.top.map(({ total }) => total)).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
  });

  it("makes hidden characters visible", () => {
    expect(tally(stormOf(20)).hosts.top.map(({ label }) => label)).toContain("LAPTOP-⟦U+202E⟧exe");
  });
});

describe("what was counted elsewhere", () => {
  const slices = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 6 * 60 * 24 }).map((n) => NOON + n * 10_000),
      counts: fc.record({ critical: fc.nat(50), low: fc.nat(50) }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it("keeps its counts, whatever the names' case and however its slices fall into bins", () => {
    fc.assert(
      fc.property(slices, (unsorted) => {
        const sorted = [...unsorted].sort((a, b) => a.at - b.at);
        const total = sum(sorted.flatMap(({ counts }) => Object.values(counts)));
        const counted = tallyOf({
          total,
          severities: { CRITICAL: 3, low: 0, odd: 5 },
          hosts: [],
          hostCount: 4,
          techniques: [],
          slices: sorted,
        });
        expect(sum(counted.overTime.map(({ count }) => count))).toBe(total);
        expect(counted.severities).toEqual({ Critical: 3 });
        expect(counted.hosts.total).toBe(4);
      }),
    );
  });

  it("names nobody twice and hides nothing in a name", () => {
    const names = ["WIN-01", "WIN-01", "a\u202Eb", ""].map((name) => ({ label: untrusted(name), count: 1 }));
    const storm = { total: 4, severities: {}, hosts: names, hostCount: 4, techniques: [], slices: [] };
    expect(tallyOf(storm).hosts.top.map(({ label }) => label)).toEqual([
      "WIN-01",
      "WIN-01 · 2",
      "a⟦U+202E⟧b",
      "(unnamed)",
    ]);
  });
});

describe("time", () => {
  const spans = fc.tuple(fc.integer({ min: 0, max: NOON }), fc.integer({ min: 0, max: 2_000 * DAY }));

  it("is cut into whole bins that hold the span, neither few nor too many", () => {
    fc.assert(
      fc.property(spans, ([from, length]) => {
        const bins = binsOf({ from, to: from + length });
        const count = (bins.to - bins.from) / bins.stepMs;
        expect(Number.isInteger(count)).toBe(true);
        expect(count).toBeGreaterThanOrEqual(24);
        expect(count).toBeLessThanOrEqual(62);
        expect(bins.from).toBeLessThanOrEqual(from);
        expect(bins.to).toBeGreaterThanOrEqual(from + length);
      }),
    );
  });

  it("has ticks at round moments inside, not more than can be read", () => {
    fc.assert(
      fc.property(spans, ([from, length]) => {
        const bins = binsOf({ from, to: from + length });
        const ticks = ticksOf(bins);
        expect(ticks.length).toBeLessThanOrEqual(9);
        expect(ticks.every((tick) => tick >= bins.from && tick <= bins.to && tick % MINUTE === 0)).toBe(true);
      }),
    );
    expect(ticksOf({ from: NOON + 1, to: NOON + HOUR })).toEqual(
      [10, 20, 30, 40, 50, 60].map((minute) => NOON + minute * MINUTE),
    );
  });
});
