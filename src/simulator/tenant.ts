/** Everything that one customer of the simulated cloud has: hosts, alerts, people, clients, limits. */
import type { Alert, AlertBook } from "./alert-book.ts";
import type { CallLog } from "./call-log.ts";
import type { Cursors } from "./cursors.ts";
import type { Dice } from "./dice.ts";
import type { FaultList } from "./faults.ts";
import type { Device, HostBook, HostChanges } from "./host-book.ts";
import type { Shelves } from "./shelf.ts";
import type { RateWindow } from "./rate-window.ts";
import type { RtrDesk } from "./rtr/desk.ts";
import type { TokenDesk } from "./token-desk.ts";

/** As GET /devices/entities/host-groups/v1 serves it. */
export interface HostGroup {
  readonly id: string;
  readonly name: string;
  readonly group_type: string;
  readonly description: string;
  /** The FQL that fills a dynamic group. */
  readonly assignment_rule?: string;
  readonly created_by: string;
  readonly created_timestamp: string;
  readonly modified_by: string;
  readonly modified_timestamp: string;
}

/** Somebody who can be assigned an alert. */
export interface FalconUser {
  readonly uuid: string;
  /** The e-mail address. */
  readonly uid: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly cid: string;
  readonly status: string;
  readonly created_at: string;
  readonly last_login_at: string;
}

/** A Flight Control child that a token may be asked for. */
export interface ChildTenant {
  /** 32 hex digits, without the checksum that the console shows. */
  readonly cid: string;
  readonly name: string;
  /** Its own hosts; without them a token for it sees what its parent sees. */
  readonly hosts?: readonly HostChanges[];
}

/** What every route is given. A child's is another one with the parent's clients and limits. */
export interface Tenant {
  /** 32 hex digits, in small letters. */
  readonly cid: string;
  readonly dice: Dice;
  readonly hosts: HostBook;
  readonly alerts: AlertBook;
  readonly shelves: Shelves;
  /** How the retired collection of incidents is answered. */
  readonly incidents: "answered" | 404 | 410;
  /** How long a host takes to scan its files. */
  readonly scanMs: number;
  readonly rtr: RtrDesk;
  /** Milliseconds since the epoch; may move while a call is held open, unlike `nowMs` of the call. */
  readonly now: () => number;
  readonly groups: readonly HostGroup[];
  readonly users: readonly FalconUser[];
  readonly children: readonly ChildTenant[];
  /** The world behind a token for that child; undefined where it has none of its own. */
  readonly child: (cid: string) => Tenant | undefined;
  readonly tokens: TokenDesk;
  readonly cursors: Cursors;
  readonly faults: FaultList;
  readonly calls: CallLog;
  /** The customer's, shared by every client and child. */
  readonly limits: { readonly data: RateWindow; readonly tokens: RateWindow };
  /** Guards the control routes; not an API credential. */
  readonly controlSecret: () => string;
  readonly workshop: Workshop;
}

/** The one way in for hosts and alerts that control routes and tests add. Wanted fields win over made-up ones. */
export interface Workshop {
  addHost(wanted: HostChanges): Device;
  addAlert(wanted: AlertWish): Alert;
  /** Installs the machine anew: same name, another device id; the old record stays behind, offline. */
  replaceHost(idOrName: string): Device;
}

/** Fields of an alert, and the host it is about by id or name. */
export type AlertWish = Partial<Alert> & { readonly host?: string };
