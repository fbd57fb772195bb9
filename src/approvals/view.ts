/** A request with everything that its card depends on, and what that says in a few words. Pure. */
import { formatDuration } from "../lib/duration.ts";
import type { Action } from "../actions/action.ts";
import type { ApprovalRow, ContainmentRow, ExecutionRow, TargetSnapshot, VoteRow } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";
import { currentFreeze, type Freeze } from "./freeze.ts";
import { isFinal } from "./machine.ts";
import { tally } from "./outcome.ts";
import { verdict } from "./words.ts";
import type { Inline } from "../chat/card.ts";

/** Read in one go; drawing it asks nothing more. */
export interface ApprovalView {
  readonly approval: ApprovalRow;
  readonly votes: readonly VoteRow[];
  readonly executions: readonly ExecutionRow[];
  readonly containments: readonly ContainmentRow[];
  readonly freeze: Freeze | undefined;
}

/** Outside of a transaction the parts may be a moment apart; the next redraw sets that right. */
export async function viewOf(tx: Repositories, approval: ApprovalRow): Promise<ApprovalView> {
  const [votes, executions, containments, freeze] = await Promise.all([
    tx.votes.of(approval.id),
    tx.executions.of(approval.id),
    tx.containments.of(approval.id),
    currentFreeze(tx),
  ]);
  return { approval, votes, executions, containments, freeze };
}

const own = ({ approval, executions }: ApprovalView): readonly ExecutionRow[] =>
  executions.filter((row) => row.kind === approval.kind);

/** Every host of a finished isolation is still held. */
export const isIsolatedNow = ({ approval, containments }: ApprovalView): boolean =>
  approval.state === "done" && containments.some((held) => held.state !== "released");

/** One word for lists and programs. */
export function currentState(view: ApprovalView): string {
  const { approval, containments } = view;
  if (approval.state === "refused" && isFrozenRefusal(view)) return "frozen";
  if (approval.state !== "done") return approval.state;
  if (approval.kind !== "contain") return approval.kind === "release" ? "released" : "done";
  return containments.length > 0 && containments.every((held) => held.state === "released")
    ? "released"
    : "contained";
}

/** The first line of the card. */
export function headline(view: ApprovalView, action: Action): string {
  const { approval, votes } = view;
  const approved = votes.filter((vote) => vote.decision === "approve").length;
  switch (approval.state) {
    case "pending": {
      const missing = approval.policy.approvals - approved;
      return `Waiting for ${missing === 1 ? "1 approval" : `${missing} approvals`}`;
    }
    case "approved":
      return approval.isEmergency ? "Break-glass: about to be sent" : "Approved, about to be sent";
    case "running":
      return `In progress: ${progressWords(view, action)}`;
    case "done":
      return doneWords(view, action);
    case "unconfirmed":
      return `Not confirmed: ${progressWords(view, action)}`;
    case "failed":
      return `Failed: ${progressWords(view, action)}`;
    case "refused":
      return isFrozenRefusal(view)
        ? "Approved, but frozen: not carried out"
        : "Approved, but refused just before the call";
    default:
      return approval.state;
  }
}

function doneWords(view: ApprovalView, action: Action): string {
  const { containments } = view;
  const released = containments.filter((held) => held.state === "released").length;
  if (containments.length > 0 && released === containments.length) return "released";
  if (containments.some((held) => held.state === "releasing")) return "the time is over, release under way";
  const limited = containments.find((held) => held.releaseAt !== undefined);
  const span =
    limited?.releaseAt === undefined
      ? ""
      : `, for ${formatDuration(limited.releaseAt - limited.containedAt)}`;
  const some = released > 0 ? ` (${released} released again)` : "";
  return `${action.words.reached}, verified${span}${some}`;
}

/** What became of one host; undefined before anything was decided. */
export function hostVerdict(view: ApprovalView, target: TargetSnapshot, action: Action): Inline | undefined {
  const row = own(view).find((one) => one.targetId === target.id);
  if (row === undefined) return undefined;
  const held = view.containments.find((one) => one.deviceId === target.id);
  const later =
    held?.state === "released" ? "released" : held?.state === "releasing" ? "release under way" : undefined;
  const words = later ?? verdict(row, reachedWord(view, action));
  return row.outcome === undefined || later !== undefined ? words : [words, ": ", row.outcome];
}

/** Of several hosts none is called *contained* before all are: the word on a card is about the request. */
function reachedWord(view: ApprovalView, action: Action): string {
  const isEverywhere = own(view).every((row) => row.state === "reached" || row.state === "verified");
  return isEverywhere || isFinal(view.approval.state) ? action.words.reached : "confirmed by the endpoint";
}

const progressWords = (view: ApprovalView, action: Action): string =>
  tally(own(view), (row) => verdict(row, reachedWord(view, action)));

const isFrozenRefusal = (view: ApprovalView): boolean =>
  own(view).some((row) => row.outcome?.matches(/^frozen\b/) === true);
