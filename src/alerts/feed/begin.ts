/**
 * The first run. What a tenant holds by then is no news: it is noted, without being read,
 * so that only what comes afterwards is told. Falcon's own time stamps decide; this
 * machine's clock may be wrong.
 */
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import { DAY, MINUTE } from "../../lib/clock.ts";
import { NEVER, type AlertRow, type CursorRow } from "../../store/feed-rows.ts";
import { BASELINE } from "./snapshot.ts";
import { collect } from "./collect.ts";
import type { Lease } from "./lead.ts";
import type { FeedParts } from "./ports.ts";
import { BEGINNING, compareStamps, stampBefore, stampMs, stampOf } from "./stamp.ts";
import { walk } from "./walk.ts";

export const CURSOR = "alerts";
/** How late an alert may be indexed and still be found. */
export const OVERLAP_MS = 60 * MINUTE;
/** Older ones are history, also when somebody touches them: an alert that old was forgotten here. */
const OLDEST_MS = 30 * DAY;

/** `startedAt`: by this machine's clock; used when Falcon could not be asked then. */
export async function begin(
  parts: FeedParts,
  lease: Lease,
  startedAt: number | undefined,
  signal: AbortSignal,
): Promise<CursorRow> {
  const { falcon, store, clock } = parts;
  const { ids } = await falcon.newest({ signal });
  const newest = ids.length === 0 ? undefined : (await collect(falcon.records, ids, signal)).found[0];
  const latest = newest?.updatedTimestamp ?? BEGINNING;
  const start = startedAt === undefined ? latest : earlier(latest, stampOf(startedAt));
  const stamp = stampMs(start) === 0 ? BEGINNING : start;
  const cursor: CursorRow = {
    name: CURSOR,
    stamp,
    id: newest?.compositeId ?? "",
    since: stamp,
    updatedAt: clock.now(),
  };
  const note = (there: readonly string[]): Promise<void> =>
    store.transaction(async (tx) => {
      await lease.confirm(tx);
      const known = await tx.alerts.known(there);
      await tx.alerts.put(there.filter((id) => !known.has(id)).map((id) => baselineRow(id, clock.now())));
    });
  await walk(
    {
      falcon,
      ...(parts.pageSize === undefined ? {} : { limit: parts.pageSize }),
      async take(page) {
        await note(page.ids);
        return new Map();
      },
      takeRecords: (found) => note(found.map(({ compositeId }) => compositeId)),
    },
    { stamp: stampBefore(stamp, OVERLAP_MS), isIncluded: true },
    signal,
  );
  await store.transaction(async (tx) => {
    await lease.confirm(tx);
    await tx.cursors.put(cursor);
  });
  return cursor;
}

/** Whether an alert that is read for the first time was there before the first run, or before anybody can remember. */
export function isBefore(alert: Alert, wasBaseline: boolean, cursor: CursorRow): boolean {
  const made = alert.createdTimestamp ?? alert.timestamp;
  // One that does not say when it was made: it was listed then, or it is news.
  if (stampMs(made) === 0) return wasBaseline;
  if (isHistory(made, cursor)) return true;
  if (wasBaseline) return compareStamps(made, cursor.since) <= 0;
  return compareStamps(made, stampBefore(cursor.since, OVERLAP_MS)) < 0;
}

/** Made so long before what was read last that it is never told, whether we know of it or not. */
export const isHistory = (made: string | undefined, cursor: CursorRow): boolean =>
  stampMs(made) > 0 && compareStamps(made, stampBefore(cursor.stamp, OLDEST_MS)) < 0;

const earlier = (a: string, b: string): string => (compareStamps(a, b) <= 0 ? a : b);

const baselineRow = (id: string, now: number): AlertRow => ({
  id,
  state: "baseline",
  stamp: undefined,
  stampAt: 0,
  status: BASELINE,
  snapshot: undefined,
  tries: 0,
  nextAt: NEVER,
  createdAt: now,
  changedAt: now,
});
