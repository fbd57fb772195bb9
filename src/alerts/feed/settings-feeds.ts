/** Brings the stored feeds in line with the settings' own. A feed is known by its channel and filter. */
import { createHash } from "node:crypto";
import { writePlace, type Place } from "../../chat/place.ts";
import { MINUTE } from "../../lib/clock.ts";
import type { FeedFilter, FeedRow } from "../../store/feed-rows.ts";
import type { Store } from "../../store/store.ts";

export const USUAL_WINDOW_MS = 15 * MINUTE;

export interface FeedEntry extends FeedFilter {
  readonly channel: Place;
  readonly windowMs?: number;
  readonly digest?: string;
}

/** What was removed from the settings is removed; a mute outlives a restart. */
export async function syncFeeds(store: Store, entries: readonly FeedEntry[], now: number): Promise<void> {
  const rows = entries.map((entry) => feedRow(entry, now));
  const wanted = new Set(rows.map(({ id }) => id));
  await store.transaction(async (tx) => {
    const present = await tx.feeds.list();
    for (const { id, source } of present)
      if (source === "settings" && !wanted.has(id)) await tx.feeds.remove(id, now);
    for (const row of rows) {
      const { createdAt, mute, mutedCount } = present.find(({ id }) => id === row.id) ?? row;
      await tx.feeds.put({ ...row, createdAt, mute, mutedCount });
    }
  });
}

function feedRow({ channel, windowMs, digest, ...filter }: FeedEntry, now: number): FeedRow {
  const channelKey = writePlace(channel);
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([channelKey, filter]))
    .digest("hex");
  return {
    id: `set-${fingerprint.slice(0, 10)}`,
    place: channel,
    channelKey,
    filter,
    windowMs: windowMs ?? USUAL_WINDOW_MS,
    digest,
    source: "settings",
    createdBy: undefined,
    createdAt: now,
    removedAt: undefined,
    mute: undefined,
    mutedCount: 0,
  };
}
