/** Output out of pieces: whatever order, repeats and gaps they come in, it is whole or says that it is not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reveal, untrusted } from "../../src/lib/untrusted.ts";
import { EMPTY, isWhole, skip, take, type Assembly, type Piece } from "../../src/rtr/assembly.ts";

const piece = (sequence: number | undefined, text: string, isComplete = false, stderr = ""): Piece => ({
  sequence,
  isComplete,
  stdout: untrusted(text),
  stderr: untrusted(stderr),
});

/** Takes them all; what was written down, and where it stands. */
function takeAll(pieces: readonly Piece[]): { readonly text: string; readonly assembly: Assembly } {
  let assembly = EMPTY;
  let text = "";
  for (const one of pieces) {
    const taken = take(assembly, one);
    assembly = taken.assembly;
    text += taken.ready.map(({ stdout }) => reveal(stdout)).join("");
  }
  return { text, assembly };
}

const NOTHING = piece(undefined, "");
const texts = fc.array(fc.string({ minLength: 1, maxLength: 12, unit: "binary" }), {
  minLength: 1,
  maxLength: 500,
});

describe("pieces of an output", () => {
  it("make the same text whatever is repeated, early or empty in between", () => {
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.nat(9)), fc.boolean(), (parts, dice, isLate) => {
        const roll = (): number => dice.next().value ?? 0;
        const pieces: Piece[] = [];
        const early: Piece[] = [];
        for (const [i, part] of parts.entries()) {
          const one = piece(i, part, !isLate && i === parts.length - 1);
          if (roll() === 0) pieces.push(NOTHING);
          if (roll() === 1 && i + 1 < parts.length) pieces.push(piece(i + 1, parts[i + 1] ?? ""));
          pieces.push(one);
          if (roll() === 2) pieces.push(one);
          if (roll() === 3) early.push(one);
        }
        if (isLate) pieces.push(piece(roll() < 5 ? parts.length - 1 : undefined, "", true));
        const { text, assembly } = takeAll([...pieces, ...early]);
        expect(text).toBe(parts.join(""));
        expect(isWhole(assembly)).toBe(true);
        expect(assembly.missing).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("that never come are named, and what came is in order", () => {
    fc.assert(
      fc.property(texts, fc.uniqueArray(fc.nat(499), { minLength: 1, maxLength: 20 }), (parts, lost) => {
        // The last piece is the one that says how many there are.
        const gone = new Set(lost.filter((i) => i < parts.length - 1));
        const kept = parts
          .map((part, i) => piece(i, part, i === parts.length - 1))
          .filter((_, i) => !gone.has(i));
        const { assembly: before, text } = takeAll(kept);
        let assembly = before;
        let whole = text;
        while (!isWhole(assembly)) {
          const skipped = skip(assembly);
          assembly = skipped.assembly;
          whole += skipped.ready.map(({ stdout }) => reveal(stdout)).join("");
        }
        expect(whole).toBe(parts.filter((_, i) => !gone.has(i)).join(""));
        expect(assembly.missing).toEqual([...gone].sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });

  it("without numbers are taken in the order in which they were asked for", () => {
    const { text, assembly } = takeAll([piece(undefined, "a"), NOTHING, piece(undefined, "b", true)]);
    expect([text, isWhole(assembly)]).toEqual(["ab", true]);
  });

  it("of a command that prints nothing are one empty last word", () => {
    const { text, assembly } = takeAll([NOTHING, piece(0, "", true)]);
    expect([text, isWhole(assembly), assembly.missing]).toEqual(["", true, []]);
  });

  it("bring complaints along in their place", () => {
    const first = take(EMPTY, piece(0, "", false, "not found"));
    expect(first.ready.map(({ stderr }) => reveal(stderr))).toEqual(["not found"]);
    expect(isWhole(take(first.assembly, piece(0, "", true)).assembly)).toBe(true);
  });

  it("are not whole as long as nobody says that the last has come", () => {
    expect(isWhole(takeAll([piece(0, "a"), piece(1, "b")]).assembly)).toBe(false);
  });

  it("ask for those before a last word that is numbered beyond them", () => {
    const { assembly } = takeAll([piece(0, "a"), piece(3, "", true)]);
    expect([assembly.next, assembly.last, isWhole(assembly)]).toEqual([1, 2, false]);
  });
});
