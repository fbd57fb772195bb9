/** From a page of a service to a page of a look-up, whichever way the service pages. */
import type { Cursor } from "./cursor.ts";

/** One page of a look-up; `next` is absent on the last one. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** All that fit, those on other pages too. */
  readonly total: number;
  /** How many came on the pages before. */
  readonly skipped: number;
  readonly next: Cursor | undefined;
}

/** No service pages deeper by offset than this. */
const DEEPEST_OFFSET = 10_000;

/** Where a page begins: the first one now, every other where the one before ended. */
export const startOf = (cursor: Cursor | undefined, now: number): Cursor =>
  cursor ?? { asOf: now, skipped: 0 };

/** For services that give a token with each page but the last. */
export function tokenPage<Row>(
  found: { readonly rows: readonly Row[]; readonly total: number; readonly after: string | undefined },
  { asOf, skipped }: Cursor,
): Page<Row> {
  const { rows, total, after } = found;
  const seen = skipped + rows.length;
  const next = after === undefined || seen >= total ? undefined : { asOf, skipped: seen, token: after };
  return { rows, total, skipped, next };
}

/** For services that count: `asked` is what the next page skips, whatever became of single rows. */
export function offsetPage<Row>(
  found: { readonly rows: readonly Row[]; readonly total: number },
  { asOf, skipped }: Cursor,
  limit: number,
): Page<Row> {
  const { rows, total } = found;
  const seen = skipped + limit;
  const isMore = seen < total && seen + limit <= DEEPEST_OFFSET;
  return { rows, total, skipped, next: isMore ? { asOf, skipped: seen } : undefined };
}
