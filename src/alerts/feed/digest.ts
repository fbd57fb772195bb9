/** A feed's summary at its hour: what is still open, still isolated, and was asked for in vain. */
import { DAY, MINUTE } from "../../lib/clock.ts";
import type { FeedRow } from "../../store/feed-rows.ts";
import { newDelivery } from "../../store/new-delivery.ts";
import { digestCard } from "./cards/digest.ts";
import { isShown } from "./cards/lines.ts";
import { takeLead } from "./lead.ts";
import type { FeedParts } from "./ports.ts";
import { before, dueBetween, wallMinute, type WallMinute } from "./wall-clock.ts";

const MOST_COUNTED = 2_000;
const MOST_REQUESTS = 50;

export interface Digests {
  /** To be called every minute. */
  tick(): Promise<void>;
}

/** `timeZone`: the machine's own unless given. */
export function createDigests(parts: FeedParts, timeZone?: string): Digests {
  const { clock, store } = parts;
  // What fell due while nobody ran is not made up for: the next one says what is open then. The
  // minute of the start itself counts, or a restart at nine would cost the digest of nine o'clock;
  // one that was said in it already is the same delivery and not said again.
  let last = wallMinute(clock.now(), timeZone) - 1;

  return {
    async tick() {
      const now = wallMinute(clock.now(), timeZone);
      // Put back, the clock shows what it has shown before: nothing is due until it is past that.
      if (now <= last) return;
      const since = last;
      last = now;
      const due = (await store.feeds.list()).flatMap((feed) => {
        const minute = feed.digest === undefined ? undefined : dueBetween(feed.digest, since, now);
        return minute === undefined ? [] : [{ feed, minute }];
      });
      if (due.length === 0 || (await takeLead(parts)) === undefined) return;
      for (const { feed, minute } of due) await say(parts, feed, minute);
      await store.announce();
    },
  };
}

async function say({ store, clock }: FeedParts, feed: FeedRow, minute: WallMinute): Promise<void> {
  const now = clock.now();
  const back = feed.digest === undefined ? DAY : (minute - before(feed.digest, minute)) * MINUTE;
  const { total, alerts } = await store.groups.openAlerts(feed.channelKey, MOST_COUNTED);
  const card = digestCard({
    total,
    alerts: alerts.filter(isShown),
    isolated: await store.containments.open(),
    expired: await store.approvals.list({ states: ["expired"], since: now - back, limit: MOST_REQUESTS }),
    since: now - back,
  });
  const key = `digest:${feed.id}:${minute}`;
  await store.deliveries.enqueue(
    newDelivery({ key, lane: "alert", to: { place: feed.place }, card, at: now }),
  );
}
