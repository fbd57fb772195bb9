/** What a report is made from. Sessions, alert groups and pictures may be absent; the rest of it is made all the same. */
import type { Inline } from "../chat/card.ts";
import type { Alert } from "../falcon/endpoints/alerts.ts";
import type { SeverityName } from "../falcon/endpoints/alerts.ts";
import type { Device, OnlineState } from "../falcon/endpoints/hosts.ts";
import type { Clock } from "../lib/clock.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { Store } from "../store/store.ts";

/** Hosts of the tenant that the report is about. */
export interface HostsPort {
  /** @throws Ambiguity, NotFound, UserError */
  find(written: string, signal?: AbortSignal): Promise<Device>;
  /** In any order; unknown ids are left out. */
  byIds(ids: readonly string[], signal?: AbortSignal): Promise<readonly Device[]>;
  /** By device id, near real time. */
  online(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, OnlineState>>;
}

/** Alerts v2 of that tenant; `list` gives the newest first, and how many there are in all. */
export interface AlertsPort {
  /** @throws NotFound, UserError */
  get(written: string, signal?: AbortSignal): Promise<Alert>;
  /** At most `limit`, newest first; `total` counts the others too. */
  list(
    query: { readonly deviceId: string; readonly days: number; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<{ readonly alerts: readonly Alert[]; readonly total: number }>;
}

/** One line that somebody typed; times are milliseconds since the epoch. */
export interface SessionCommand {
  readonly id: string;
  /** Order within the session, from 1. */
  readonly seq: number;
  readonly at: number;
  readonly by: Untrusted;
  /** As it is shown, secrets covered. */
  readonly command: Untrusted;
  readonly state: string;
  readonly outcome?: Untrusted | undefined;
}

/** One file that was fetched, with the digests by which it can be told to be the same. */
export interface Evidence {
  readonly id: string;
  readonly deviceId: string;
  readonly hostname: Untrusted;
  /** On the host, as the host writes it. */
  readonly path: Untrusted;
  readonly by: Untrusted;
  readonly state: string;
  readonly sizeBytes?: number | undefined;
  /** Of the file itself, as Falcon lists it. */
  readonly sha256: string;
  /** `matches`, `differs` or `not checked`. */
  readonly hashCheck: string;
  /** Of the 7z as it came: its name in the evidence folder. */
  readonly archiveSha256?: string | undefined;
  /** The case that it was fetched for. */
  readonly caseRef?: Untrusted | undefined;
  readonly at: number;
}

/** One real time response session. */
export interface SessionRecord {
  readonly id: string;
  readonly deviceIds: readonly string[];
  readonly hostname: Untrusted;
  readonly owner: Untrusted;
  readonly state: string;
  readonly outcome?: Untrusted | undefined;
  readonly openedAt: number;
  /** Undefined while it is open. */
  readonly closedAt?: number | undefined;
  readonly commands: readonly SessionCommand[];
  readonly evidence: readonly Evidence[];
}

/** Sessions of real time response as our store has them, not Falcon's record. */
export interface SessionsPort {
  /** By our own id of it, not Falcon's. */
  get(id: string): Promise<SessionRecord | undefined>;
  /** Those that touched one of the hosts and were open after `since`. */
  onDevices(ids: readonly string[], since: number): Promise<readonly SessionRecord[]>;
}

/** One incident card: alerts that were told together. */
export interface GroupRecord {
  readonly id: string;
  /** `surface:channel` */
  readonly place: string;
  /** How many stand on it. */
  readonly alerts: number;
  readonly openedAt: number;
  readonly closedAt?: number | undefined;
}

export interface GroupsPort {
  /** The cards that these alerts stand on, by their composite ids. */
  ofAlerts(ids: readonly string[]): Promise<readonly GroupRecord[]>;
}

interface Picture {
  readonly svg: string;
  readonly png: Uint8Array;
  readonly alt: Inline;
}

/** Each rejects with a `BotError` when it cannot be drawn now. */
export interface ChartsPort {
  detections(
    kind: "storm",
    asked: {
      readonly title: string;
      readonly sightings: readonly {
        readonly at: number | undefined;
        readonly severity: SeverityName;
        readonly host?:
          | { readonly id?: string | undefined; readonly name?: Untrusted | undefined }
          | undefined;
        readonly technique?: Untrusted | undefined;
      }[];
    },
    signal?: AbortSignal,
  ): Promise<Picture>;
  timeline(
    incident: {
      readonly title: string;
      readonly events: readonly {
        readonly at: number;
        readonly number: number;
        readonly lane: Lane;
        readonly severity?: SeverityName | undefined;
      }[];
      readonly bars: readonly {
        readonly lane: Lane;
        readonly from: number;
        readonly to?: number | undefined;
      }[];
      readonly until: number;
    },
    signal?: AbortSignal,
  ): Promise<Picture>;
}

/** The lanes of `src/charts/timeline.ts`, said again here: a service does not import the charts. */
export type Lane = "Detections" | "Requests" | "Isolation" | "Sessions" | "Actions";

/** `hosts` and `alerts` are asked over the network, the rest of it is our own. */
export interface ReportParts {
  readonly clock: Pick<Clock, "now">;
  readonly store: Pick<Store, "approvals" | "votes" | "executions" | "containments" | "audit">;
  readonly hosts: HostsPort;
  readonly alerts: AlertsPort;
  readonly sessions?: SessionsPort;
  readonly groups?: GroupsPort;
  /** Absent: reports are words alone. */
  readonly charts?: ChartsPort;
}
