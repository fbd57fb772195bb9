/**
 * The life of a request, pure.
 *
 *   pending  -> approved | denied | expired | withdrawn
 *   approved -> running | expired | refused      (refused: a re-check failed just before the call)
 *   running  -> done | failed | unconfirmed
 *   unconfirmed -> done | failed                 (the world is asked until it answers)
 *
 * Nothing leaves a final state.
 */
import type { ApprovalState } from "../store/rows.ts";

/** The arrows of the diagram. `lose` is the one into *unconfirmed*. */
export type ApprovalMove =
  | "approve"
  | "deny"
  | "expire"
  | "withdraw"
  | "start"
  | "refuse"
  | "finish"
  | "fail"
  | "lose";

const MOVES = {
  pending: { approve: "approved", deny: "denied", expire: "expired", withdraw: "withdrawn" },
  approved: { start: "running", expire: "expired", refuse: "refused" },
  running: { finish: "done", fail: "failed", lose: "unconfirmed" },
  unconfirmed: { finish: "done", fail: "failed" },
  denied: {},
  expired: {},
  withdrawn: {},
  refused: {},
  done: {},
  failed: {},
} as const satisfies Record<ApprovalState, Partial<Record<ApprovalMove, ApprovalState>>>;

/** The state after the move, or undefined where the move is not allowed. */
export function moved(state: ApprovalState, move: ApprovalMove): ApprovalState | undefined {
  const exits: Partial<Record<ApprovalMove, ApprovalState>> = MOVES[state];
  return exits[move];
}

/** No move leads out of it. */
export const isFinal = (state: ApprovalState): boolean => Object.keys(MOVES[state]).length === 0;
