/** Whose number an answer bears: Falcon's habits differ, and the text has to be the same with each. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reveal, untrusted } from "../../src/lib/untrusted.ts";
import { EMPTY, isWhole, take, type Piece } from "../../src/rtr/assembly.ts";
import { leftOf, number, pieceToAsk, UNNUMBERED } from "../../src/rtr/numbering.ts";

type Habit = "own" | "next" | "none";

const piece = (sequence: number | undefined, text: string, isComplete = false): Piece => ({
  sequence,
  isComplete,
  stdout: untrusted(text),
  stderr: untrusted(""),
});

const NUMBERS: Readonly<Record<Habit, (index: number) => number | undefined>> = {
  own: (index) => index,
  next: (index) => index + 1,
  none: () => undefined,
};

/** Asks a Falcon of that habit until it has everything, or for long enough. */
function listen(answer: (asked: number, look: number) => Piece, mostLooks = 3_000) {
  let assembly = EMPTY;
  let numbering = UNNUMBERED;
  let text = "";
  let looks = 0;
  const write = (one: Piece, asked?: number): void => {
    const taken = take(assembly, one, asked);
    assembly = taken.assembly;
    text += taken.ready.map(({ stdout }) => reveal(stdout)).join("");
  };
  while (!isWhole(assembly) && looks < mostLooks) {
    const asked = pieceToAsk(numbering, assembly.next);
    const heard = number(numbering, answer(asked, looks), asked);
    numbering = heard.numbering;
    for (const one of heard.pieces) write(one, asked);
    looks += 1;
  }
  for (const one of leftOf(numbering)) write(one);
  return { text, assembly, looks };
}

const falcon = (texts: readonly string[], habit: Habit, isLate: boolean, repeatEvery: number) => {
  const last = texts.length - 1;
  return (asked: number, look: number): Piece => {
    const isRepeat = repeatEvery > 0 && look % (repeatEvery + 2) === 1 && asked > 0;
    const index = isRepeat ? Math.min(asked, texts.length) - 1 : asked;
    const text = texts[index];
    if (text === undefined) return piece(NUMBERS[habit](asked), "", true);
    return piece(NUMBERS[habit](index), text, !isLate && index === last && !isRepeat);
  };
};

describe("answers that bear", () => {
  const habits = fc.constantFrom<Habit>("own", "next", "none");
  const texts = fc.array(fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }), {
    minLength: 1,
    maxLength: 300,
  });

  it("their own number, that of the next one or none give the same text, with repeats in between", () => {
    fc.assert(
      fc.property(texts, habits, fc.boolean(), fc.nat(4), (parts, habit, isLate, repeatEvery) => {
        // Without numbers a repeat looks like a new piece that reads the same, so each is told apart.
        const apart = habit === "none" ? parts.map((part, i) => `${i} ${part}`) : parts;
        const { text, assembly } = listen(falcon(apart, habit, isLate, repeatEvery));
        expect(text).toBe(apart.join(""));
        expect([isWhole(assembly), assembly.missing]).toEqual([true, []]);
      }),
      { numRuns: 300 },
    );
  });

  it("no number and read alike are all kept, since outputs repeat themselves", () => {
    const { text, looks } = listen(falcon(["a", "a", "a", "b"], "none", false, 0));
    expect(text).toBe("aaab");
    expect(looks).toBeLessThanOrEqual(8);
  });

  it("the number of the next one cost no further look for a command of one piece", () => {
    expect(listen(falcon(["all of it"], "next", false, 0))).toMatchObject({ text: "all of it", looks: 1 });
  });

  it("the number of the next one, and the last its own since none follows, lose nothing", () => {
    const parts = ["a", "b", "c", "the last"];
    for (let length = 2; length <= parts.length; length += 1) {
      const given = parts.slice(-length);
      const last = given.length - 1;
      const answer = (asked: number): Piece =>
        piece(Math.min(asked + 1, last), given[Math.min(asked, last)] ?? "", asked >= last);
      expect(listen(answer).text).toBe(given.join(""));
    }
  });

  it("the second number because the first piece is lost are not taken for the first", () => {
    const parts = ["lost", "b", "c"];
    const { text, assembly } = listen(
      (asked) => (asked === 0 ? piece(1, "b") : falcon(parts, "own", false, 0)(asked, 0)),
      40,
    );
    expect(text).toBe("");
    expect([assembly.next, assembly.ahead.has(1), isWhole(assembly)]).toEqual([0, true, false]);
  });

  it("the number of the next one are not lost when no next one comes", () => {
    const silent = piece(undefined, "");
    expect(listen((asked) => (asked === 0 ? piece(1, "half") : silent), 20).text).toBe("half");
  });
});
