/** The rows of the alert feed, as the rest of Falconer sees them. */
import type { Untrusted } from "../lib/untrusted.ts";
import type { StoredPlace } from "./rows.ts";

/** What cards and filters need of an alert; long texts are cut before they are stored. */
export interface AlertSnapshot {
  readonly name: Untrusted;
  /** Falcon's word for it. */
  readonly severity: string;
  /** Falcon gave no name; ours is computed from the number, or a guess. */
  readonly isSeverityComputed: boolean;
  /** Falcon gave no number either. */
  readonly isSeverityGuessed?: true;
  readonly status: string;
  readonly product?: Untrusted;
  readonly deviceId?: string;
  readonly hostname?: Untrusted;
  readonly os?: Untrusted;
  readonly machineType?: Untrusted;
  readonly user?: Untrusted;
  readonly tactic?: Untrusted;
  readonly tacticId?: Untrusted;
  readonly technique?: Untrusted;
  readonly techniqueId?: Untrusted;
  readonly filename?: Untrusted;
  readonly cmdline?: Untrusted;
  readonly sha256?: Untrusted;
  /** Absent: Falcon does not say. */
  readonly wasBlocked?: boolean;
  readonly disposition?: Untrusted;
  readonly assignedTo?: Untrusted;
  readonly assignedToUuid?: string;
  readonly resolution?: Untrusted;
  readonly tags: readonly Untrusted[];
  readonly hostTags: readonly Untrusted[];
  readonly hostGroups: readonly Untrusted[];
  readonly link?: string;
  /** Milliseconds since the epoch; may lie long before it was made. */
  readonly happenedAt?: number;
  /** As received: nanoseconds do not survive a number. */
  readonly createdStamp?: string;
}

/**
 * `baseline`: was there before the first run. `known`: read. `missing`: asked for and not
 * answered. `lost`: not answered for so long that it was reported.
 */
export const ALERT_STATES = ["baseline", "known", "missing", "lost"] as const;
/** See `ALERT_STATES`; only a `known` one is told and has a snapshot. */
export type AlertState = (typeof ALERT_STATES)[number];

/** The last moment that there is. */
export const NEVER = 8_640_000_000_000_000;

export interface AlertRow {
  /** The composite id. */
  readonly id: string;
  readonly state: AlertState;
  /** `updated_timestamp` as received. */
  readonly stamp: string | undefined;
  /** The same in milliseconds, rounded down; 0 when it cannot be read. */
  readonly stampAt: number;
  readonly status: string;
  readonly snapshot: AlertSnapshot | undefined;
  /** For a missing one: how often it was asked for. */
  readonly tries: number;
  /** When to ask for a missing one, or to look again at one on a card; `NEVER` for the others. */
  readonly nextAt: number;
  /** When Falconer first saw it; milliseconds, like every time here. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** How far the alerts were read: the last change, by its own time as received, and the id that had it. */
export interface CursorRow {
  readonly name: string;
  /** `updated_timestamp` as received: nanoseconds count where many change at once. */
  readonly stamp: string;
  readonly id: string;
  /** Alerts made before this moment were there before the first run. */
  readonly since: string;
  readonly updatedAt: number;
}

/** What has to hold for an alert to be told; an absent part lets everything through. */
export interface FeedFilter {
  /** This severity or worse. */
  readonly severity?: string;
  readonly products?: readonly string[];
  readonly tactics?: readonly string[];
  readonly techniques?: readonly string[];
  /** Of the host, with or without the namespace before the slash. */
  readonly tags?: readonly string[];
  /** Ids of host groups. */
  readonly groups?: readonly string[];
  /** `*` stands for any letters, `?` for one; letter case does not count. */
  readonly hostnames?: readonly string[];
}

/** Until then what this feed wants is counted and not placed. `until` in milliseconds since the epoch. */
export interface FeedMute {
  readonly until: number;
  readonly reason: Untrusted;
  readonly by: Untrusted;
}

/** A channel's subscription. Removed ones stay, for cards and deliveries speak of them. */
export interface FeedRow {
  readonly id: string;
  readonly place: StoredPlace;
  /** `surface:channel`: feeds of one channel share its cards. */
  readonly channelKey: string;
  readonly filter: FeedFilter;
  /** For so long after its last alert a host's card takes further ones. */
  readonly windowMs: number;
  /** The cron schedule of its summary; undefined for none. */
  readonly digest: string | undefined;
  readonly source: "settings" | "command";
  readonly createdBy: Untrusted | undefined;
  readonly createdAt: number;
  readonly removedAt: number | undefined;
  readonly mute: FeedMute | undefined;
  /** Alerts held back by the present mute. */
  readonly mutedCount: number;
}

/** Counted as alerts come in; what changes afterwards (status) is asked for when a card is drawn. */
export interface GroupTally {
  readonly total: number;
  readonly severities: Readonly<Record<string, number>>;
  /** The most frequent, bounded. */
  readonly hosts: readonly Counted[];
  readonly hostCount: number;
  readonly techniques: readonly Counted[];
  /** Alerts a severity in slices of time, for the picture. */
  readonly slices: readonly { readonly at: number; readonly counts: Readonly<Record<string, number>> }[];
}

/** One line of a ranking; `key` tells two of the same name apart. */
export interface Counted {
  readonly key: string;
  readonly label: Untrusted;
  readonly count: number;
}

export interface GroupRow {
  readonly id: string;
  /** One host's incident, or one channel's storm. */
  readonly kind: "host" | "storm";
  readonly place: StoredPlace;
  readonly channelKey: string;
  readonly feedId: string;
  /** The device id, or what stands for it where an alert names none; a storm has a key of its own. */
  readonly hostKey: string;
  readonly state: "open" | "closed";
  /** The alert that the card itself shows; the others stand in its thread. */
  readonly leadId: string | undefined;
  /** The closed group of the same host that this one follows. */
  readonly previous: string | undefined;
  readonly windowMs: number;
  readonly tally: GroupTally;
  /** What the card's delivery wants drawn. */
  readonly version: number;
  readonly openedAt: number;
  /** When its last alert came; the window counts from here. */
  readonly lastAt: number;
  readonly closedAt: number | undefined;
}

/** One message in a card's thread: some alerts in lines, or many in a file. */
export interface EntryRow {
  readonly id: string;
  readonly groupId: string;
  readonly kind: "lines" | "file";
  readonly count: number;
  readonly version: number;
  /** Alerts may join it until then, as long as it was not posted. */
  readonly holdUntil: number;
  readonly createdAt: number;
}

/** Where an alert stands in a channel: on a card (`entryId` absent) or in its thread. */
export interface PlacementRow {
  readonly alertId: string;
  readonly channelKey: string;
  readonly groupId: string;
  readonly entryId: string | undefined;
  /** Order within the group. */
  readonly position: number;
  readonly placedAt: number;
}
