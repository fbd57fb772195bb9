/**
 * How far one word is from another: insertions, deletions, replacements and swaps of
 * neighbours, letter case aside. Names from endpoints are compared without leaving
 * their wrapper; only the number comes out.
 */
import { reveal, Untrusted } from "./untrusted.ts";

type Word = string | Untrusted;

/** Longer words are cut first: a name of 4,000 characters must not cost 16 million steps. */
const LONGEST = 255;

/** The restricted Damerau-Levenshtein distance: no part is edited twice. */
export function editDistance(one: Word, other: Word): number {
  const a = letters(one);
  const b = letters(other);
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of a.entries()) {
    const row = [i + 1];
    for (const [j, against] of b.entries()) {
      const replaced = (last[j] ?? 0) + (letter === against ? 0 : 1);
      let cost = Math.min(replaced, (last[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1);
      const isSwap = i > 0 && j > 0 && letter === b[j - 1] && a[i - 1] === against;
      if (isSwap) cost = Math.min(cost, (beforeLast[j - 1] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * The names most like `word`, closest first, each once. A name counts when at most two
 * edits, or two in five of its letters for longer words, lie between, or when it begins
 * with the word.
 */
export function nearest<Name extends Word>(
  word: Word,
  names: readonly Name[],
  most: number,
): readonly Name[] {
  const wanted = letters(word).join("");
  const reach = Math.max(2, Math.floor(wanted.length * 0.4));
  const ranked = new Map<string, { readonly name: Name; readonly distance: number }>();
  for (const name of names) {
    const spelled = letters(name).join("");
    const distance = wanted !== "" && spelled.startsWith(wanted) ? 0.5 : editDistance(wanted, spelled);
    if (distance <= reach && !ranked.has(spelled)) ranked.set(spelled, { name, distance });
  }
  return [...ranked.values()]
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

const letters = (word: Word): string[] =>
  Array.from((word instanceof Untrusted ? reveal(word) : word).toLowerCase()).slice(0, LONGEST);
