/**
 * Network containment of one host, as a function of time:
 *
 *     normal --contain--> containment_pending --(online for containMs)--> contained
 *     contained --lift--> lift_containment_pending --(online for containMs)--> normal
 *
 * A pending change may be turned round; asking for what already is or is on its way
 * is a conflict. An offline host stays pending until it has been back for containMs.
 * Nothing ticks: the state is worked out from time stamps whenever it is read.
 */
export type ContainmentStatus = "normal" | "containment_pending" | "contained" | "lift_containment_pending";
/** `action_name` of POST /devices/entities/devices-actions/v2. */
export type ContainmentAction = "contain" | "lift_containment";
type Settled = "normal" | "contained";

/** What was settled last, and the change under way, if any. */
export interface Containment {
  readonly settled: Settled;
  readonly change?: { readonly to: Settled; readonly sinceMs: number };
}

/** Whether the sensor talks to the cloud, and since when. */
export interface Presence {
  readonly online: boolean;
  readonly sinceMs: number;
}

/** What a state is worked out from; all in milliseconds. */
export interface Moment {
  readonly presence: Presence;
  /** How long an online host takes for a change. */
  readonly containMs: number;
  readonly nowMs: number;
}

const MOVES: Record<
  ContainmentAction,
  { readonly to: Settled; readonly from: readonly ContainmentStatus[] }
> = {
  contain: { to: "contained", from: ["normal", "lift_containment_pending"] },
  lift_containment: { to: "normal", from: ["contained", "containment_pending"] },
};

/** What the record says once everything that had time to happen has happened. */
export function settle(containment: Containment, moment: Moment): Containment {
  const { change } = containment;
  if (change === undefined || !moment.presence.online) return containment;
  const startsMs = Math.max(change.sinceMs, moment.presence.sinceMs);
  return moment.nowMs >= startsMs + moment.containMs ? { settled: change.to } : containment;
}

/** When the change under way took effect; undefined where there is none, or it has not yet. */
export function settledMs(containment: Containment, moment: Moment): number | undefined {
  const { change } = containment;
  if (change === undefined || settle(containment, moment) === containment) return undefined;
  return Math.max(change.sinceMs, moment.presence.sinceMs) + moment.containMs;
}

/** As GET /devices/entities/devices/v2 would say at that moment. */
export function statusAt(containment: Containment, moment: Moment): ContainmentStatus {
  const { settled, change } = settle(containment, moment);
  if (change === undefined) return settled;
  return change.to === "contained" ? "containment_pending" : "lift_containment_pending";
}

/** The next record, or undefined when the state does not allow the action. */
export function move(
  containment: Containment,
  action: ContainmentAction,
  moment: Moment,
): Containment | undefined {
  const { to, from } = MOVES[action];
  if (!from.includes(statusAt(containment, moment))) return undefined;
  return { settled: settle(containment, moment).settled, change: { to, sinceMs: moment.nowMs } };
}

/** The record behind a state that a test or a scenario starts from. */
export function containmentFrom(status: ContainmentStatus, nowMs: number): Containment {
  if (status === "normal" || status === "contained") return { settled: status };
  return status === "containment_pending"
    ? { settled: "normal", change: { to: "contained", sinceMs: nowMs } }
    : { settled: "contained", change: { to: "normal", sinceMs: nowMs } };
}
