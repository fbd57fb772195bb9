/**
 * The part of an answer that makes it long: in the card the block with the most rows, in
 * the data the longest list. Both are shown from the same row on, as many as fit.
 */
/** Position of the longest of these; -1 when none has more than one row. */
export function longestOf(lists: readonly { readonly length: number }[]): number {
  const lengths = lists.map(({ length }) => length);
  const longest = Math.max(0, ...lengths);
  return longest < 2 ? -1 : lengths.indexOf(longest);
}

type Path = readonly (string | number)[];

/** Where the longest list is; undefined when there is none worth paging. */
export function mainList(value: unknown): Path | undefined {
  let found: { readonly path: Path; readonly length: number } | undefined;
  const walk = (one: unknown, path: Path): void => {
    if (typeof one !== "object" || one === null) return;
    if (Array.isArray(one) && one.length > (found?.length ?? 1)) found = { path, length: one.length };
    // Lists inside the rows of another list are part of those rows.
    if (Array.isArray(one)) return;
    for (const [key, inner] of Object.entries(one)) walk(inner, [...path, key]);
  };
  walk(value, []);
  return found?.path;
}

export const listAt = (value: unknown, path: Path): readonly unknown[] => {
  const found = path.reduce<unknown>((one, key) => (one as Record<string | number, unknown>)[key], value);
  return Array.isArray(found) ? found : [];
};

/** The same value with another list at that place. */
export function withList(value: unknown, path: Path, list: readonly unknown[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return list;
  const object = value as Record<string, unknown>;
  return { ...object, [key]: withList(object[key], rest, list) };
}

/**
 * The items from one on, drawn for as long as they have room, and at least one of them: a
 * long list costs no more than what is shown of it.
 */
export function drawnWithin<Item, Drawn>(
  items: readonly Item[],
  from: number,
  room: number,
  draw: (item: Item) => Drawn,
  sizeOf: (drawn: Drawn) => number,
): readonly Drawn[] {
  const drawn: Drawn[] = [];
  let left = room;
  for (const item of items.slice(from)) {
    const one = draw(item);
    left -= sizeOf(one);
    if (left < 0 && drawn.length > 0) break;
    drawn.push(one);
  }
  return drawn;
}
