/** Words that several cards share. */
import { mono, type Inline } from "../chat/card.ts";
import type { ApprovalRow, ExecutionRow, ExecutionState } from "../store/rows.ts";

/** `WIN-FIN-07`, or `WIN-FIN-07 and 2 more`. */
export function targetNames(row: Pick<ApprovalRow, "targets">): Inline {
  const [first, ...others] = row.targets;
  if (first === undefined) return "nothing";
  return others.length === 0 ? mono(first.hostname) : [mono(first.hostname), ` and ${others.length} more`];
}

/** What a host's containment status is called on cards. */
export function containmentWords(status: string): string {
  switch (status) {
    case "normal":
      return "normal, on the network";
    case "contained":
      return "contained";
    case "containment_pending":
      return "containment pending";
    case "lift_containment_pending":
      return "release pending";
    default:
      return "not known";
  }
}

/** The same for a moment that is over: what it was when somebody asked. */
export const containmentBefore = (status: string): string =>
  status === "contained" ? "isolated" : status === "normal" ? "on the network" : containmentWords(status);

const VERDICTS: Readonly<Record<ExecutionState, (reached: string) => string>> = {
  requested: () => "about to be sent",
  calling: () => "being sent",
  unsure: () => "unconfirmed: the answer was lost, asking Falcon's record",
  sent: () => "sent, waiting for the endpoint",
  pending: () => "pending at the endpoint",
  reached: (reached) => `${reached}, being verified`,
  verified: (reached) => `${reached}, verified`,
  overdue: () => "not confirmed in time",
  refused: () => "refused",
  failed: () => "failed",
};

/** How far one target has come; `reached` is the action's own word, *contained* for instance. */
export const verdict = (row: Pick<ExecutionRow, "state">, reached: string): string =>
  VERDICTS[row.state](reached);
