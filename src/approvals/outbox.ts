/** New execution rows: what joins a decision to its call. */
import { newId } from "../lib/id.ts";
import type { ApprovalRow, ExecutionRow, TargetSnapshot } from "../store/rows.ts";

/** One target's entry in the outbox, due at once. */
export function executionFor(
  approval: Pick<ApprovalRow, "id">,
  kind: string,
  target: Pick<TargetSnapshot, "id" | "hostname">,
  now: number,
): ExecutionRow {
  return {
    id: newId(16),
    approvalId: approval.id,
    kind,
    targetId: target.id,
    targetName: target.hostname,
    state: "requested",
    outcome: undefined,
    attempts: 0,
    owner: undefined,
    ownedUntil: undefined,
    nextAt: now,
    deadlineAt: undefined,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
