/**
 * Output out of its pieces, in order, each once. Pure. Falcon numbers pieces from 0, may give
 * one twice, may give a later one first, and may say only afterwards that the last has come.
 * What never came is named, so that nobody takes a part for the whole.
 */
import type { Untrusted } from "../lib/untrusted.ts";

export interface PieceText {
  readonly stdout: Untrusted;
  readonly stderr: Untrusted;
}

export interface Piece extends PieceText {
  readonly sequence: number | undefined;
  readonly isComplete: boolean;
}

export interface Assembly {
  /** The piece that is wanted next. */
  readonly next: number;
  /** Pieces that came before their turn. */
  readonly ahead: ReadonlyMap<number, PieceText>;
  /** The number of the last piece, once it is known. */
  readonly last: number | undefined;
  readonly missing: readonly number[];
}

export interface Taken {
  readonly assembly: Assembly;
  /** What can be written down now, in order. */
  readonly ready: readonly PieceText[];
  /** Whether anything was learned. */
  readonly isNews: boolean;
}

export const EMPTY: Assembly = { next: 0, ahead: new Map(), last: undefined, missing: [] };

export const isWhole = ({ next, last }: Assembly): boolean => last !== undefined && next > last;

export function take(assembly: Assembly, piece: Piece, asked = assembly.next): Taken {
  const hasText = piece.stdout.length > 0 || piece.stderr.length > 0;
  if (!hasText && !piece.isComplete) return { assembly, ready: [], isNews: false };
  // An empty last word belongs to no piece: it says that the ones before were all.
  if (!hasText) return ended(assembly, piece.sequence);
  const sequence = piece.sequence ?? asked;
  const isKnown = sequence < assembly.next || assembly.ahead.has(sequence);
  const ahead = isKnown ? assembly.ahead : new Map([...assembly.ahead, [sequence, textOf(piece)]]);
  const highest = Math.max(sequence, assembly.next - 1, ...ahead.keys());
  const last = piece.isComplete ? highest : assembly.last;
  const isNews = !isKnown || (piece.isComplete && assembly.last === undefined);
  return { ...drained({ ...assembly, ahead, last }), isNews };
}

/** Gives up on the piece that is wanted. */
export function skip(assembly: Assembly): Taken {
  const missing = [...assembly.missing, assembly.next];
  return { ...drained({ ...assembly, next: assembly.next + 1, missing }), isNews: true };
}

function ended(assembly: Assembly, sequence: number | undefined): Taken {
  const { next, ahead } = assembly;
  // Numbered beyond what has come, the pieces before it have to exist.
  const before = sequence === undefined ? 0 : sequence - 1;
  const last = Math.max(next - 1, before, ...ahead.keys());
  const isNothing = next === 0 && ahead.size === 0 && before <= 0;
  if (isNothing) return { assembly: { ...assembly, next: 1, last: 0 }, ready: [], isNews: true };
  return { ...drained({ ...assembly, last }), isNews: assembly.last === undefined };
}

function drained(assembly: Assembly): Pick<Taken, "assembly" | "ready"> {
  const ahead = new Map(assembly.ahead);
  const ready: PieceText[] = [];
  let { next } = assembly;
  for (let piece = ahead.get(next); piece !== undefined; piece = ahead.get(next)) {
    ready.push(piece);
    ahead.delete(next);
    next += 1;
  }
  return { assembly: { ...assembly, next, ahead }, ready };
}

const textOf = ({ stdout, stderr }: Piece): PieceText => ({ stdout, stderr });
