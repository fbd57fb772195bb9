/** Long lists for the database in pieces: the engines bound the parameters of a statement. */

const AT_ONCE = 500;

/** At most `size` items each; none for an empty list. */
export function* inPieces<T>(items: readonly T[], size = AT_ONCE): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
