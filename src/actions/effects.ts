/** What actions may do to the world, by area. Each call names exactly one target. */

export interface HostEffects {
  contain(deviceId: string, signal?: AbortSignal): Promise<void>;
  liftContainment(deviceId: string, signal?: AbortSignal): Promise<void>;
  /** Containment states as the hosts' records have them now; unknown ids are left out. */
  statuses(deviceIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
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
  readonly rtr: RtrEffects;
}
