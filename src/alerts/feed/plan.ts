/**
 * Where new alerts of a channel stand: on the card of their host, in its thread, or with
 * everything else on the card of a storm. From what stands there now to the rows that have
 * to be written. Pure.
 */
import { HOUR, SECOND } from "../../lib/clock.ts";
import type { AlertRow, AlertSnapshot, EntryRow, GroupRow, PlacementRow } from "../../store/feed-rows.ts";
import type { StoredPlace } from "../../store/rows.ts";
import { hostKeyOf, STORM_KEY } from "./host-key.ts";
import { begins, ends } from "./storm.ts";
import { count, EMPTY_TALLY } from "./tally.ts";

/** Alerts in one message of a thread, as lines and as a file. */
const LINES = 10;
const FILE_LINES = 2_000;
/** Lines are posted at once; while they wait for their turn in the channel, more may join them. */
const LINES_HOLD_MS = HOUR;
/** A file is posted when it was held this long. The longer a storm, the longer its next file is filled. */
const FILE_HOLD_MS = 3 * SECOND;
const LONGEST_HOLD_MS = 10 * SECOND;

export type NewAlert = Pick<AlertRow, "id"> & { readonly snapshot: AlertSnapshot };

export interface ChannelNow {
  readonly channelKey: string;
  readonly place: StoredPlace;
  readonly feedId: string;
  readonly windowMs: number;
  /** Open cards, by host key; the storm's under its own. */
  readonly open: ReadonlyMap<string, GroupRow>;
  /** The last card of a host that has no open one. */
  readonly latest: ReadonlyMap<string, GroupRow>;
  /** The entry of a card that can still be added to, by group. */
  readonly entries: ReadonlyMap<string, EntryRow>;
  readonly lastMinute: { readonly alerts: number; readonly cards: number };
  readonly lastHalfMinute: { readonly alerts: number };
  /** Files posted by the storm so far. */
  readonly stormFiles: number;
  /** Read already and placed right after these: a storm is seen before its first alerts have cards of their own. */
  readonly coming: readonly NewAlert[];
}

export interface Plan {
  /** In the order in which they have to be written: what is closed makes room. */
  readonly groups: readonly GroupRow[];
  readonly entries: readonly EntryRow[];
  readonly placements: readonly PlacementRow[];
  readonly newGroups: readonly string[];
  readonly newEntries: readonly string[];
}

export function planChannel(
  channel: ChannelNow,
  alerts: readonly NewAlert[],
  context: { readonly now: number; readonly newId: () => string },
): Plan {
  const { now } = context;
  const desk = createDesk(channel, context);
  const all = [...alerts, ...channel.coming];
  let storm = channel.open.get(STORM_KEY);
  if (storm !== undefined && ends(channel.lastHalfMinute.alerts + all.length)) {
    desk.close(storm);
    storm = undefined;
  }
  const isStorm =
    storm !== undefined ||
    begins(channel.lastMinute, { alerts: all.length, cards: newCards(channel, all, now) });
  if (isStorm) desk.addAll(STORM_KEY, alerts);
  else
    for (const [hostKey, ofHost] of Map.groupBy(alerts, ({ snapshot }) => hostKeyOf(snapshot)))
      desk.addAll(hostKey, ofHost);
  return desk.plan();
}

const isJoinable = (group: GroupRow, now: number): boolean => now - group.lastAt <= group.windowMs;

function newCards(channel: ChannelNow, alerts: readonly NewAlert[], now: number): number {
  const keys = new Set(alerts.map(({ snapshot }) => hostKeyOf(snapshot)));
  return [...keys].filter((key) => {
    const group = channel.open.get(key);
    return group === undefined || !isJoinable(group, now);
  }).length;
}

/** The rows as they are being changed. */
function createDesk(
  channel: ChannelNow,
  { now, newId }: { readonly now: number; readonly newId: () => string },
) {
  const closed: GroupRow[] = [];
  const groups = new Map<string, GroupRow>();
  const entries = new Map<string, EntryRow>();
  const placements: PlacementRow[] = [];
  const newGroups: string[] = [];
  const newEntries: string[] = [];
  const openEntries = new Map(channel.entries);

  function close(group: GroupRow): void {
    closed.push({ ...group, state: "closed", closedAt: now, version: group.version + 1 });
  }

  function groupFor(hostKey: string): GroupRow {
    const open = channel.open.get(hostKey);
    if (open !== undefined && !closed.some(({ id }) => id === open.id)) {
      if (hostKey === STORM_KEY || isJoinable(open, now)) return open;
      close(open);
    }
    const previous = hostKey === STORM_KEY ? undefined : (open ?? channel.latest.get(hostKey));
    const group: GroupRow = {
      id: newId(),
      kind: hostKey === STORM_KEY ? "storm" : "host",
      place: channel.place,
      channelKey: channel.channelKey,
      feedId: channel.feedId,
      hostKey,
      state: "open",
      leadId: undefined,
      previous: previous?.id,
      windowMs: channel.windowMs,
      tally: EMPTY_TALLY,
      version: 0,
      openedAt: now,
      lastAt: now,
      closedAt: undefined,
    };
    newGroups.push(group.id);
    return group;
  }

  function entryFor(group: GroupRow): EntryRow {
    const most = group.kind === "storm" ? FILE_LINES : LINES;
    const open = openEntries.get(group.id);
    if (open !== undefined && open.count < most) return open;
    const files = channel.stormFiles + newEntries.length;
    const hold =
      group.kind === "storm" ? Math.min(LONGEST_HOLD_MS, FILE_HOLD_MS * (files + 1)) : LINES_HOLD_MS;
    const entry: EntryRow = {
      id: newId(),
      groupId: group.id,
      kind: group.kind === "storm" ? "file" : "lines",
      count: 0,
      version: 0,
      holdUntil: now + hold,
      createdAt: now,
    };
    newEntries.push(entry.id);
    return entry;
  }

  function addAll(hostKey: string, alerts: readonly NewAlert[]): void {
    let group = groupFor(hostKey);
    let position = group.tally.total;
    const touched = new Set<string>();
    for (const { id } of alerts) {
      let entryId: string | undefined;
      if (group.kind === "host" && group.leadId === undefined) group = { ...group, leadId: id };
      else {
        const entry = entryFor(group);
        const version = touched.has(entry.id) ? entry.version : entry.version + 1;
        const next = { ...entry, count: entry.count + 1, version };
        touched.add(entry.id);
        entries.set(entry.id, next);
        openEntries.set(group.id, next);
        entryId = entry.id;
      }
      placements.push({
        alertId: id,
        channelKey: channel.channelKey,
        groupId: group.id,
        entryId,
        position,
        placedAt: now,
      });
      position += 1;
    }
    const tally = count(
      group.tally,
      alerts.map(({ snapshot }) => snapshot),
      now,
    );
    groups.set(group.id, { ...group, tally, lastAt: now, version: group.version + 1 });
  }

  return {
    close,
    addAll,
    plan: (): Plan => ({
      groups: [...closed, ...groups.values()],
      entries: [...entries.values()],
      placements,
      newGroups,
      newEntries,
    }),
  };
}
