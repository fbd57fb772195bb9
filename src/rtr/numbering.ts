/**
 * Which piece an answer is. Falcon numbers an answer as the piece that was asked for, or as the
 * one to ask for next, or not at all; which of them is seen from the first answers. Pure.
 *
 *   unknown -> own | next | open        (open: the first answer fits both, and is held back)
 *   open    -> next (the next answer is one further) | own (the same comes again and again)
 */
import type { Piece } from "./assembly.ts";

/** Looks that repeat the first answer before that counts as what Falcon means. */
const SURE_AFTER = 4;
/** Looks that an unnumbered piece needs which reads exactly like the one before it. */
const DOUBTED = 2;

export interface Numbering {
  readonly kind: "unknown" | "open" | "own" | "next";
  /** Held back until it is known which piece it is. */
  readonly held: { readonly piece: Piece; readonly asked: number; readonly seen: number } | undefined;
  /** The latest piece, where its number does not tell which it is, and how often the next one read just like it. */
  readonly previous: { readonly piece: Piece; readonly asked: number; readonly doubts: number } | undefined;
}

export interface Numbered {
  readonly numbering: Numbering;
  /** With the numbers of Falcon's own order, from 0. */
  readonly pieces: readonly Piece[];
  /** Worth another look at once: this one may be a repeat. */
  readonly isDoubtful: boolean;
}

export const UNNUMBERED: Numbering = { kind: "unknown", held: undefined, previous: undefined };

/** What is to be asked for; `next` is the first piece that has not come. */
export const pieceToAsk = ({ held }: Numbering, next: number): number =>
  held === undefined ? next : held.asked + 1;

export function number(numbering: Numbering, piece: Piece, asked: number): Numbered {
  const { sequence } = piece;
  const hasText = piece.stdout.length > 0 || piece.stderr.length > 0;
  if (!hasText && !piece.isComplete) return { numbering, pieces: [piece], isDoubtful: false };
  switch (numbering.kind) {
    case "own":
      return { numbering, pieces: [piece], isDoubtful: false };
    case "next":
      return whileNext(numbering, piece, asked);
    case "open":
      return whileOpen(numbering, piece, asked, hasText);
    case "unknown":
      if (!hasText) return { numbering, pieces: [piece], isDoubtful: false };
      if (sequence === undefined) return unnumbered(numbering, piece, asked);
      if (sequence !== asked + 1) return settled("own", [piece]);
      // Alone and complete: were it the second of two, the first would have been asked for.
      if (piece.isComplete) return settled("next", [oneEarlier(piece)]);
      return { numbering: { ...numbering, kind: "open", held: { piece, asked, seen: 1 } }, ...NOTHING_YET };
  }
}

/**
 * After the last piece there is none to ask for next, and Falcon may let it bear its own number
 * instead. Read as a repeat of the piece before it, it would be lost without a word.
 */
function whileNext(numbering: Numbering, piece: Piece, asked: number): Numbered {
  const before = numbering.previous?.piece;
  const isLast =
    piece.isComplete && piece.sequence === asked && before !== undefined && !isSameText(before, piece);
  return {
    numbering: { ...numbering, previous: { piece, asked, doubts: 0 } },
    pieces: [isLast ? piece : oneEarlier(piece)],
    isDoubtful: false,
  };
}

const NOTHING_YET = { pieces: [], isDoubtful: true } as const;

function whileOpen(numbering: Numbering, piece: Piece, asked: number, hasText: boolean): Numbered {
  const { held } = numbering;
  if (held === undefined) return settled("own", [piece]);
  const first = { ...held.piece, sequence: held.asked };
  const { sequence } = piece;
  if (!hasText || sequence === undefined) return settled("next", [first, { ...piece, sequence: asked }]);
  if (sequence === held.asked) return settled("own", [held.piece, piece]);
  if (sequence !== held.piece.sequence || !isSame(piece, held.piece)) {
    const next = whileNext({ ...UNNUMBERED, kind: "next", previous: { ...held, doubts: 0 } }, piece, asked);
    return { ...next, pieces: [first, ...next.pieces] };
  }
  const seen = held.seen + 1;
  if (seen > SURE_AFTER) return settled("own", [held.piece]);
  return { numbering: { ...numbering, held: { ...held, seen } }, pieces: [], isDoubtful: false };
}

/** What is still held back when nothing more comes: as what it was asked for. */
export const leftOf = ({ held }: Numbering): readonly Piece[] =>
  held === undefined ? [] : [{ ...held.piece, sequence: held.asked }];

/** Taken as what was asked for, unless it reads like the one before: then it has to do so again. */
function unnumbered(numbering: Numbering, piece: Piece, asked: number): Numbered {
  const { previous } = numbering;
  if (previous?.asked === asked - 1 && isSame(previous.piece, piece) && previous.doubts < DOUBTED) {
    const doubted = { ...previous, doubts: previous.doubts + 1 };
    return { numbering: { ...numbering, previous: doubted }, ...NOTHING_YET };
  }
  const latest = { piece, asked, doubts: 0 };
  return {
    numbering: { ...numbering, previous: latest },
    pieces: [{ ...piece, sequence: asked }],
    isDoubtful: false,
  };
}

const settled = (kind: "own" | "next", pieces: readonly Piece[]): Numbered => ({
  numbering: { kind, held: undefined, previous: undefined },
  pieces,
  isDoubtful: false,
});

const oneEarlier = (piece: Piece): Piece =>
  piece.sequence === undefined ? piece : { ...piece, sequence: Math.max(0, piece.sequence - 1) };

const isSame = (one: Piece, other: Piece): boolean =>
  one.isComplete === other.isComplete && isSameText(one, other);

const isSameText = (one: Piece, other: Piece): boolean =>
  one.stdout.passes((text) => other.stdout.is(text)) && one.stderr.passes((text) => other.stderr.is(text));
