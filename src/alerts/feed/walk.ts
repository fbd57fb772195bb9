/**
 * Walks through what has changed since a moment, page by page: each page begins where the
 * one before ended, by time and never by offset. Between listing and reading alerts move to
 * the end, so a page is continued from a moment that certainly is not behind its last entry.
 */
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import { FalconError } from "../../falcon/errors.ts";
import { collect } from "./collect.ts";
import type { FeedParts } from "./ports.ts";
import { compareStamps, stampNanos } from "./stamp.ts";

/** Falcon gives up to 10,000; smaller pages are continued more often, and cost less at once. */
export const PAGE = 5_000;
/** The part of a page, at its end, among which at least one has not moved meanwhile. */
const TAIL = 0.1;
const UNREAD_TAIL = 20;
/** More pages than any tenant fills; a service that never ends must not hold us for ever. */
const MOST_PAGES = 2_000;
/** No list of ids goes further. */
const DEEPEST = 10_000;

export interface From {
  readonly stamp: string;
  readonly isIncluded: boolean;
}

export interface Page {
  readonly ids: readonly string[];
  readonly from: From;
  /** Nothing follows. */
  readonly isLast: boolean;
}

export interface WalkParts {
  readonly falcon: Pick<FeedParts["falcon"], "changed" | "at" | "idsAt" | "records">;
  /** Takes a page in; the time stamp of each alert as known afterwards. */
  readonly take: (page: Page) => Promise<ReadonlyMap<string, string | undefined>>;
  /** Takes in records that came without a list. */
  readonly takeRecords: (alerts: readonly Alert[]) => Promise<void>;
  readonly limit?: number;
}

export interface Walked {
  readonly pages: number;
  /** Where the next page begins; undefined when nothing follows. */
  readonly next: From | undefined;
}

/** To the end, or as far as `most` pages go. */
export async function walk(
  parts: WalkParts,
  start: From,
  signal: AbortSignal,
  most = MOST_PAGES,
): Promise<Walked> {
  const limit = parts.limit ?? PAGE;
  let from = start;
  for (let pages = 1; pages <= most; pages += 1) {
    const { ids, total } = await parts.falcon.changed(from, limit, { signal });
    const isLast = ids.length === 0 || (ids.length < limit && ids.length >= total);
    const stamps = await parts.take({ ids, from, isLast });
    if (isLast) return { pages, next: undefined };
    const edge = edgeOf(ids, stamps) ?? edgeOf(ids, await stampsOf(parts, ids, signal));
    if (edge === undefined) return { pages, next: undefined };
    if (isBeyond(edge, from)) from = { stamp: edge, isIncluded: true };
    else {
      // More alerts of one moment than a page holds.
      await throughMoment(parts, edge, signal);
      from = { stamp: edge, isIncluded: false };
    }
  }
  return { pages: most, next: from };
}

/** The earliest moment among the last entries: no entry of the list before it can be missing. */
function edgeOf(ids: readonly string[], stamps: ReadonlyMap<string, string | undefined>): string | undefined {
  const readable = ids.flatMap((id) => {
    const stamp = stamps.get(id);
    return stampNanos(stamp) === undefined || stamp === undefined ? [] : [stamp];
  });
  const tail = readable.slice(-Math.max(1, Math.floor(readable.length * TAIL)));
  return tail.reduce<string | undefined>(
    (least, stamp) => (least === undefined || compareStamps(stamp, least) < 0 ? stamp : least),
    undefined,
  );
}

/** Of alerts that were never read, where a page holds nothing else. */
async function stampsOf(
  { falcon }: WalkParts,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | undefined>> {
  const { found } = await collect(falcon.records, ids.slice(-UNREAD_TAIL), signal);
  return new Map(found.map(({ compositeId, updatedTimestamp }) => [compositeId, updatedTimestamp]));
}

const isBeyond = (edge: string, { stamp }: From): boolean => compareStamps(edge, stamp) > 0;

async function throughMoment(parts: WalkParts, stamp: string, signal: AbortSignal): Promise<void> {
  let after: string | undefined;
  try {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const answer = await parts.falcon.at(stamp, after, { signal });
      await parts.takeRecords(answer.alerts);
      if (answer.after === undefined || answer.after === "" || answer.after === after) return;
      after = answer.after;
    }
  } catch (error) {
    // A cloud or a proxy without that service: its ids can be counted through, as far as Falcon counts.
    if (!(error instanceof FalconError) || error.kind !== "not-found") throw error;
    await countThrough(parts, stamp, signal);
  }
}

async function countThrough(parts: WalkParts, stamp: string, signal: AbortSignal): Promise<void> {
  for (let offset = 0; offset < DEEPEST;) {
    const limit = Math.min(parts.limit ?? PAGE, DEEPEST - offset);
    const { ids, total } = await parts.falcon.idsAt(stamp, offset, limit, { signal });
    if (ids.length === 0) return;
    await parts.take({ ids, from: { stamp, isIncluded: true }, isLast: false });
    offset += ids.length;
    if (offset >= total) return;
  }
}
