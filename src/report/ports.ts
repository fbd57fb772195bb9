/** What a report is made from. Sessions, alert groups and pictures may be absent; the rest of it is made all the same. */
import type { Inline } from "../chat/card.ts";
import type { Alert } from "../falcon/endpoints/alerts.ts";
import type { SeverityName } from "../falcon/endpoints/alerts.ts";
import type { Device, OnlineState } from "../falcon/endpoints/hosts.ts";
import type { Clock } from "../lib/clock.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { Store } from "../store/store.ts";

export interface HostsPort {
  /** @throws Ambiguity, NotFound, UserError */
  find(written: string, signal?: AbortSignal): Promise<Device>;
  byIds(ids: readonly string[], signal?: AbortSignal): Promise<readonly Device[]>;
  online(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, OnlineState>>;
}

export interface AlertsPort {
  /** @throws NotFound, UserError */
  get(written: string, signal?: AbortSignal): Promise<Alert>;
  list(
    query: { readonly deviceId: string; readonly days: number; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<{ readonly alerts: readonly Alert[]; readonly total: number }>;
}

export interface SessionCommand {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly by: Untrusted;
  /** As it is shown, secrets covered. */
  readonly command: Untrusted;
  readonly state: string;
  readonly outcome?: Untrusted | undefined;
}

export interface Evidence {
  readonly id: string;
  readonly deviceId: string;
  readonly hostname: Untrusted;
  /** On the host, as the host writes it. */
  readonly path: Untrusted;
  readonly by: Untrusted;
  readonly state: string;
  readonly sizeBytes?: number | undefined;
  readonly sha256: string;
  /** `matches`, `differs` or `not checked`. */
  readonly hashCheck: string;
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
  readonly closedAt?: number | undefined;
  readonly commands: readonly SessionCommand[];
  readonly evidence: readonly Evidence[];
}

export interface SessionsPort {
  get(id: string): Promise<SessionRecord | undefined>;
  /** Those that touched one of the hosts and were open after `since`. */
  onDevices(ids: readonly string[], since: number): Promise<readonly SessionRecord[]>;
}

/** One incident card: alerts that were told together. */
export interface GroupRecord {
  readonly id: string;
  /** `surface:channel` */
  readonly place: string;
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

export type Lane = "Detections" | "Requests" | "Isolation" | "Sessions" | "Actions";

export interface ReportParts {
  readonly clock: Pick<Clock, "now">;
  readonly store: Pick<Store, "approvals" | "votes" | "executions" | "containments" | "audit">;
  readonly hosts: HostsPort;
  readonly alerts: AlertsPort;
  readonly sessions?: SessionsPort;
  readonly groups?: GroupsPort;
  readonly charts?: ChartsPort;
}
