/**
 * What falls due between readings: storms that have passed, mutes that have ended, alerts on
 * cards that were not looked at for a while, and rows that nobody needs any more.
 */
import { text, toned } from "../../chat/card.ts";
import { SECOND } from "../../lib/clock.ts";
import { NEVER, type CursorRow, type GroupRow } from "../../store/feed-rows.ts";
import { newDelivery } from "../../store/new-delivery.ts";
import { collect } from "./collect.ts";
import { ingest } from "./ingest.ts";
import type { Lease } from "./lead.ts";
import type { FeedParts } from "./ports.ts";
import { createRetention } from "./retention.ts";
import { END_WINDOW_MS, ends } from "./storm.ts";
import { redrawGroup } from "./subjects.ts";

const EVERY_MS = 5 * SECOND;
/** Nothing new for this long; a picture takes as long to be worth drawing. */
const CALM_MS = 4 * SECOND;
const RECHECK_EVERY_MS = 30 * SECOND;
const RECHECKED_AT_ONCE = 200;

export interface Housekeeper {
  /** Does what is due. */
  keep(lease: Lease, cursor: CursorRow, signal: AbortSignal): Promise<void>;
}

export function createHousekeeper(parts: FeedParts): Housekeeper {
  const { clock } = parts;
  const retention = createRetention(parts);
  const due = { house: 0, recheck: clock.now() + RECHECK_EVERY_MS };
  const isDue = (what: keyof typeof due, everyMs: number): boolean => {
    if (clock.now() < due[what]) return false;
    due[what] = clock.now() + everyMs;
    return true;
  };
  return {
    async keep(lease, cursor, signal) {
      if (isDue("house", EVERY_MS)) {
        await tendStorms(parts);
        await endMutes(parts);
        await retention.step(lease, cursor);
      }
      if (isDue("recheck", RECHECK_EVERY_MS)) await recheck(parts, lease, cursor, signal);
    },
  };
}

async function tendStorms({ store, clock }: FeedParts): Promise<void> {
  for (const { id } of await store.groups.openOf("storm")) {
    const now = clock.now();
    const hasChanged = await store.transaction(async (tx) => {
      const storm = await tx.groups.get(id);
      if (storm?.state !== "open") return false;
      const { alerts } = await tx.groups.recent(storm.channelKey, now - END_WINDOW_MS);
      const isOver = ends(alerts);
      if (!isOver && !isCalm(storm, now)) return false;
      const next: GroupRow = {
        ...storm,
        version: storm.version + 1,
        ...(isOver ? { state: "closed", closedAt: now } : {}),
      };
      await tx.groups.put([next]);
      await redrawGroup(tx, next, now);
      return true;
    });
    if (hasChanged) await store.announce();
  }
}

/**
 * A storm's first word does without its picture, and where all came at once nothing else would
 * have the card drawn again before the end. Looked at every five seconds, this holds about once.
 */
const isCalm = ({ lastAt }: GroupRow, now: number): boolean =>
  now - lastAt >= CALM_MS && now - lastAt < CALM_MS + EVERY_MS;

async function endMutes({ store, clock }: FeedParts): Promise<void> {
  const now = clock.now();
  const over = (await store.feeds.list()).filter(({ mute }) => mute !== undefined && mute.until <= now);
  for (const { id } of over) {
    await store.transaction(async (tx) => {
      const feed = await tx.feeds.get(id);
      if (feed?.mute === undefined || feed.mute.until > now) return;
      await tx.feeds.put({ ...feed, mute: undefined, mutedCount: 0 });
      const { mutedCount, mute, place } = feed;
      const card = toned(
        "neutral",
        "The feed is no longer muted",
        text(
          `${mutedCount} ${mutedCount === 1 ? "alert was" : "alerts were"} held back. It was muted by `,
          mute.by,
          ": ",
          mute.reason,
          ".",
        ),
      );
      await tx.deliveries.enqueue(
        newDelivery({ key: `unmuted:${id}:${mute.until}`, lane: "alert", to: { place }, card, at: now }),
      );
    });
    await store.announce();
  }
}

/** Lists may have hidden a change: what stands open on cards is read again now and then. */
async function recheck(
  parts: FeedParts,
  lease: Lease,
  cursor: CursorRow,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = parts;
  const ids = await store.alerts.due(clock.now(), RECHECKED_AT_ONCE);
  if (ids.length === 0) return;
  const { found, missing } = await collect(parts.falcon.records, ids, signal);
  await ingest(parts, lease, cursor, { found, missing: [] });
  // One that Falcon no longer gives was hidden or deleted: its card stays as it was.
  await store.alerts.lookAgain(missing, NEVER);
}
