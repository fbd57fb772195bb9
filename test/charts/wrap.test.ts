import fc from "fast-check";
import { expect, it } from "vitest";
import { fitted, widthOf } from "../../src/charts/measure.ts";
import { wrapped } from "../../src/charts/wrap.ts";
import { untrusted } from "../../src/lib/untrusted.ts";

const COLUMNS = 40;

it("breaks a command line at spaces, and inside a word only when there are none", () => {
  expect(wrapped("curl -o /tmp/a https://example.test/a", { columns: 20, lines: 4 })).toEqual([
    "curl -o /tmp/a",
    "https://example.test",
    "/a",
  ]);
  expect(wrapped(untrusted("  "), { columns: 20, lines: 4 })).toEqual([]);
});

it("never exceeds its lines and columns, and says how long the whole is when it is cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 400 }), (text) => {
      const lines = wrapped(untrusted(text), { columns: COLUMNS, lines: 3 });
      expect(lines.length).toBeLessThanOrEqual(3);
      expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(COLUMNS);
      const said = lines.join("").replaceAll(" ", "");
      if (!said.includes("charactersinall")) expect(said).toBe(text.replaceAll(" ", ""));
    }),
  );
});

it("cuts words to a width, never inside a character", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 80 }),
      fc.integer({ min: 60, max: 300 }),
      (text, width) => {
        const cut = fitted(text, width, 13);
        expect(widthOf(cut, 13)).toBeLessThanOrEqual(Math.max(width, 2 * 13));
        expect(cut.isWellFormed()).toBe(true);
        if (widthOf(text, 13) <= width) expect(cut).toBe(text);
      },
    ),
  );
});
