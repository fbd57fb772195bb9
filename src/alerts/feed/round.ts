/**
 * One round of reading. Every other round asks what is behind the cursor; the rounds between
 * look through what was read before for alerts that were indexed late: the last hour, and
 * now and then, a page at a time, the last day (`sweep.ts`). Both cost one request
 * when nothing happened, both find what is new, and only ids that are unknown or have moved
 * are read (docs/decisions/0011-reading-alerts.md).
 */
import { setImmediate } from "node:timers/promises";
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import { MINUTE, SECOND } from "../../lib/clock.ts";
import type { CursorRow } from "../../store/feed-rows.ts";
import type { KnownAlert } from "../../store/feed-store.ts";
import { isBefore, OVERLAP_MS } from "./begin.ts";
import { collect, pieces } from "./collect.ts";
import { ingest, type Batch } from "./ingest.ts";
import type { Lease } from "./lead.ts";
import type { FeedParts } from "./ports.ts";
import { BASELINE } from "./snapshot.ts";
import { compareStamps, stampBefore, stampMs } from "./stamp.ts";
import { createSweep } from "./sweep.ts";
import { walk, type From, type Page, type Walked } from "./walk.ts";
import { wantedOf } from "./wanted.ts";

/** A time stamp further ahead than this is somebody's mistake, and no place to go on from. */
const MOST_AHEAD_MS = 10 * MINUTE;
/** Looking through many pages is not done more often than every so long a page. */
const REST_PER_PAGE_MS = 15 * SECOND;

/** Statements are synchronous underneath: what is done at once keeps everybody else waiting. */
const SHARE = 60;
const LOOKED_UP_AT_ONCE = 500;

export interface Reader {
  /** Returns how many alerts were read. */
  round(lease: Lease, cursor: CursorRow, signal: AbortSignal): Promise<number>;
}

export function createReader(parts: FeedParts): Reader {
  /** When the overlap may be looked through again; in between and in turn with it, the news. */
  let overlapAt = 0;
  let wasOverlap = false;
  const sweep = createSweep(parts.clock);

  return {
    async round(lease, cursor, signal) {
      const now = parts.clock.now();
      const far = sweep.due(cursor);
      const isOverlap = !wasOverlap && (far !== undefined || now >= overlapAt);
      wasOverlap = isOverlap;
      if (!isOverlap) return readNews(parts, lease, cursor, signal);
      const start = far ?? { stamp: stampBefore(cursor.stamp, OVERLAP_MS), isIncluded: true };
      const { pages, next, read } = await readOverlap(parts, lease, cursor, start, far && 1, signal);
      if (far !== undefined) sweep.done(next, cursor);
      else overlapAt = pages > 1 ? parts.clock.now() + pages * REST_PER_PAGE_MS : 0;
      // Where something was found there may be more behind the cursor, and it has to move on.
      if (read.size === 0) return 0;
      return read.size + (await readNews(parts, lease, cursor, signal, read));
    },
  };
}

async function readNews(
  parts: FeedParts,
  lease: Lease,
  cursor: CursorRow,
  signal: AbortSignal,
  justRead?: ReadonlySet<string>,
): Promise<number> {
  const latest = latestOf(cursor, parts.falconNow() ?? parts.clock.now());
  let read = 0;
  await walk(
    {
      falcon: parts.falcon,
      ...(parts.pageSize === undefined ? {} : { limit: parts.pageSize }),
      async take(page) {
        const taken = await takePage(
          parts,
          { lease, cursor, page, what: "news", justRead, signal },
          (stamps) => {
            for (const [id, stamp] of stamps) latest.see(id, stamp);
            return page.isLast ? latest.cursor(parts.clock.now()) : undefined;
          },
        );
        read += taken.ids.length;
        return taken.stamps;
      },
      async takeRecords(found) {
        for (const { compositeId, updatedTimestamp } of found) latest.see(compositeId, updatedTimestamp);
        read += (await takeUnknown(parts, lease, cursor, found)).length;
      },
    },
    { stamp: cursor.stamp, isIncluded: false },
    signal,
  );
  return read;
}

async function readOverlap(
  parts: FeedParts,
  lease: Lease,
  cursor: CursorRow,
  start: From,
  mostPages: number | undefined,
  signal: AbortSignal,
): Promise<Walked & { readonly read: ReadonlySet<string> }> {
  const read = new Set<string>();
  const walked = await walk(
    {
      falcon: parts.falcon,
      ...(parts.pageSize === undefined ? {} : { limit: parts.pageSize }),
      async take(page) {
        const taken = await takePage(
          parts,
          { lease, cursor, page, what: "overlap", signal },
          () => undefined,
        );
        for (const id of taken.ids) read.add(id);
        return taken.stamps;
      },
      async takeRecords(found) {
        for (const id of await takeUnknown(parts, lease, cursor, found)) read.add(id);
      },
    },
    start,
    signal,
    mostPages,
  );
  return { ...walked, read };
}

type Stamps = ReadonlyMap<string, string | undefined>;

interface Taking {
  readonly lease: Lease;
  readonly cursor: CursorRow;
  readonly page: Page;
  readonly what: "news" | "overlap";
  readonly justRead?: ReadonlySet<string> | undefined;
  readonly signal: AbortSignal;
}

/** Reads what is wanted of a page, piece by piece; the cursor moves with the last piece. */
async function takePage(
  parts: FeedParts,
  { lease, cursor, page, what, justRead, signal }: Taking,
  cursorAfter: (stamps: Stamps) => CursorRow | undefined,
): Promise<{ readonly stamps: Stamps; readonly ids: readonly string[] }> {
  const known = await knownOf(parts, page.ids);
  const stamps = new Map(page.ids.map((id) => [id, known.get(id)?.stamp]));
  const now = parts.clock.now();
  const wanted = wantedOf({
    ids: page.ids,
    known,
    from: page.from,
    what,
    now,
    ...(justRead === undefined ? {} : { justRead }),
  });
  const ids: string[] = [];
  const portions = [...pieces(wanted)];
  for (const [index, piece] of portions.entries()) {
    const { found, missing } = await collect(parts.falcon.records, piece, signal);
    for (const { compositeId, updatedTimestamp } of found) {
      stamps.set(compositeId, updatedTimestamp);
      ids.push(compositeId);
    }
    const next = index === portions.length - 1 ? cursorAfter(stamps) : undefined;
    await inShares(parts, lease, cursor, { found, missing, cursor: next }, known);
  }
  if (portions.length === 0) {
    const next = cursorAfter(stamps);
    if (next !== undefined) await ingest(parts, lease, cursor, { found: [], missing: [], cursor: next });
  }
  return { stamps, ids };
}

async function knownOf(parts: FeedParts, ids: readonly string[]): Promise<ReadonlyMap<string, KnownAlert>> {
  const known = new Map<string, KnownAlert>();
  for (let start = 0; start < ids.length; start += LOOKED_UP_AT_ONCE) {
    const found = await parts.store.alerts.known(ids.slice(start, start + LOOKED_UP_AT_ONCE));
    for (const [id, alert] of found) known.set(id, alert);
    await setImmediate();
  }
  return known;
}

/** A share is one transaction, short enough for people's turns to come in between; the cursor moves with the last. */
async function inShares(
  parts: FeedParts,
  lease: Lease,
  cursor: CursorRow,
  batch: Batch,
  known: ReadonlyMap<string, KnownAlert>,
): Promise<void> {
  const { found, missing } = batch;
  const isNew = (alert: Alert): boolean => {
    const before = known.get(alert.compositeId);
    return before?.hasSnapshot !== true && !isBefore(alert, before?.status === BASELINE, cursor);
  };
  const before = Math.max(0, Math.ceil(found.length / SHARE) - 1) * SHARE;
  for (let start = 0; start < before; start += SHARE) {
    const end = start + SHARE;
    const coming = found.slice(end).filter(isNew);
    await ingest(parts, lease, cursor, { found: found.slice(start, end), missing: [], coming });
    await setImmediate();
  }
  await ingest(parts, lease, cursor, { ...batch, found: found.slice(before), missing });
}

/** Records that came without a list: only those that are not known as they are. */
async function takeUnknown(
  parts: FeedParts,
  lease: Lease,
  cursor: CursorRow,
  records: readonly Alert[],
): Promise<readonly string[]> {
  const known = await knownOf(
    parts,
    records.map(({ compositeId }) => compositeId),
  );
  const found = records.filter(({ compositeId, updatedTimestamp }) => {
    const before = known.get(compositeId);
    return before?.hasSnapshot !== true || before.stamp !== updatedTimestamp;
  });
  if (found.length > 0) await inShares(parts, lease, cursor, { found, missing: [] }, known);
  return found.map(({ compositeId }) => compositeId);
}

/** Follows the latest change seen, as far as it can be believed. */
function latestOf(cursor: CursorRow, falconNow: number) {
  let { stamp, id } = cursor;
  return {
    see(alertId: string, seen: Alert["updatedTimestamp"]): void {
      if (seen === undefined || stampMs(seen) > falconNow + MOST_AHEAD_MS) return;
      if (compareStamps(seen, stamp) > 0) [stamp, id] = [seen, alertId];
    },
    /** Undefined where it has not moved. */
    cursor: (now: number): CursorRow | undefined =>
      stamp === cursor.stamp ? undefined : { ...cursor, stamp, id, updatedAt: now },
  };
}
