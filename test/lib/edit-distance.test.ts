import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../src/lib/edit-distance.ts";
import { reveal, untrusted } from "../../src/lib/untrusted.ts";

describe("the distance between words", () => {
  it.each([
    ["isolate", "isolate", 0],
    ["isolate", "ISOLATE", 0],
    ["isolate", "isoalte", 1],
    ["isolate", "isolat", 1],
    ["isolate", "xisolate", 1],
    ["isolate", "izolate", 1],
    ["", "abc", 3],
    ["ca", "abc", 3],
    ["😀a", "a😀", 1],
  ])("%s to %s is %i", (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
  });

  it("is symmetric, zero for the same word alone, and never more than the longer word", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it("stays quick for names of any length", () => {
    const started = performance.now();
    editDistance("a".repeat(100_000), "b".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("the nearest names", () => {
  it("come closest first, beginnings before misspellings, shorter before longer", () => {
    expect(nearest("web-01", ["web-01-old", "web-02", "web-011", "wbe-01", "db-01-replica"], 9)).toEqual([
      "web-011",
      "web-01-old",
      "web-02",
      "wbe-01",
    ]);
  });

  it("leave out what is like nothing, repeat nothing and stop at the number asked for", () => {
    expect(nearest("zzzz", ["web-01"], 5)).toEqual([]);
    expect(nearest("ab", ["cd", "xy"], 5)).toEqual([]);
    expect(nearest("dc-1", ["DC-01", "dc-01"], 5)).toEqual(["DC-01"]);
    expect(nearest("host", ["hosta", "hostb", "hostc"], 2)).toHaveLength(2);
  });

  it("keep foreign names in their wrapper", () => {
    expect(nearest("dc-1", [untrusted("DC-01")], 1).map(reveal)).toEqual(["DC-01"]);
  });
});
