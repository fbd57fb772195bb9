/** Long id lists: asked for in pieces, put back into the order of the question. */

export async function inChunks<T>(
  ids: readonly string[],
  size: number,
  ask: (chunk: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let start = 0; start < ids.length; start += size)
    found.push(...(await ask(ids.slice(start, start + size))));
  return found;
}

/** Falcon answers in any order and drops what it does not know. */
export function inOrder<T>(
  ids: readonly string[],
  found: readonly T[],
  idOf: (one: T) => string,
): readonly T[] {
  const byId = new Map(found.map((one) => [idOf(one).toLowerCase(), one]));
  return [...new Set(ids.map((id) => id.toLowerCase()))].flatMap((id) => byId.get(id) ?? []);
}
