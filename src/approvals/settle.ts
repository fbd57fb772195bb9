/**
 * After an execution has moved: the containment it begins or ends, the request's own
 * state, the redraw and the audit line, all in the caller's transaction.
 */
import { newId } from "../lib/id.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { ApprovalRow, ExecutionRow, ExecutionState } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";
import { move, record, touch } from "./change.ts";
import { isFinal } from "./machine.ts";
import { nextMove } from "./outcome.ts";
import type { ApprovalParts } from "./ports.ts";
import { tellEnd, tellReleaseTrouble } from "./notices.ts";

const TROUBLE: ReadonlySet<ExecutionState> = new Set(["refused", "failed", "overdue"]);

type ExecutionPatch = Partial<
  Pick<ExecutionRow, "outcome" | "attempts" | "owner" | "ownedUntil" | "nextAt" | "deadlineAt">
>;

type Known = Pick<ApprovalParts, "actions">;

/** Moves an execution and everything that follows from it; false when somebody else moved it first. */
export async function moveExecution(
  known: Known,
  tx: Repositories,
  row: ExecutionRow,
  state: ExecutionState,
  now: number,
  patch: ExecutionPatch = {},
): Promise<boolean> {
  // The moment of the last change of state: how long a row has been in doubt is counted from it.
  const updatedAt = state === row.state ? row.updatedAt : now;
  if (!(await tx.executions.move(row, { ...patch, state, updatedAt }))) return false;
  const next: ExecutionRow = { ...row, ...patch, state, version: row.version + 1, updatedAt };
  const approval = await tx.approvals.get(row.approvalId);
  if (approval === undefined) return true;
  if (state === row.state) return true;
  await record(tx, approval, now, {
    event: `execution.${state}`,
    actor: "falconer",
    detail: { kind: row.kind, target: row.targetId, attempt: next.attempts, why: next.outcome },
  });
  if (state === "reached") await followContainment(tx, approval, next, now);
  if (row.kind !== approval.kind && TROUBLE.has(state)) await tellReleaseTrouble(tx, approval, next, now);
  await settle(known, tx, approval, now);
  return true;
}

/** Brings the request's state in line with its executions and redraws its cards. */
async function settle(known: Known, tx: Repositories, approval: ApprovalRow, now: number): Promise<void> {
  const executions = (await tx.executions.of(approval.id)).filter((row) => row.kind === approval.kind);
  let current = approval;
  let isMoved = false;
  for (let step = nextMove(current.state, executions); step !== undefined;) {
    const isEnd = step === "finish" || step === "fail" || step === "refuse";
    const why = executions.find((row) => row.outcome !== undefined && row.state !== "verified")?.outcome;
    current = await move(tx, current, step, now, isEnd ? { finishedAt: now, outcome: why } : {});
    isMoved = true;
    await record(tx, current, now, { event: `approval.${current.state}`, actor: "falconer" });
    step = nextMove(current.state, executions);
  }
  if (!isMoved) current = await touch(tx, current, now);
  else if (isFinal(current.state) || current.state === "unconfirmed")
    await tellEnd(tx, current, { executions, from: approval.state }, known.actions.get(current.kind), now);
}

/** *contained* starts the clock of `--for`; *released* ends every hold on the host. */
async function followContainment(
  tx: Repositories,
  approval: ApprovalRow,
  row: ExecutionRow,
  now: number,
): Promise<void> {
  if (row.kind === "contain") {
    const held = await tx.containments.of(approval.id);
    if (held.some((one) => one.deviceId === row.targetId)) return;
    const { forMs } = approval.params;
    await tx.containments.insert({
      id: newId(16),
      approvalId: approval.id,
      deviceId: row.targetId,
      hostname: row.targetName,
      state: "isolated",
      containedAt: now,
      releaseAt: typeof forMs === "number" ? now + forMs : undefined,
      version: 1,
      updatedAt: now,
    });
  }
  if (row.kind === "release") {
    for (const held of await tx.containments.openFor(row.targetId)) {
      if (!(await tx.containments.move(held, { state: "released", updatedAt: now }))) continue;
      const isolation = await tx.approvals.get(held.approvalId);
      if (isolation !== undefined && isolation.id !== approval.id) await touch(tx, isolation, now);
    }
  }
}

/** A reason of our own wording, for the row. */
export const because = (words: string): ExecutionRow["outcome"] => untrusted(words);
