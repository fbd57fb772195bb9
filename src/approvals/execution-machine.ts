/**
 * One approved action on one target, from the outbox to the moment the world agrees. Pure.
 *
 *   requested -> calling                 re-checks passed, this process makes the call
 *   requested -> sent | refused          already under way | a re-check failed
 *   calling   -> sent | failed           Falcon accepted | Falcon refused
 *   calling   -> requested               certainly not executed (rate limit): call later
 *   calling   -> unsure                  the answer was lost, or the process died
 *   unsure    -> sent | requested | failed   the host's record says: changing | untouched | gave up
 *   sent      -> pending | reached | overdue | failed   failed: it has ended without the change
 *   pending   -> reached | overdue | failed
 *   reached   -> verified | pending      a second, later reading agrees | does not
 *   overdue   -> pending-like watching goes on: reached | failed
 *
 * `verified`, `refused` and `failed` are final. `overdue` is the honest red: not confirmed in
 * the time allowed, still asked about.
 */
import type { ExecutionState } from "../store/rows.ts";

/**
 * What a look at the target's own record tells about the wanted change. `contrary`: it is
 * changing the other way, or says something that we do not know. `over`: what was begun has
 * ended for good without it.
 */
export type Progress = "untouched" | "under way" | "reached" | "contrary" | "gone" | "over";

/** What can happen to an execution: answers of the call, a look at the record, or giving up on either. */
export type ExecutionEvent =
  | { readonly event: "call" }
  | { readonly event: "refuse" }
  | { readonly event: "accepted" }
  /** Accepted, and nothing is left to watch: the action has no record to ask. */
  | { readonly event: "completed" }
  | { readonly event: "rejected" }
  | { readonly event: "postponed" }
  | { readonly event: "lost" }
  | {
      readonly event: "looked";
      readonly progress: Progress;
      readonly isLate: boolean;
      readonly isSettled: boolean;
    }
  | { readonly event: "gave-up" };

const OPEN: ReadonlySet<ExecutionState> = new Set([
  "requested",
  "calling",
  "unsure",
  "sent",
  "pending",
  "reached",
  "overdue",
]);

/** Something may still come of it. `overdue` counts: it is red, and still asked about. */
export const isOpen = (state: ExecutionState): boolean => OPEN.has(state);

/** The next state; the same state where nothing changes; undefined where the event makes no sense. */
export function advance(state: ExecutionState, happened: ExecutionEvent): ExecutionState | undefined {
  switch (happened.event) {
    case "call":
      return state === "requested" ? "calling" : undefined;
    case "refuse":
      return state === "requested" ? "refused" : undefined;
    case "accepted":
      return state === "calling" ? "sent" : undefined;
    case "completed":
      return state === "calling" ? "verified" : undefined;
    case "rejected":
      return state === "calling" ? "failed" : undefined;
    case "postponed":
      return state === "calling" ? "requested" : undefined;
    case "lost":
      return state === "calling" ? "unsure" : undefined;
    case "gave-up":
      return state === "unsure" || state === "overdue" ? "failed" : undefined;
    case "looked":
      return afterLook(state, happened);
  }
}

/**
 * `isSettled`: enough time has passed since the lost call for an untouched record to mean
 * that it never arrived. `isLate`: the time allowed for the change is over.
 */
function afterLook(
  state: ExecutionState,
  { progress, isLate, isSettled }: { progress: Progress; isLate: boolean; isSettled: boolean },
): ExecutionState | undefined {
  switch (state) {
    case "requested":
      return progress === "under way" || progress === "reached" ? "sent" : "requested";
    case "unsure":
      if (progress === "under way" || progress === "reached") return "sent";
      if (progress === "gone" || progress === "over") return "failed";
      return isSettled && progress === "untouched" ? "requested" : "unsure";
    case "sent":
    case "pending":
    case "overdue":
      if (progress === "reached") return "reached";
      if (progress === "over") return "failed";
      if (state === "overdue" || isLate) return "overdue";
      return progress === "under way" ? "pending" : state;
    case "reached":
      return progress === "reached" ? "verified" : "pending";
    case "calling":
    case "verified":
    case "refused":
    case "failed":
      return undefined;
  }
}
