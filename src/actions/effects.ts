/** What actions may do to the world, by area. Each call names exactly one target. */
import type { Untrusted } from "../lib/untrusted.ts";

/** Network containment. Writes throw `FalconError` and are never repeated here. */
export interface HostEffects {
  contain(deviceId: string, signal?: AbortSignal): Promise<void>;
  liftContainment(deviceId: string, signal?: AbortSignal): Promise<void>;
  /** Containment states as the hosts' records have them now; unknown ids are left out. */
  statuses(deviceIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** Terms of a block as they were signed. */
interface BlockTerms {
  readonly severity: string;
  /** In milliseconds. */
  readonly endsAt: number;
  /** For Falcon's own record: why, and who asked for it. */
  readonly comment: string;
}

/** How Falcon treats a value now, by our own tenant's indicator. */
export interface Standing {
  readonly isBlocked: boolean;
  /** Somebody has said that it is good: nothing to be removed by the way. */
  readonly isAllowed: boolean;
  /** Absent: it has no end. */
  readonly endsAt: number | undefined;
}

/** Indicators are named `sha256:…`, `domain:…` and so on. */
interface IndicatorEffects {
  block(id: string, terms: BlockTerms, signal?: AbortSignal): Promise<void>;
  unblock(id: string, comment: string, signal?: AbortSignal): Promise<void>;
  /** Those without an indicator are left out. */
  standing(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Standing>>;
}

/** An on-demand scan as Falcon has it; counts are undefined until Falcon names them. */
export interface ScanState {
  readonly status: "waiting" | "running" | "completed" | "canceled" | "failed";
  readonly scanned: number | undefined;
  readonly malicious: number | undefined;
  /** Some of what was found, in words that are safe to look at. */
  readonly finds: readonly string[];
}

/** Scans are known by a mark of ours in their description: it finds them when an answer was lost. */
interface ScanEffects {
  start(deviceId: string, paths: readonly string[], mark: string, signal?: AbortSignal): Promise<void>;
  /** By mark; those that Falcon does not know are left out. */
  states(marks: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ScanState>>;
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

/** Changes of one alert, by composite id, and its record to see them in. */
export interface AlertEffects {
  update(compositeId: string, changes: AlertChanges, signal?: AbortSignal): Promise<void>;
  /** Records by composite id; unknown ids are left out. */
  read(compositeIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, AlertRecord>>;
}

/** How far a command has come that somebody agreed to. */
export type CommandState = "proposed" | "under way" | "ran" | "not known" | "not run" | "gone";

/** One proposed command on one host. */
export interface OrderedCommand {
  readonly entry: string;
  readonly target: string;
}

/** Commands wait in rows of their own session, so nothing here speaks to Falcon. */
export interface RtrEffects {
  /** Lets an approved command take its turn in its session; twice is the same as once. */
  release(ordered: OrderedCommand, approval: string): Promise<void>;
  /** In the order of the questions. */
  states(asked: readonly OrderedCommand[]): Promise<readonly CommandState[]>;
}

/** The whole of what a change can touch. Commands and adapters never hold it. */
export interface Effects {
  readonly hosts: HostEffects;
  readonly indicators: IndicatorEffects;
  readonly scans: ScanEffects;
  readonly alerts: AlertEffects;
  readonly rtr: RtrEffects;
}
