/**
 * Votes and withdrawals. Rights are judged at this moment; the requester never counts;
 * one denial by an eligible person ends it. Every refusal is a plain sentence.
 */
import { hasRole, type Role } from "../chat/person.ts";
import { NotFound } from "../chat/ambiguity.ts";
import { UserError } from "../lib/errors.ts";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";
import type { ApprovalRow, AuditBody } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";
import { by, isRequester, nameOf } from "./asker.ts";
import { move, record, retrying, touch } from "./change.ts";
import { expire } from "./expire.ts";
import { isFinal } from "./machine.ts";
import { executionFor } from "./outbox.ts";
import type { ApprovalParts, Asker } from "./ports.ts";

/** What became of a vote or a withdrawal. Losing a race is an answer here, never an error. */
export type Decided =
  /** The vote counts; more are needed. */
  | { readonly outcome: "counted"; readonly approval: ApprovalRow; readonly missing: number }
  | { readonly outcome: "approved" | "denied" | "withdrawn"; readonly approval: ApprovalRow }
  /** Somebody or something was faster: nothing changed. */
  | { readonly outcome: "already"; readonly approval: ApprovalRow }
  | { readonly outcome: "voted-before"; readonly approval: ApprovalRow };

/**
 * Counts one vote.
 * @throws NotFound for an unknown id
 * @throws UserError for whoever may not decide it, after a line in the audit
 */
export async function decide(
  parts: ApprovalParts,
  id: string,
  decision: "approve" | "deny",
  voter: Asker,
  reason: string | undefined,
): Promise<Decided> {
  const asked = await required(parts.store, id);
  const refusal = await refusalFor(parts, asked, decision, voter);
  if (refusal !== undefined) {
    await parts.store.audit.append(parts.clock.now(), refused(asked.id, decision, voter, refusal));
    throw new UserError(refusal);
  }
  return retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    const row = await required(tx, id);
    if (row.state !== "pending") return { outcome: "already", approval: row };
    if (row.expiresAt <= now) return { outcome: "already", approval: await expire(tx, row, now) };

    const why = reason === undefined || reason === "" ? undefined : untrusted(reason);
    const isFirst = await tx.votes.add({
      approvalId: row.id,
      personId: voter.person.id,
      personName: nameOf(voter),
      account: by(voter).account,
      decision,
      reason: why,
      at: now,
    });
    if (!isFirst) return { outcome: "voted-before", approval: row };
    await record(tx, row, now, {
      event: `approval.${decision}`,
      ...by(voter),
      ...(why && { detail: { reason: why } }),
    });
    if (decision === "deny") {
      const denied = await move(tx, row, "deny", now, { decidedAt: now, finishedAt: now, outcome: why });
      return { outcome: "denied", approval: denied };
    }

    const approvals = (await tx.votes.of(row.id)).filter((vote) => vote.decision === "approve").length;
    const missing = row.policy.approvals - approvals;
    if (missing > 0) return { outcome: "counted", approval: await touch(tx, row, now), missing };
    return { outcome: "approved", approval: await approve(tx, row, now) };
  });
}

/** Takes the request back. Only while it is pending, only by the one who asked. */
export async function withdraw(
  parts: ApprovalParts,
  id: string,
  asker: Asker,
  reason: string | undefined,
): Promise<Decided> {
  const asked = await required(parts.store, id);
  if (!(await isRequester(parts, asked, asker))) {
    await parts.store.audit.append(
      parts.clock.now(),
      refused(asked.id, "withdraw", asker, "not the requester"),
    );
    throw new UserError("Only the person who asked can withdraw a request. An approver can deny it.");
  }
  return retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    const row = await required(tx, id);
    if (row.state !== "pending") return { outcome: "already", approval: row };
    const why = reason === undefined || reason === "" ? undefined : untrusted(reason);
    await record(tx, row, now, {
      event: "approval.withdrawn",
      ...by(asker),
      ...(why && { detail: { reason: why } }),
    });
    const approval = await move(tx, row, "withdraw", now, { decidedAt: now, finishedAt: now, outcome: why });
    return { outcome: "withdrawn", approval };
  });
}

/** What it asked for cannot come about any more: nobody has to decide it. One that was decided stays as it is. */
export async function dropRequest(
  { store, clock }: ApprovalParts,
  id: string,
  why: Untrusted,
): Promise<void> {
  await retrying(store, async (tx) => {
    const now = clock.now();
    const row = await tx.approvals.get(id);
    if (row?.state !== "pending") return;
    await record(tx, row, now, {
      event: "approval.withdrawn",
      actor: "falconer",
      detail: { reason: why },
    });
    await move(tx, row, "withdraw", now, { decidedAt: now, finishedAt: now, outcome: why });
  });
}

/**
 * The request itself, by its id as people type it: letter case and space around it do not matter.
 * @throws NotFound
 */
export async function required(tx: Repositories, id: string): Promise<ApprovalRow> {
  const row = await tx.approvals.get(id.trim().toLowerCase());
  if (row === undefined) throw new NotFound("request", untrusted(id));
  return row;
}

async function approve(tx: Repositories, row: ApprovalRow, now: number): Promise<ApprovalRow> {
  const approved = await move(tx, row, "approve", now, { decidedAt: now });
  for (const target of row.targets) await tx.executions.insert(executionFor(row, row.kind, target, now));
  return approved;
}

/** Why this voter may not decide this request; undefined when they may. */
async function refusalFor(
  parts: ApprovalParts,
  row: ApprovalRow,
  decision: "approve" | "deny",
  voter: Asker,
): Promise<string | undefined> {
  if (isFinal(row.state)) return undefined;
  if (voter.askedBy !== "person") return "Only a person can decide a request.";
  if (await isRequester(parts, row, voter)) {
    return decision === "approve"
      ? "You asked for this yourself; somebody else has to approve it."
      : "You asked for this yourself; withdraw it instead.";
  }
  const role = row.policy.from as Role;
  if (!hasRole(voter.person.roles, role))
    return `Deciding this request needs the role ${role}, and you do not have it now.`;
  return undefined;
}

const refused = (id: string, decision: string, asker: Asker, why: string): AuditBody => ({
  event: `approval.${decision}.refused`,
  ...by(asker),
  approval: id,
  detail: { why },
});
