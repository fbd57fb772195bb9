/**
 * What is checked again just before a call: the request may be minutes old, and the
 * approver signed exactly what was on the card. Answers with the reason for a refusal.
 */
import { HOUR } from "../lib/clock.ts";
import type { ApprovalRow, ExecutionRow, TargetSnapshot, VoteRow } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";
import { currentFreeze } from "./freeze.ts";
import { isProtected, PROTECTED_APPROVALS } from "./policy.ts";
import { isFollowUp } from "./order.ts";
import type { ApprovalParts, TargetNow } from "./ports.ts";
import { actionHash } from "./seal.ts";

/** `signed`: nothing can have taken the target's place. */
export type Seen = TargetNow | "signed" | undefined;

/** Everything that needs Falcon or the people: before the transaction that starts the call. */
export async function refusalBeforeCall(
  parts: ApprovalParts,
  approval: ApprovalRow,
  row: ExecutionRow,
  seen: Seen,
): Promise<string | undefined> {
  const ids = approval.targets.map(({ id }) => id);
  if (actionHash(approval.kind, approval.params, ids) !== approval.hash) {
    return "the stored request no longer matches what was approved";
  }
  const signed = approval.targets.find(({ id }) => id === row.targetId);
  if (signed === undefined) return "this target is not part of the request";
  const replaced = replacedBy(signed, seen);
  if (replaced !== undefined) return replaced;
  if (isFollowUp(approval, row)) return undefined;
  const votes = await countedVotes(parts, approval);
  if (votes < approval.policy.approvals) {
    return `only ${votes} of ${approval.policy.approvals} approvals still count`;
  }
  const isNowProtected = typeof seen === "object" && isProtected(parts.policy.protected, seen);
  if (isNowProtected && votes < PROTECTED_APPROVALS) {
    return `the host is protected: ${PROTECTED_APPROVALS} approvals are needed`;
  }
  return undefined;
}

/** What the store alone can tell: inside the transaction that starts the call. */
export async function refusalAtStart(
  parts: ApprovalParts,
  tx: Repositories,
  approval: ApprovalRow,
  row: ExecutionRow,
  now: number,
): Promise<string | undefined> {
  const frozen = await currentFreeze(tx);
  if (frozen !== undefined) return "frozen: nothing executes until an admin lifts the freeze";
  if (isFollowUp(approval, row) || parts.actions.get(row.kind)?.countsAsIsolation !== true) return undefined;
  if (row.attempts > 0) return undefined;
  const used = await tx.executions.countCalledSince(row.kind, now - HOUR);
  const cap = parts.policy.caps.isolationsPerHour;
  return used >= cap ? `the cap of ${cap} isolations an hour is reached` : undefined;
}

/** A machine set up anew under the same name has another id: it is not what was signed. */
function replacedBy(signed: TargetSnapshot, seen: Seen): string | undefined {
  if (seen === "signed") return undefined;
  if (seen === undefined) return "Falcon no longer has a host with this id; it may have been re-imaged";
  if (!seen.hostname.is(signed.hostname)) return "the host's name has changed since the request was made";
  const newcomers = seen.namesakes.filter((id) => id !== signed.id && !signed.namesakes.includes(id));
  if (newcomers.length === 0) return undefined;
  return `the host was replaced: a new device (${newcomers.join(", ")}) bears its name now`;
}

/** Approving votes of distinct people who are not the requester, as accounts are linked now. */
async function countedVotes(parts: ApprovalParts, approval: ApprovalRow): Promise<number> {
  const votes: readonly VoteRow[] = await parts.store.votes.of(approval.id);
  const requesters = new Set([approval.requesterId, await parts.idOf(approval.requesterAccount)]);
  const people = new Set<string>();
  for (const vote of votes) {
    if (vote.decision !== "approve") continue;
    const person = (await parts.idOf(vote.account)) ?? vote.personId;
    if (!requesters.has(person) && !requesters.has(vote.personId)) people.add(person);
  }
  return people.size;
}
