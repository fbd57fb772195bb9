/**
 * The part of an answer that makes it long: in the card the block with the most rows, in
 * the data the longest list. Both are shown from the same row on, as many as fit.
 */
import type { Card } from "../../src/chat/card.ts";

/** Position of the block that is paged; -1 when none has more than one row. */
export function mainBlock({ blocks }: Card): number {
  const lengths = blocks.map((block) =>
    block.kind === "table" ? block.rows.length : block.kind === "list" ? block.items.length : 0,
  );
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

/** How many of these, from the first on, have at most so many characters together. */
export function fitting(sizes: readonly number[], room: number): number {
  let used = 0;
  let count = 0;
  for (const size of sizes) {
    used += size;
    if (used > room) break;
    count += 1;
  }
  return count;
}
