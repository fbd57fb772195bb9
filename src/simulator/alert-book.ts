/**
 * The alerts of the tenant: those there at the start, those added by hand, and those
 * that a scenario has in store. A scripted alert appears once its time has come, unless
 * the host it comes from was contained by then.
 */
import { nanoStamp } from "./stamp.ts";

/** An alert as the alerts service serves it: the schema is open, most of it optional. */
export interface Alert {
  /** `<cid>:<kind>:<subject>:<rest>`; callers have to take it as opaque. */
  readonly composite_id: string;
  readonly id: string;
  readonly cid: string;
  readonly product: string;
  readonly type: string;
  readonly name: string;
  readonly display_name: string;
  readonly description: string;
  /** From 1 to 100. */
  readonly severity: number;
  readonly severity_name: string;
  /** `new`, `in_progress`, `closed` or `reopened`. */
  readonly status: string;
  /** RFC 3339 with nanoseconds, as are the others. */
  readonly created_timestamp: string;
  readonly updated_timestamp: string;
  readonly timestamp: string;
  /** False for what the console hides. */
  readonly show_in_ui: boolean;
  readonly tags: readonly string[];
  readonly [field: string]: unknown;
}

/** One step of a scenario. */
export interface ScriptedAlert {
  /** Unique within the script; later steps may hang on it. */
  readonly key: string;
  /** Milliseconds since the epoch, on the simulator's clock. */
  readonly atMs: number;
  /** The step does not happen when one of these hosts is contained by then. */
  readonly stopsWith: readonly string[];
  /** The step does not happen unless this one did. */
  readonly follows?: string;
  readonly build: (atMs: number) => Alert;
}

/** Asked for the moment of the step, not for now: a host may have been released since. */
export type WasContained = (deviceId: string, atMs: number) => boolean;

/** Nothing ticks: alerts come about when `catchUp` is called, each with the time that it was due. */
export class AlertBook {
  readonly #alerts = new Map<string, Alert>();
  readonly #happened = new Set<string>();
  #script: Iterator<ScriptedAlert>;
  #upcoming: ScriptedAlert | undefined;

  constructor(script: Iterable<ScriptedAlert> = []) {
    this.#script = script[Symbol.iterator]();
    this.#advance();
  }

  all(): readonly Alert[] {
    return [...this.#alerts.values()];
  }

  get(compositeId: string): Alert | undefined {
    return this.#alerts.get(compositeId);
  }

  /** One of the same id is replaced, without touching its stamps. */
  put(alert: Alert): void {
    this.#alerts.set(alert.composite_id, alert);
  }

  /** Changes fields and moves `updated_timestamp`, unless the changes name one themselves. */
  change(compositeId: string, changes: Partial<Alert>, nowMs: number): Alert {
    const alert = this.#alerts.get(compositeId);
    if (alert === undefined) throw new Error(`the simulator has no alert ${compositeId}`);
    const changed = { ...alert, updated_timestamp: nanoStamp(nowMs), ...changes };
    this.put(changed);
    return changed;
  }

  /** Lets everything happen that is due. To be called before anything is read or changed. */
  catchUp(nowMs: number, wasContained: WasContained): void {
    for (let step = this.#upcoming; step !== undefined && step.atMs <= nowMs; step = this.#upcoming) {
      this.#advance();
      const { atMs, follows } = step;
      if (follows !== undefined && !this.#happened.has(follows)) continue;
      if (step.stopsWith.some((deviceId) => wasContained(deviceId, atMs))) continue;
      this.#happened.add(step.key);
      this.put(step.build(atMs));
    }
  }

  #advance(): void {
    const next = this.#script.next();
    this.#upcoming = next.done === true ? undefined : next.value;
  }
}
