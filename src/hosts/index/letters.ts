/**
 * Which letters a name has, as 32 bits: a quick look that spares most comparisons. A letter
 * that only one of two names has costs an edit, and one edit settles at most one on each side.
 */

/** Names are compared up to here; what an endpoint sends beyond is no name. */
export const LONGEST_NAME = 255;

const OTHERS = 31;

/** Takes folded text. Each small letter has a bit, two digits share one, all others one more. */
export function letterSet(folded: string): number {
  let set = 0;
  const end = Math.min(folded.length, LONGEST_NAME);
  for (let i = 0; i < end; i += 1) set |= 1 << bitOf(folded.charCodeAt(i));
  return set >>> 0;
}

/** Two names are at least this many edits apart. */
export const leastEdits = (one: number, other: number): number =>
  Math.max(bitsIn(one & ~other), bitsIn(other & ~one));

function bitOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  return code >= 48 && code <= 57 ? 26 + ((code - 48) >> 1) : OTHERS;
}

/** The bits counted pairwise, then by fours, then by bytes (Hacker's Delight, 5-1). */
function bitsIn(set: number): number {
  let count = set - ((set >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
