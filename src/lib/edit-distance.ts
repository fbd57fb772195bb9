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

/** Words of up to this many letters allow one edit; with two, anything would be like anything. */
const SHORT = 3;

/**
 * The names most like `word`, closest first, each once. A name counts when few edits lie
 * between (two, or two in five letters of a longer word), or when it begins with the word.
 */
export function nearest<Name extends Word>(
  word: Word,
  names: readonly Name[],
  most: number,
): readonly Name[] {
  const wanted = letters(word).join("");
  const reach = Math.max(wanted.length > SHORT ? 2 : 1, Math.floor(wanted.length * 0.4));
  const ranked = new Map<string, { readonly name: Name; readonly distance: number }>();
  for (const name of names) {
    const spelled = letters(name).join("");
    const distance = isBeginning(wanted, spelled) ? 0.5 : editDistance(wanted, spelled);
    if (distance <= reach && !ranked.has(spelled)) ranked.set(spelled, { name, distance });
  }
  return [...ranked]
    .sort(([a, one], [b, other]) => one.distance - other.distance || a.length - b.length)
    .slice(0, most)
    .map(([, { name }]) => name);
}

/** Better than any edit, however much is missing. */
const isBeginning = (wanted: string, spelled: string): boolean =>
  wanted !== "" && wanted !== spelled && spelled.startsWith(wanted);

const letters = (word: Word): string[] =>
  Array.from((word instanceof Untrusted ? reveal(word) : word).toLowerCase()).slice(0, LONGEST);
