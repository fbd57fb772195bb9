/** What actions may do to the world, by area. Each call names exactly one target. */
import type { Untrusted } from "../lib/untrusted.ts";

export interface HostEffects {
  contain(deviceId: string, signal?: AbortSignal): Promise<void>;
  liftContainment(deviceId: string, signal?: AbortSignal): Promise<void>;
  /** Containment states as the hosts' records have them now; unknown ids are left out. */
  statuses(deviceIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** What is wanted of an alert; what is absent stays as it is. */
export interface AlertChanges {
  readonly status?: string;
  /** A Falcon user's UUID. */
  readonly assignTo?: string;
  readonly unassign?: true;
  readonly comment?: Untrusted;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
}

/** The part of an alert's record that its changes show in. */
export interface AlertRecord {
  readonly status: string;
  readonly assignedToUuid: string | undefined;
  readonly tags: readonly Untrusted[];
  readonly comments: readonly Untrusted[];
}

export interface AlertEffects {
  update(compositeId: string, changes: AlertChanges, signal?: AbortSignal): Promise<void>;
  /** Records by composite id; unknown ids are left out. */
  read(compositeIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, AlertRecord>>;
}

/** How far a command has come that somebody agreed to. */
export type CommandState = "proposed" | "under way" | "ran" | "not known" | "not run" | "gone";

export interface RtrEffects {
  /** Lets an approved command take its turn in its session; twice is the same as once. */
  release(entry: string, approval: string): Promise<void>;
  states(entries: readonly string[]): Promise<ReadonlyMap<string, CommandState>>;
}

export interface Effects {
  readonly hosts: HostEffects;
  readonly alerts: AlertEffects;
  readonly rtr: RtrEffects;
}
