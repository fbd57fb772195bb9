/**
 * Alerts that were listed and whose record never came: asked for again and again, further
 * and further apart, and in the end named to people instead of being forgotten.
 */
import { list, mono, note, text, toned, type Card } from "../../chat/card.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { CursorRow } from "../../store/feed-rows.ts";
import { newDelivery } from "../../store/new-delivery.ts";
import { collect, pieces } from "./collect.ts";
import { ingest, LOST_RETRY_MS, TRIES_BEFORE_REPORT } from "./ingest.ts";
import type { Lease } from "./lead.ts";
import type { FeedParts } from "./ports.ts";

const AT_ONCE = 500;
const MOST_NAMED = 20;

/** Returns how many were asked for. */
export async function askAgain(
  parts: FeedParts,
  lease: Lease,
  cursor: CursorRow,
  signal: AbortSignal,
): Promise<number> {
  const due = await parts.store.alerts.missing(parts.clock.now(), AT_ONCE);
  const given = due.filter(({ tries }) => tries >= TRIES_BEFORE_REPORT).map(({ id }) => id);
  for (const piece of pieces(due.map(({ id }) => id))) {
    const { found, missing } = await collect(parts.falcon.records, piece, signal);
    await ingest(parts, lease, cursor, { found, missing });
    await giveUp(
      parts,
      lease,
      missing.filter((id) => given.includes(id)),
    );
  }
  return due.length;
}

async function giveUp(parts: FeedParts, lease: Lease, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { store, clock, log } = parts;
  const now = clock.now();
  log.error("falcon lists alerts and does not give their records", { count: ids.length });
  await store.transaction(async (tx) => {
    await lease.confirm(tx);
    const rows = await tx.alerts.of(ids);
    await tx.alerts.put(
      rows.map((row) => ({ ...row, state: "lost" as const, nextAt: now + LOST_RETRY_MS, changedAt: now })),
    );
    const feeds = new Map((await tx.feeds.list()).map((feed) => [feed.channelKey, feed]));
    for (const { channelKey, place } of feeds.values()) {
      const key = `lost:${channelKey}:${ids[0] ?? ""}`;
      await tx.deliveries.enqueue(
        newDelivery({ key, lane: "alert", to: { place }, card: lostCard(ids), at: now }),
      );
    }
  });
  await store.announce();
}

const lostCard = (ids: readonly string[]): Card =>
  toned(
    "warning",
    ids.length === 1 ? "An alert could not be read" : `${ids.length} alerts could not be read`,
    text("Falcon lists them and does not give their records. Look them up in the Falcon console."),
    list(ids.slice(0, MOST_NAMED).map((id) => mono(untrusted(id)))),
    ...(ids.length > MOST_NAMED ? [note(`and ${ids.length - MOST_NAMED} more`)] : []),
  );
