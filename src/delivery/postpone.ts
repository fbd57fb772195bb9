/** What could not be said: later again, in the thread of a message that moved, or in the next best place. */
import { PlaceGone, PostUncertain } from "../chat/adapter.ts";
import type { Place } from "../chat/place.ts";
import { MINUTE, SECOND } from "../lib/clock.ts";
import type { ClaimedDelivery } from "../store/store.ts";
import { PARENT_MS, type DeliveryParts } from "./ports.ts";

const LONGEST_PAUSE_MS = MINUTE;
/** With the pauses growing to a minute: about five hours of trying. */
const MOST_ATTEMPTS = 300;
const LOOKED_ABOVE = "place gone, the message above first";

export async function postpone(parts: DeliveryParts, row: ClaimedDelivery, error: unknown): Promise<void> {
  parts.log.warn("a delivery failed", {
    delivery: row.id,
    subject: row.subject,
    attempt: row.attempts,
    error,
  });
  const now = parts.clock.now();
  if (error instanceof PlaceGone) {
    await redirect(parts, row, error.message, now);
    return;
  }
  const state = row.attempts >= MOST_ATTEMPTS ? "failed" : row.message === undefined ? "queued" : "sent";
  const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(row.attempts, 10));
  await parts.store.deliveries.settle(row.id, {
    state,
    nextAt: now + (error instanceof PostUncertain ? SECOND : pause),
    error: error instanceof Error ? error.name : "unknown",
  });
}

/**
 * What stands in a thread and cannot be said there: the message above is drawn first, which
 * shows whether it is that one which is gone. It finds its new place, and its thread follows.
 * False when that was tried already.
 */
async function lookedAbove({ store }: DeliveryParts, row: ClaimedDelivery, now: number): Promise<boolean> {
  const under = "place" in row.to ? row.to.under : undefined;
  const above = under === undefined ? undefined : await store.deliveries.byKey(under);
  if (above === undefined || above.state === "failed" || row.error === LOOKED_ABOVE) return false;
  if (above.state === "sent") await store.deliveries.settle(above.id, { state: "queued", nextAt: now });
  await store.deliveries.settle(row.id, { state: "queued", nextAt: now + PARENT_MS, error: LOOKED_ABOVE });
  return true;
}

async function redirect(parts: DeliveryParts, row: ClaimedDelivery, why: string, now: number): Promise<void> {
  if (await lookedAbove(parts, row, now)) return;
  const nameOf = ({ surface, channel }: Place): string => `${surface}:${channel}`;
  const tried = "place" in row.to ? nameOf(row.to.place) : undefined;
  const fallbacks = (await parts.fallbacks(row)).filter((place) => parts.adapters.has(place.surface));
  // Each channel once: one that stands in the list twice would follow itself for ever.
  const places = fallbacks.filter(
    (place, i) => fallbacks.findIndex((first) => nameOf(first) === nameOf(place)) === i,
  );
  const next = places[places.findIndex((place) => nameOf(place) === tried) + 1];
  if (row.subject !== undefined) await parts.onPlaceGone(row, next, why);
  if (next === undefined) {
    parts.log.error("a delivery has no place left to go", {
      delivery: row.id,
      subject: row.subject,
      place: tried,
    });
    await parts.store.deliveries.settle(row.id, { state: "failed", error: "no place left" });
    return;
  }
  parts.log.warn("a place is gone, the next one is used", {
    from: tried,
    to: `${next.surface}:${next.channel}`,
  });
  await parts.store.deliveries.settle(row.id, {
    state: "queued",
    to: { place: next },
    nextAt: now,
    error: "place gone",
  });
}
