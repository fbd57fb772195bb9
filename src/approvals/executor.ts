/**
 * Carries out what was approved and watches until the world agrees. Works on rows alone,
 * so any process can take over at any point. The call itself is made outside of every
 * transaction, between two conditional updates; what is in doubt is settled by asking the
 * host's record, never by a blind retry.
 */
import { FalconError } from "../falcon/errors.ts";
import { DAY, MINUTE, SECOND } from "../lib/clock.ts";
import type { ApprovalRow, ExecutionRow } from "../store/rows.ts";
import type { Action, Look } from "../actions/action.ts";
import { advance, type ExecutionEvent, type Progress } from "./execution-machine.ts";
import { refuseExpired } from "./lapse.ts";
import { isFollowUp, lookAt, orderOf } from "./order.ts";
import type { ApprovalParts } from "./ports.ts";
import { refusalAtStart, refusalBeforeCall, type Seen } from "./recheck.ts";
import { because, moveExecution } from "./settle.ts";
import { retrying } from "./change.ts";
import { watchCadence } from "./cadence.ts";

/** Calls that may be begun for one target before we say that Falcon does not take the order. */
const MOST_CALLS = 3;
/** A lost call has arrived by then, or never will. */
const SETTLE_MS = 5 * SECOND;
const OWNED_MS = 20 * SECOND;
const RETRY_MS = 3 * SECOND;
const LONGEST_WAIT_MS = MINUTE;
const LONGEST_CONTRARY_MS = 5 * MINUTE;
const LONGEST_WATCH_MS = 7 * DAY;

/** One row, one step. Never throws for what Falcon answers; the row tells. */
export async function begin(
  parts: ApprovalParts,
  row: ExecutionRow,
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  const approval = await parts.store.approvals.get(row.approvalId);
  const action = parts.actions.get(row.kind);
  if (approval === undefined || action === undefined) return;
  if (await refuseExpired(parts, approval, row)) return;
  let seen: Seen;
  let look: Look | undefined;
  try {
    const { recheck } = parts.sources[action.target];
    seen = recheck === undefined ? "signed" : await recheck(row.targetId, signal);
    [look] = await lookAt(parts, action, [orderOf(approval, row)], signal);
  } catch (error) {
    await postpone(parts, row, error);
    return;
  }
  const refusal = await refusalBeforeCall(parts, approval, row, seen);
  if (refusal !== undefined) {
    await refuse(parts, row, refusal);
    return;
  }
  const progress = look?.progress ?? "gone";
  if (progress === "gone") {
    await refuse(parts, row, look?.why ?? "Falcon no longer has it");
    return;
  }
  if (progress === "contrary") {
    await waitOrRefuse(parts, row, look?.why);
    return;
  }
  const started = await start(parts, approval, row, owner, progress);
  if (started !== undefined) await call(parts, approval, action, started, signal);
}

/** The process that was calling died: the outcome is unknown now. */
export async function adopt(parts: ApprovalParts, row: ExecutionRow): Promise<void> {
  await step(parts, row, { event: "lost" }, "the process stopped during the call");
}

/** What the world says about a row that waits for it. */
export async function look(
  parts: ApprovalParts,
  row: ExecutionRow,
  { progress, why: said }: Look,
): Promise<void> {
  const now = parts.clock.now();
  const isSettled = now - row.updatedAt >= SETTLE_MS;
  if (row.state === "unsure" && isSettled && progress === "untouched" && row.attempts >= MOST_CALLS) {
    await step(parts, row, { event: "gave-up" }, `Falcon did not take the order in ${row.attempts} tries`);
    return;
  }
  if (row.state === "overdue" && now - row.createdAt > LONGEST_WATCH_MS) {
    await step(parts, row, { event: "gave-up" }, "the endpoint never confirmed it");
    return;
  }
  const isLate = row.deadlineAt !== undefined && now >= row.deadlineAt;
  const why = said ?? (isLate ? lateWords(progress) : undefined);
  await step(parts, row, { event: "looked", progress, isLate, isSettled }, why);
}

/** The record could not be read: only time can pass. */
export async function unseen(parts: ApprovalParts, row: ExecutionRow): Promise<void> {
  const isLate = row.deadlineAt !== undefined && parts.clock.now() >= row.deadlineAt;
  if (isLate && (row.state === "sent" || row.state === "pending")) {
    await step(
      parts,
      row,
      { event: "looked", progress: "contrary", isLate, isSettled: false },
      "Falcon could not be asked",
    );
    return;
  }
  await parts.store.executions.move(row, { state: row.state, nextAt: parts.clock.now() + RETRY_MS });
}

async function start(
  parts: ApprovalParts,
  approval: ApprovalRow,
  row: ExecutionRow,
  owner: string,
  progress: Progress,
): Promise<ExecutionRow | undefined> {
  return retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    // Transactions come one after the other, so a freeze is before or after this, never in between.
    const refusal = await refusalAtStart(parts, tx, approval, row, now);
    if (refusal !== undefined) {
      if (isFollowUp(approval, row))
        await tx.executions.move(row, { state: "requested", nextAt: now + RETRY_MS });
      else await moveExecution(parts, tx, row, "refused", now, { outcome: because(refusal) });
      return undefined;
    }
    if (progress === "reached" || progress === "under way") {
      await moveExecution(
        parts,
        tx,
        row,
        "sent",
        now,
        watchCadence("sent", row, now, patienceOf(parts, row)),
      );
      return undefined;
    }
    const patch = { owner, ownedUntil: now + OWNED_MS, attempts: row.attempts + 1, outcome: undefined };
    if (!(await moveExecution(parts, tx, row, "calling", now, patch))) return undefined;
    return { ...row, ...patch, state: "calling", version: row.version + 1, updatedAt: now } as const;
  });
}

async function call(
  parts: ApprovalParts,
  approval: ApprovalRow,
  action: Action,
  row: ExecutionRow,
  signal: AbortSignal,
): Promise<void> {
  try {
    await action.execute(orderOf(approval, row), parts.effects, signal);
  } catch (error) {
    await afterFailure(parts, approval, row, error);
    return;
  }
  const isOver = action.look === undefined || action.endsWithCall === true;
  await step(parts, row, { event: isOver ? "completed" : "accepted" });
}

async function afterFailure(
  parts: ApprovalParts,
  approval: ApprovalRow,
  row: ExecutionRow,
  error: unknown,
): Promise<void> {
  parts.log.warn("an approved call failed", { approval: approval.id, target: row.targetId, error });
  if (!(error instanceof FalconError) || error.effect === "unknown" || error.kind === "conflict") {
    await step(
      parts,
      row,
      { event: "lost" },
      error instanceof FalconError ? error.hint : "the answer was lost",
    );
    return;
  }
  const mayWait = error.kind === "rate-limited" || error.kind === "unavailable" || error.kind === "timeout";
  if (mayWait && parts.clock.now() < approval.expiresAt) {
    const patch = { nextAt: waitUntil(parts, error), owner: undefined, ownedUntil: undefined };
    await step(parts, row, { event: "postponed" }, error.hint, patch);
    return;
  }
  await step(parts, row, { event: "rejected" }, error.hint);
}

/** Applies one event to one row, with all that follows, unless the row has moved meanwhile. */
async function step(
  parts: ApprovalParts,
  row: ExecutionRow,
  event: ExecutionEvent,
  why?: string,
  patch: Partial<ExecutionRow> = {},
): Promise<void> {
  const state = advance(row.state, event);
  if (state === undefined) return;
  await retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    const outcome = why === undefined ? undefined : because(why);
    const reached = state === "reached" || state === "verified";
    await moveExecution(parts, tx, row, state, now, {
      ...watchCadence(state, row, now, patienceOf(parts, row)),
      // What a look says of the end is kept; what went wrong on the way is over.
      ...(reached || outcome !== undefined ? { outcome } : {}),
      ...patch,
    });
  });
}

async function refuse(parts: ApprovalParts, row: ExecutionRow, why: string): Promise<void> {
  await step(parts, row, { event: "refuse" }, why);
}

async function waitOrRefuse(parts: ApprovalParts, row: ExecutionRow, why?: string): Promise<void> {
  const now = parts.clock.now();
  if (now - row.createdAt > LONGEST_CONTRARY_MS) {
    await refuse(parts, row, why ?? "it is being changed the other way at this moment");
    return;
  }
  await parts.store.executions.move(row, { state: row.state, nextAt: now + RETRY_MS });
}

async function postpone(parts: ApprovalParts, row: ExecutionRow, error: unknown): Promise<void> {
  parts.log.warn("a target could not be checked before the call", { target: row.targetId, error });
  const outcome = error instanceof FalconError ? because(error.hint) : row.outcome;
  await retrying(parts.store, async (tx) => {
    const nextAt = waitUntil(parts, error);
    await moveExecution(parts, tx, row, row.state, parts.clock.now(), { nextAt, outcome });
  });
}

const patienceOf = (parts: ApprovalParts, row: ExecutionRow): Action["patience"] =>
  parts.actions.get(row.kind)?.patience;

function waitUntil(parts: ApprovalParts, error: unknown): number {
  const now = parts.clock.now();
  const asked = error instanceof FalconError ? (error.retryAt ?? now + RETRY_MS) : now + RETRY_MS;
  return Math.min(Math.max(asked, now + SECOND), now + LONGEST_WAIT_MS);
}

function lateWords(progress: Progress): string | undefined {
  switch (progress) {
    case "untouched":
      return "Falcon accepted the order, and the record has not changed";
    case "under way":
      return "the endpoint has not checked in with Falcon yet";
    case "contrary":
      return "the record shows another change";
    case "gone":
      return "Falcon no longer has it";
    case "reached":
    case "over":
      return undefined;
  }
}
