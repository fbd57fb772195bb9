import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clip, headWithin, isSuspicious, tailWithin, visible, visibleLines } from "../../src/chat/visible.ts";

describe("visible text", () => {
  it.each([
    ["a right-to-left override", "WIN-\u202Eexe.01", "WIN-⟦U+202E⟧exe.01"],
    ["a zero-width space", "WIN\u200B-01", "WIN⟦U+200B⟧-01"],
    ["a NUL and a bell", "a\u0000b\u0007", "a⟦U+0000⟧b⟦U+0007⟧"],
    ["a tag character", "x\u{E0041}", "x⟦U+E0041⟧"],
    ["an unpaired surrogate", "a\uD800b", "a⟦U+D800⟧b"],
    ["a blank Hangul filler", "a\u3164b", "a⟦U+3164⟧b"],
    ["a line separator", "a\u2028b", "a⟦U+2028⟧b"],
    ["a carriage return alone", "good\rbad", "good⟦U+000D⟧bad"],
  ])("spells out %s", (_name, hostile, shown) => {
    expect(visible(hostile)).toBe(shown);
  });

  it("takes colours, cursor moves and terminal links out", () => {
    expect(visible("\u001b[31mred\u001b[0m\u001b[2J")).toBe("red");
    expect(visible("\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\")).toBe("click");
    expect(visible("\u001b]0;title\u0007x")).toBe("x");
    expect(visible("\u001bM")).toBe("⟦U+001B⟧M");
  });

  it("keeps a foreign line break from starting a line of ours", () => {
    expect(visible("WIN-01\r\nApproved by Lee\tnow")).toBe("WIN-01⏎Approved by Lee now");
    expect(visibleLines("a\r\n\tb")).toBe("a\n\tb");
  });

  it("leaves emoji whole", () => {
    expect(visible("👨‍👩‍👧 ❤️ 👍🏽 1️⃣")).toBe("👨‍👩‍👧 ❤️ 👍🏽 1️⃣");
    expect(visible("a\u200Db")).toBe("a⟦U+200D⟧b");
  });

  it("never leaves a hidden character, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\u200B]/u);
        expect(visible(text).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("suspicious text", () => {
  it.each(["WIN-01", "srv-données-01", "сервер", "web_01.corp.example", "日本-01", "Ω"])(
    "trusts %s",
    (name) => {
      expect(isSuspicious(name)).toBe(false);
    },
  );

  it.each([
    ["Latin with one Cyrillic letter", "WІN-01"],
    ["a word of Cyrillic lookalikes", "сор"],
    ["full-width letters", "ＷＩＮ-01"],
    ["a hidden joiner", "WIN\u200D-01"],
    ["an override", "a\u202Eb"],
    ["a non-breaking space", "dc 01\u00A0"],
  ])("warns of %s", (_name, text) => {
    expect(isSuspicious(text)).toBe(true);
  });
});

describe("cutting", () => {
  it("cuts between characters as people count them", () => {
    expect(clip("ab👨‍👩‍👧cd", 5)).toBe("ab…");
    expect(clip("ae\u0301x", 3)).toBe("a…");
    expect(clip("short", 5)).toBe("short");
  });

  it("still cuts one character that is longer than the limit", () => {
    const stacked = `a${"\u0301".repeat(500)}`;
    expect(clip(stacked, 10)).toHaveLength(10);
  });

  it("keeps to the limit and to whole characters for any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (text, max) => {
          for (const cut of [clip(text, max), headWithin(text, max), tailWithin(text, max)]) {
            expect(cut.length).toBeLessThanOrEqual(max);
            expect(cut.isWellFormed()).toBe(true);
          }
          expect(text.startsWith(headWithin(text, max))).toBe(true);
          expect(text.endsWith(tailWithin(text, max))).toBe(true);
        },
      ),
    );
  });
});
