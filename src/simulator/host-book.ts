/**
 * The hosts of the tenant and what happens to them: containment, presence, hiding,
 * tags. What is served is worked out at the moment of reading.
 */
import { MINUTE } from "../lib/clock.ts";
import { containmentFrom, move, settle, settledMs, statusAt } from "./containment.ts";
import type { Containment, ContainmentAction, ContainmentStatus, Moment, Presence } from "./containment.ts";
import { secondStamp } from "./stamp.ts";

/** A host as the hosts service serves it: the fields we set, and room for the rest. */
export interface Device {
  readonly device_id: string;
  readonly cid: string;
  readonly hostname: string;
  readonly platform_name: string;
  readonly os_version: string;
  readonly product_type_desc: string;
  readonly local_ip: string;
  readonly external_ip: string;
  readonly mac_address: string;
  /** Worked out from the change under way, when it is read. */
  readonly status: ContainmentStatus;
  /** RFC 3339, to the second; up to two minutes behind for an online host. */
  readonly last_seen: string;
  readonly last_login_user?: string;
  readonly machine_domain?: string;
  readonly tags: readonly string[];
  /** Ids of host groups. */
  readonly groups: readonly string[];
  readonly [field: string]: unknown;
}

/** `login_time` in RFC 3339, to the second. */
export interface Login {
  readonly user_name: string;
  readonly login_time: string;
}

/** What is kept; what is served is worked out from it and the clock. */
export interface HostRecord {
  readonly device: Device;
  readonly presence: Presence;
  readonly containment: Containment;
  readonly hidden: boolean;
  readonly logins: readonly Login[];
  /** For `modified_timestamp`. */
  readonly changedMs: number;
}

/** What may be changed about a host; everything else is a plain device field. */
export type HostChanges = Partial<Device> & {
  readonly online?: boolean;
  readonly hidden?: boolean;
  readonly logins?: readonly Login[];
};

/** Accepted ones alone: what an effect is counted by. */
export interface ActionCounts {
  readonly contain: number;
  readonly lift_containment: number;
}

/** `last_seen` of an online host lags behind by as much as this. */
const SEEN_EVERY_MS = 2 * MINUTE;

/** Presence and containment are kept as moments, so that a clock may jump over both. */
export class HostBook {
  readonly #records = new Map<string, HostRecord>();
  readonly #counts = new Map<string, ActionCounts>();
  readonly #containMs: number;

  constructor(options: { containMs: number }) {
    this.#containMs = options.containMs;
  }

  get ids(): readonly string[] {
    return [...this.#records.keys()];
  }

  /** Fields in `changes` win over those of `device`. */
  add(device: Device, changes: HostChanges, nowMs: number): Device {
    const id = changes.device_id ?? device.device_id;
    this.#records.set(id, {
      device,
      presence: { online: true, sinceMs: nowMs },
      containment: containmentFrom(device.status, nowMs),
      hidden: false,
      logins: [],
      changedMs: nowMs,
    });
    return this.change(id, changes, nowMs);
  }

  record(id: string): HostRecord | undefined {
    return this.#records.get(id);
  }

  /** By device id, or by hostname in any case; of several with one name, the one seen last. */
  find(idOrName: string, nowMs: number): Device | undefined {
    const byId = this.#records.get(idOrName);
    if (byId !== undefined) return this.#view(byId, nowMs);
    const name = idOrName.toLowerCase();
    const named = [...this.#records.values()]
      .filter(({ device }) => device.hostname.toLowerCase() === name)
      .map((record) => this.#view(record, nowMs));
    return named.sort((left, right) => (left.last_seen < right.last_seen ? 1 : -1))[0];
  }

  device(id: string, nowMs: number): Device | undefined {
    const record = this.#records.get(id);
    return record && this.#view(record, nowMs);
  }

  devices(nowMs: number, which: { hidden: boolean | "any" } = { hidden: "any" }): Device[] {
    return [...this.#records.values()]
      .filter(({ hidden }) => which.hidden === "any" || hidden === which.hidden)
      .map((record) => this.#view(record, nowMs));
  }

  statusAt(id: string, nowMs: number): ContainmentStatus | undefined {
    const record = this.#records.get(id);
    return record && statusAt(record.containment, this.#moment(record, nowMs));
  }

  /** Starts a change of containment; `conflict` when the present state does not allow it. */
  act(id: string, action: ContainmentAction, nowMs: number): "accepted" | "conflict" | "unknown" {
    const record = this.#records.get(id);
    if (record === undefined) return "unknown";
    const containment = move(record.containment, action, this.#moment(record, nowMs));
    if (containment === undefined) return "conflict";
    this.#records.set(id, { ...record, containment, changedMs: nowMs });
    const counts = this.counts(id);
    this.#counts.set(id, { ...counts, [action]: counts[action] + 1 });
    return "accepted";
  }

  /** How many changes of containment the host has accepted. */
  counts(id: string): ActionCounts {
    return this.#counts.get(id) ?? { contain: 0, lift_containment: 0 };
  }

  /** @throws Error for a host that there is none of */
  change(id: string, changes: HostChanges, nowMs: number): Device {
    const record = this.#records.get(id);
    if (record === undefined) throw new Error(`the simulator has no host ${id}`);
    const { online, hidden, logins, status, ...fields } = changes;
    const settled = settle(record.containment, this.#moment(record, nowMs));
    const changed: HostRecord = {
      device: { ...record.device, ...lastSeen(record, online, nowMs), ...fields },
      presence:
        online === undefined || online === record.presence.online
          ? record.presence
          : { online, sinceMs: nowMs },
      containment: status === undefined ? settled : containmentFrom(status, nowMs),
      hidden: hidden ?? record.hidden,
      logins: logins ?? record.logins,
      changedMs: nowMs,
    };
    this.#records.set(id, changed);
    return this.#view(changed, nowMs);
  }

  #view(record: HostRecord, nowMs: number): Device {
    const { device, presence, containment, hidden } = record;
    const moment = this.#moment(record, nowMs);
    const checkedInMs = presence.online ? lastCheckIn(device, nowMs) : 0;
    const containedMs = settledMs(containment, moment) ?? 0;
    return {
      ...device,
      status: statusAt(containment, moment),
      ...(presence.online ? { last_seen: secondStamp(checkedInMs) } : {}),
      modified_timestamp: secondStamp(Math.max(record.changedMs, checkedInMs, containedMs)),
      ...(hidden ? { host_hidden_status: "hidden" } : {}),
    };
  }

  #moment({ presence }: HostRecord, nowMs: number): Moment {
    return { presence, containMs: this.#containMs, nowMs };
  }
}

/** Hosts check in on the same beat, each a little off the others. */
function lastCheckIn(device: Device, nowMs: number): number {
  const shift = Number.parseInt(device.device_id.slice(0, 6), 16) % SEEN_EVERY_MS || 0;
  return nowMs - ((nowMs + shift) % SEEN_EVERY_MS);
}

/** A host that goes offline keeps the last beat it had. */
function lastSeen(record: HostRecord, online: boolean | undefined, nowMs: number): Partial<Device> {
  return online === false && record.presence.online
    ? { last_seen: secondStamp(lastCheckIn(record.device, nowMs)) }
    : {};
}
