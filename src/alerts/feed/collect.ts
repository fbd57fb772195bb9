/**
 * Reads the records of many ids: in pieces by count and by bytes, in halves when a piece
 * proves too large or spoilt, put back into the order of the ids. What is asked for and not
 * answered is asked for once more, and then named.
 */
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import { FalconError } from "../../falcon/errors.ts";
import type { FeedParts } from "./ports.ts";

/** Falcon takes 1,000; fewer keep an answer of large alerts small in memory. */
const RECORDS_AT_ONCE = 500;
/** Behind the first few pieces it is a backlog: nobody waits for it, and what is held at once counts more. */
const FIRST_PIECES = 3;
const LATER_AT_ONCE = 300;
/** Of the question: the ids as JSON. */
const MOST_BYTES = 1_024 * 1_024;
/** Around each id in the JSON. */
const OVERHEAD = 3;

/** Kinds of failure that a smaller question may get around. */
const OF_ITS_OWN = new Set(["too-large", "invalid", "unexpected-reply", "not-found"]);

export interface Collected {
  readonly found: readonly Alert[];
  readonly missing: readonly string[];
}

type Records = FeedParts["falcon"]["records"];

/** One piece, as `pieces` cuts them. */
export async function collect(
  records: Records,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Collected> {
  const found = new Map<string, Alert>();
  const ask = async (wanted: readonly string[]): Promise<void> => {
    const chosen = new Map(wanted.map((id) => [id.toLowerCase(), id]));
    for (const alert of await inHalves(records, wanted, signal)) {
      const id = chosen.get(alert.compositeId.toLowerCase());
      // What nobody asked for is not taken in.
      if (id !== undefined) found.set(id, alert);
    }
  };
  await ask(ids);
  const unanswered = ids.filter((id) => !found.has(id));
  if (unanswered.length > 0) await ask(unanswered);
  return {
    found: ids.flatMap((id) => found.get(id) ?? []),
    missing: ids.filter((id) => !found.has(id)),
  };
}

/** Pieces of an id list that fit into one question each. */
export function* pieces(ids: readonly string[]): Generator<readonly string[]> {
  let piece: string[] = [];
  let bytes = 0;
  let given = 0;
  for (const id of ids) {
    const size = Buffer.byteLength(id) + OVERHEAD;
    const most = given < FIRST_PIECES ? RECORDS_AT_ONCE : LATER_AT_ONCE;
    if (piece.length > 0 && (piece.length >= most || bytes + size > MOST_BYTES)) {
      yield piece;
      given += 1;
      piece = [];
      bytes = 0;
    }
    piece.push(id);
    bytes += size;
  }
  if (piece.length > 0) yield piece;
}

/** A record that spoils the whole answer ends up alone, and is left out. */
async function inHalves(
  records: Records,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Alert[]> {
  try {
    return await records(ids, { signal });
  } catch (error) {
    if (!(error instanceof FalconError) || !OF_ITS_OWN.has(error.kind)) throw error;
    if (ids.length === 1) return [];
    const middle = Math.ceil(ids.length / 2);
    const first = await inHalves(records, ids.slice(0, middle), signal);
    return [...first, ...(await inHalves(records, ids.slice(middle), signal))];
  }
}
