/** Puts new alerts into the channels that want them: reads what stands there, plans, and writes the plan. */
import { newId } from "../../lib/id.ts";
import type { FeedRow } from "../../store/feed-rows.ts";
import type { Repositories } from "../../store/store.ts";
import { hostKeyOf, STORM_KEY } from "./host-key.ts";
import { isMuted, wants } from "./match.ts";
import { planChannel, type ChannelNow, type NewAlert, type Plan } from "./plan.ts";
import { BEGIN_WINDOW_MS, END_WINDOW_MS } from "./storm.ts";
import { redrawEntry, redrawGroup, sayEntry, sayGroup } from "./subjects.ts";

/** `coming` are placed right after these. Returns the ids of those that stand somewhere now. */
export async function placeAlerts(
  tx: Repositories,
  feeds: readonly FeedRow[],
  alerts: readonly NewAlert[],
  now: number,
  coming: readonly NewAlert[] = [],
): Promise<ReadonlySet<string>> {
  const placed = new Set<string>();
  // Feeds of one channel share its cards: an alert that two of them want is told there once.
  for (const [, ofChannel] of Map.groupBy(feeds, ({ channelKey }) => channelKey)) {
    const isWanted = ({ snapshot }: NewAlert): boolean =>
      ofChannel.some((feed) => !isMuted(feed, now) && wants(feed.filter, snapshot));
    const wanted = alerts.filter(isWanted);
    await countMuted(tx, ofChannel, alerts, now);
    const [first] = ofChannel;
    if (first === undefined || wanted.length === 0) continue;
    const channel = { ...(await channelNow(tx, first, wanted, now)), coming: coming.filter(isWanted) };
    await writePlan(tx, planChannel(channel, wanted, { now, newId: () => newId() }), now);
    for (const { id } of wanted) placed.add(id);
  }
  return placed;
}

async function countMuted(
  tx: Repositories,
  feeds: readonly FeedRow[],
  alerts: readonly NewAlert[],
  now: number,
): Promise<void> {
  for (const feed of feeds) {
    if (!isMuted(feed, now)) continue;
    const held = alerts.filter(({ snapshot }) => wants(feed.filter, snapshot)).length;
    if (held > 0) await tx.feeds.countMuted(feed.id, held);
  }
}

async function channelNow(
  tx: Repositories,
  feed: FeedRow,
  alerts: readonly NewAlert[],
  now: number,
): Promise<Omit<ChannelNow, "coming">> {
  const { channelKey, place, id: feedId, windowMs } = feed;
  const hostKeys = [...new Set(alerts.map(({ snapshot }) => hostKeyOf(snapshot)))];
  const open = new Map(
    (await tx.groups.open(channelKey, [STORM_KEY, ...hostKeys])).map((group) => [group.hostKey, group]),
  );
  const unopened = hostKeys.filter((key) => !open.has(key));
  const minute = await tx.groups.recent(channelKey, now - BEGIN_WINDOW_MS);
  const halfMinute = await tx.groups.recent(channelKey, now - END_WINDOW_MS);
  const storm = open.get(STORM_KEY);
  const entries = await tx.groups.unsaidEntries(
    [...open.values()].map(({ id }) => id),
    now,
  );
  return {
    channelKey,
    place,
    feedId,
    windowMs,
    open,
    latest: new Map((await tx.groups.latest(channelKey, unopened)).map((group) => [group.hostKey, group])),
    // The newest first: an older one that still waits is full.
    entries: new Map(entries.toReversed().map((entry) => [entry.groupId, entry])),
    lastMinute: { alerts: minute.alerts, cards: minute.groups },
    lastHalfMinute: { alerts: halfMinute.alerts },
    stormFiles: storm === undefined ? 0 : await tx.groups.countEntries(storm.id),
  };
}

async function writePlan(tx: Repositories, plan: Plan, now: number): Promise<void> {
  const groups = new Map(plan.groups.map((group) => [group.id, group]));
  await tx.groups.put(plan.groups);
  await tx.groups.putEntries(plan.entries);
  await tx.groups.place(plan.placements);
  for (const group of groups.values()) {
    if (plan.newGroups.includes(group.id)) await sayGroup(tx, group, now);
    else await redrawGroup(tx, group, now);
  }
  for (const entry of plan.entries) {
    const group = groups.get(entry.groupId);
    if (plan.newEntries.includes(entry.id) && group !== undefined) await sayEntry(tx, entry, group, now);
    else await redrawEntry(tx, entry, now);
  }
}
