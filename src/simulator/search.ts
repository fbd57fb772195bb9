/** Filtering, sorting and cutting into pages, as every `queries` and `combined` route does it. */
import { Refusal, readLimit, readText } from "./call.ts";
import type { Call } from "./call.ts";
import { FqlError } from "./fql/error.ts";
import { compileFilter } from "./fql/evaluate.ts";
import type { FieldRules } from "./fql/evaluate.ts";
import { sortDocuments } from "./fql/sort.ts";

/** What is searched, and by whose habits. */
export interface Collection<T> {
  readonly documents: readonly T[];
  /** Settles ties, so that pages are stable. */
  readonly idOf: (document: T) => string;
  /** Services differ in what a filter finds. */
  readonly rules: FieldRules;
  /** Used when the caller names none. */
  readonly sort: string;
}

/** As it was written; both are read when they are used. */
export interface Question {
  readonly filter?: string | undefined;
  readonly sort?: string | undefined;
}

/** `total` counts all that match, at any depth. */
export interface OffsetPage<T> {
  readonly page: readonly T[];
  readonly pagination: { readonly offset: number; readonly limit: number; readonly total: number };
}

/** No service pages deeper by offset than this. */
export const DEEPEST_OFFSET = 10_000;

export const questionOf = (call: Call): Question => ({
  filter: readText(call.query.get("filter")),
  sort: readText(call.query.get("sort")),
});

/** @throws Refusal 400 for a filter or sort that cannot be read */
export function search<T>(
  collection: Collection<T>,
  { filter, sort }: Question,
  nowMs: number,
): readonly T[] {
  const passes = refusing("filter", () => compileFilter(filter, collection.rules, nowMs));
  const found = collection.documents.filter(passes);
  return refusing("sort", () => sortDocuments(found, sort ?? collection.sort, collection.idOf));
}

/** @throws Refusal 400 for a page below the deepest offset */
export function offsetPage<T>(
  call: Call,
  found: readonly T[],
  limits: { readonly fallback: number; readonly max: number },
): OffsetPage<T> {
  const limit = readLimit(call, limits.fallback, limits.max);
  const offset = readOffset(call);
  if (offset + limit > DEEPEST_OFFSET) {
    throw new Refusal(400, `the sum of offset and limit must not exceed ${DEEPEST_OFFSET}`);
  }
  return { page: found.slice(offset, offset + limit), pagination: { offset, limit, total: found.length } };
}

function readOffset(call: Call): number {
  const offset = Number(call.query.get("offset") ?? 0);
  if (!Number.isInteger(offset) || offset < 0) throw new Refusal(400, "invalid offset");
  return offset;
}

function refusing<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FqlError) throw new Refusal(400, `invalid ${what}: ${error.message}`);
    throw error;
  }
}
