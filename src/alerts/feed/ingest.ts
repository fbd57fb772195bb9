/**
 * Takes alerts in: the rows, the cards that they stand on, what is to be said of them, and
 * how far was read, in one transaction. A process that is no longer the one that reads finds
 * its lease gone there and writes nothing.
 */
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../lib/clock.ts";
import { NEVER, type AlertRow, type CursorRow } from "../../store/feed-rows.ts";
import type { KnownAlert } from "../../store/feed-store.ts";
import type { Repositories } from "../../store/store.ts";
import type { Lease } from "./lead.ts";
import { isBefore } from "./begin.ts";
import { placeAlerts } from "./place.ts";
import type { NewAlert } from "./plan.ts";
import type { FeedParts } from "./ports.ts";
import { redrawChanged } from "./redraw.ts";
import { alertRow, BASELINE, looksDifferent, missingRow, snapshotOf } from "./snapshot.ts";
import { compareStamps } from "./stamp.ts";

export interface Batch {
  readonly found: readonly Alert[];
  readonly missing: readonly string[];
  /** Read already, new, and taken in right after these. */
  readonly coming?: readonly Alert[];
  /** Where reading goes on afterwards; absent: where it did. */
  readonly cursor?: CursorRow | undefined;
}

/** An alert on a card is read again after this long, whatever the lists say: a change may have been missed. */
const FIRST_LOOK_MS = 5 * MINUTE;
const LONGEST_LOOK_MS = 6 * HOUR;
/** Time stamps further ahead than any clock is wrong by are mistakes. */
const MOST_AHEAD_MS = DAY;
const FIRST_RETRY_MS = 5 * SECOND;
const LONGEST_RETRY_MS = 10 * MINUTE;
export const LOST_RETRY_MS = HOUR;
export const TRIES_BEFORE_REPORT = 8;

export async function ingest(parts: FeedParts, lease: Lease, cursor: CursorRow, batch: Batch): Promise<void> {
  const now = parts.clock.now();
  const counted = await parts.store.transaction(async (tx) => {
    await lease.confirm(tx);
    const ids = [...batch.found.map(({ compositeId }) => compositeId), ...batch.missing];
    const known = await tx.alerts.known(ids);
    const fresh = await takeFresh(tx, batch, known, cursor, now);
    const changed = await takeChanged(tx, batch.found, known, now);
    await noteMissing(tx, batch.missing, known, now);
    if (batch.cursor !== undefined) await tx.cursors.put(batch.cursor);
    return { fresh, changed };
  });
  parts.observe({ kind: "alerts", ...counted });
  if (batch.missing.length > 0) parts.observe({ kind: "missing", count: batch.missing.length });
  if (counted.fresh + counted.changed > 0) await parts.store.announce();
}

async function takeFresh(
  tx: Repositories,
  { found, coming = [] }: Batch,
  known: ReadonlyMap<string, KnownAlert>,
  cursor: CursorRow,
  now: number,
): Promise<number> {
  const unread = found.filter(({ compositeId }) => known.get(compositeId)?.hasSnapshot !== true);
  if (unread.length === 0) return 0;
  const rows = unread.map((alert) =>
    alertRow(alert, { createdAt: known.get(alert.compositeId)?.createdAt ?? now, nextAt: NEVER, now }),
  );
  await tx.alerts.put(rows);
  const isNews = new Set(
    unread
      .filter((alert) => !isBefore(alert, known.get(alert.compositeId)?.status === BASELINE, cursor))
      .map(({ compositeId }) => compositeId),
  );
  const news = rows.filter(hasSnapshot).filter(({ id }) => isNews.has(id));
  if (news.length > 0) {
    const next = coming.map((alert) => ({ id: alert.compositeId, snapshot: snapshotOf(alert) }));
    const placed = await placeAlerts(tx, await tx.feeds.list(), news, now, next);
    await tx.alerts.lookAgain([...placed], lookAgainAt(now, now));
  }
  return news.length;
}

async function takeChanged(
  tx: Repositories,
  found: readonly Alert[],
  known: ReadonlyMap<string, KnownAlert>,
  now: number,
): Promise<number> {
  const read = found.filter(({ compositeId, updatedTimestamp }) => {
    const before = known.get(compositeId);
    if (before?.hasSnapshot !== true) return false;
    // Falcon's copies may lag behind each other: the later change stands, unless it is dated into the future.
    return compareStamps(updatedTimestamp, before.stamp) >= 0 || before.stampAt > now + MOST_AHEAD_MS;
  });
  if (read.length === 0) return 0;
  const before = new Map(
    (await tx.alerts.of(read.map(({ compositeId }) => compositeId))).map((row) => [row.id, row]),
  );
  const rows = read.map((alert) => {
    const { createdAt = now, nextAt = NEVER } = before.get(alert.compositeId) ?? {};
    return alertRow(alert, {
      createdAt,
      nextAt: nextAt === NEVER ? NEVER : lookAgainAt(createdAt, now),
      now,
    });
  });
  await tx.alerts.put(rows);
  const changed = rows.filter(({ id, snapshot }) => {
    const old = before.get(id)?.snapshot;
    return snapshot !== undefined && (old === undefined || looksDifferent(old, snapshot));
  });
  await redrawChanged(
    tx,
    changed.map(({ id }) => id),
    now,
  );
  return changed.length;
}

/** The older an alert, the less often it is looked at without a reason. */
export const lookAgainAt = (createdAt: number, now: number): number =>
  now + Math.min(LONGEST_LOOK_MS, Math.max(FIRST_LOOK_MS, Math.floor((now - createdAt) / 4)));

/** What was read before stays as it was then, and is looked at again soon. */
async function noteMissing(
  tx: Repositories,
  missing: readonly string[],
  known: ReadonlyMap<string, KnownAlert>,
  now: number,
): Promise<void> {
  const [read, unread] = [true, false].map((isRead) =>
    missing.filter((id) => (known.get(id)?.hasSnapshot === true) === isRead),
  );
  await tx.alerts.put((unread ?? []).map((id) => askedInVain(id, known.get(id), now)));
  await tx.alerts.lookAgain(read ?? [], now + FIRST_RETRY_MS);
}

function askedInVain(id: string, known: KnownAlert | undefined, now: number): AlertRow {
  const tries = (known?.tries ?? 0) + 1;
  const createdAt = known?.createdAt ?? now;
  const isBaseline = known?.status === BASELINE;
  // People know of it; it is asked for again only where Falcon goes on listing it.
  if (known?.state === "lost")
    return { ...missingRow(id, tries, now + LOST_RETRY_MS, { createdAt, now, isBaseline }), state: "lost" };
  const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
  return missingRow(id, tries, now + pause, { createdAt, now, isBaseline });
}

const hasSnapshot = (row: AlertRow): row is AlertRow & NewAlert => row.snapshot !== undefined;
