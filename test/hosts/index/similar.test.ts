import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { similarTo } from "../../../src/hosts/index/similar.ts";
import { nearest } from "../../../src/lib/edit-distance.ts";
import { reveal } from "../../../src/lib/untrusted.ts";
import { estateNames, tableOf } from "./sketches.ts";

const near = (names: readonly string[], written: string, most = 5): readonly string[] => {
  const table = tableOf(names.map((name) => ({ name })));
  return similarTo(table, written, most).map((slot) => reveal(table.nameAt(slot)));
};

describe("the nearest names", () => {
  it.each([
    ["a swap", "wni-fin-07", ["WIN-FIN-07"]],
    ["a missing digit", "WIN-FIN-7", ["WIN-FIN-07"]],
    ["the beginning", "db", ["db.corp.example"]],
    ["nothing like it", "quartz", []],
    ["nothing written", "", []],
  ])("%s", (_, written, expected) => {
    expect(near(["WIN-FIN-07", "db.corp.example", ""], written)).toEqual(expected);
  });

  it("are the ones that the distance of every name gives", () => {
    const letter = fc.constantFrom("a", "b", "B", "c", "-", "1", "İ", "😀");
    const name = fc.string({ unit: letter, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.array(
          name.filter((one) => one !== ""),
          { maxLength: 25 },
        ),
        name,
        fc.integer({ min: 1, max: 4 }),
        (names, written, most) => {
          expect(near(names, written, most)).toEqual(nearest(written, names, most));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("are so for long names of which parts are moved", () => {
    const base = "laptop-berlin-sales-0042.corp.example";
    const edit = fc.tuple(
      fc.nat({ max: base.length }),
      fc.constantFrom("", "x", "xy", "0"),
      fc.nat({ max: 3 }),
    );
    const changed = fc
      .array(edit, { maxLength: 6 })
      .map((edits) =>
        edits.reduce((text, [at, put, cut]) => text.slice(0, at) + put + text.slice(at + cut), base),
      );
    fc.assert(
      fc.property(fc.array(changed, { minLength: 1, maxLength: 12 }), changed, (names, written) => {
        const distinct = names.filter((one) => one !== "");
        expect(near(distinct, written, 3)).toEqual(nearest(written, distinct, 3));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [10_000, "VDI-SALES-9999.corp"],
    [10_000, "srv-lab-1"],
    [100_000, "WIN-FNI-00042"],
  ])("are found among %i names: %s", (count, written) => {
    const names = estateNames(count);
    expect(near(names, written)).toEqual(nearest(written, names, 5));
  });

  it("compare names of any length", () => {
    const long = "İ".repeat(4_000);
    expect(near([long, "x".repeat(5_000)], long.slice(0, 255))).toHaveLength(1);
  });
});
