/** What actions may do to the world, by area. Each call names exactly one target. */

export interface HostEffects {
  contain(deviceId: string, signal?: AbortSignal): Promise<void>;
  liftContainment(deviceId: string, signal?: AbortSignal): Promise<void>;
  /** Containment states as the hosts' records have them now; unknown ids are left out. */
  statuses(deviceIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

export interface Effects {
  readonly hosts: HostEffects;
}
