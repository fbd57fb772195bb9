/** Long id lists: asked for in pieces, put back into the order of the question. */
import { FalconError } from "../errors.ts";

/**
 * Asks for each id once, `size` at a time. A piece whose answer (or question) proves too
 * large is asked for in halves: how long a record is cannot be known beforehand.
 */
export async function inChunks<T>(
  ids: readonly string[],
  size: number,
  ask: (chunk: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const distinct = [...new Set(ids)];
  const found: T[] = [];
  for (let start = 0; start < distinct.length; start += size)
    found.push(...(await inHalves(distinct.slice(start, start + size), ask)));
  return found;
}

async function inHalves<T>(
  chunk: readonly string[],
  ask: (chunk: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await ask(chunk);
  } catch (error) {
    if (!(error instanceof FalconError)) throw error;
    // Most services drop an unknown id; some answer 404 when nothing else was asked for.
    if (error.kind === "not-found" && chunk.length === 1) return [];
    if (error.kind !== "too-large" || chunk.length === 1) throw error;
    const middle = Math.ceil(chunk.length / 2);
    const first = await inHalves(chunk.slice(0, middle), ask);
    return [...first, ...(await inHalves(chunk.slice(middle), ask))];
  }
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
