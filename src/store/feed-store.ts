/** What the store can do for the alert feed. Alerts, groups, deliveries and cursor change in one transaction. */
import type { AlertRow, CursorRow, EntryRow, FeedRow, GroupRow, PlacementRow } from "./feed-rows.ts";

/** Enough to tell whether an alert is new or has changed. */
export type KnownAlert = Pick<
  AlertRow,
  "id" | "state" | "stamp" | "stampAt" | "status" | "tries" | "nextAt" | "createdAt"
> & {
  readonly hasSnapshot: boolean;
};

export interface AlertRepository {
  /** Those of the ids that are known, however many are asked for. */
  known(ids: readonly string[]): Promise<ReadonlyMap<string, KnownAlert>>;
  /** By composite id. */
  get(id: string): Promise<AlertRow | undefined>;
  /** In any order; unknown ids are left out. */
  of(ids: readonly string[]): Promise<readonly AlertRow[]>;
  /** An existing id is replaced, except for when it was first seen. */
  put(rows: readonly AlertRow[]): Promise<void>;
  /** Missing ones whose time has come. */
  missing(now: number, limit: number): Promise<readonly AlertRow[]>;
  /** First seen since then, oldest first, read ones only. */
  since(moment: number, after: string, limit: number): Promise<readonly AlertRow[]>;
  /** Those on cards, not closed, that have to be looked at again; the longest overdue first. */
  due(now: number, limit: number): Promise<readonly string[]>;
  /** Sets when `due` names them next, in milliseconds since the epoch. */
  lookAgain(ids: readonly string[], at: number): Promise<void>;
  /** For metrics; a state that nothing is in is missing. */
  countByState(): Promise<Readonly<Record<string, number>>>;
}

/** One row for each reader of Falcon's alerts; written in the transaction that places what was read. */
export interface CursorRepository {
  get(name: string): Promise<CursorRow | undefined>;
  put(row: CursorRow): Promise<void>;
}

/** Which channels hear of which alerts. Those of the settings are rows too, put again at each start. */
export interface FeedRepository {
  /** Those that were not removed, oldest first. */
  list(): Promise<readonly FeedRow[]>;
  get(id: string): Promise<FeedRow | undefined>;
  put(row: FeedRow): Promise<void>;
  /** Marks it removed; false when there is none, or it was removed before. */
  remove(id: string, now: number): Promise<boolean>;
  /** Adds to what the present mute has held back. */
  countMuted(id: string, more: number): Promise<void>;
}

export interface Recent {
  /** Alerts placed in the channel since then. */
  readonly alerts: number;
  /** Cards of hosts opened since then. */
  readonly groups: number;
}

/** A part of a list: how many to leave out, and how many to take at most. */
export interface Span {
  readonly from: number;
  readonly count: number;
}

/**
 * Cards of the feed, and where each alert stands. An alert has one place in a channel, whatever
 * else happens to it.
 */
export interface GroupRepository {
  get(id: string): Promise<GroupRow | undefined>;
  /** The open group of each of these hosts in that channel, where there is one. */
  open(channelKey: string, hostKeys: readonly string[]): Promise<readonly GroupRow[]>;
  /** Open ones, of all channels. */
  openOf(kind: GroupRow["kind"]): Promise<readonly GroupRow[]>;
  /** The latest group of each host. */
  latest(channelKey: string, hostKeys: readonly string[]): Promise<readonly GroupRow[]>;
  put(rows: readonly GroupRow[]): Promise<void>;
  recent(channelKey: string, since: number): Promise<Recent>;
  /** How many alerts of a group have each status; of those in a span of its positions, unless all are meant. */
  statuses(groupId: string, span?: Span): Promise<Readonly<Record<string, number>>>;
  /** What is open in a channel, for its digest: the newest first, and how many there are in all. */
  openAlerts(
    channelKey: string,
    limit: number,
  ): Promise<{ readonly total: number; readonly alerts: readonly AlertRow[] }>;
  /** In the order in which they were placed. */
  alertsOf(groupId: string, limit: number): Promise<readonly AlertRow[]>;

  /** In all channels. */
  placements(alertIds: readonly string[]): Promise<readonly PlacementRow[]>;
  /** Fails for an alert that has its place in that channel already. */
  place(rows: readonly PlacementRow[]): Promise<void>;

  /** A message of a card's thread. */
  entry(id: string): Promise<EntryRow | undefined>;
  /** The newest entry of each group that nobody has begun to say. */
  unsaidEntries(groupIds: readonly string[], now: number): Promise<readonly EntryRow[]>;
  /** Those begun up to then; all of them unless it is given. */
  countEntries(groupId: string, until?: number): Promise<number>;
  putEntries(rows: readonly EntryRow[]): Promise<void>;
  /** In the order in which they were placed. */
  alertsOfEntry(entryId: string, span: Span): Promise<readonly AlertRow[]>;
}

/** A place in a list that is ordered by time, then by id. */
export interface Mark {
  readonly at: number;
  readonly id: string;
}

/** What is old in the feed, to be forgotten a little at a time. What may be forgotten is not decided here. */
export interface OldRowRepository {
  /** Cards that take no more, whose last alert came before that; the oldest first, by when it came. */
  groups(before: number, after: Mark | undefined, limit: number): Promise<readonly Mark[]>;
  /** Whether no alert on this part of a card is open, unless Falcon no longer gives it, or has changed since then. */
  isQuiet(groupId: string, since: number, span: Span): Promise<boolean>;
  /** Takes alerts from a card; how many. */
  unplace(groupId: string, limit: number): Promise<number>;
  /** A card without alerts, with its thread and the deliveries of both. */
  removeGroup(groupId: string): Promise<void>;
  /** Alerts that stand on no card and have not changed since; the longest unchanged first. */
  alerts(before: number, after: Mark | undefined, limit: number): Promise<readonly AlertRow[]>;
  removeAlerts(ids: readonly string[]): Promise<void>;
  /** Words of the feed that are no card, said or given up before that; how many. */
  removeNotices(before: number, limit: number): Promise<number>;
}
