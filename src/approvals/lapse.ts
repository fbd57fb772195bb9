/** What time alone does to requests and to limited isolations. */
import { MINUTE } from "../lib/clock.ts";
import type { ApprovalRow, ContainmentRow, ExecutionRow } from "../store/rows.ts";
import { record, retrying, touch } from "./change.ts";
import { expire } from "./expire.ts";
import { remind, tellEnding } from "./notices.ts";
import { executionFor } from "./outbox.ts";
import type { ApprovalParts } from "./ports.ts";
import { isFollowUp } from "./order.ts";
import { because, moveExecution } from "./settle.ts";

/** The offer to extend or keep comes this long before the end, or at half-time of a shorter hold. */
const LONGEST_NOTICE_MS = 15 * MINUTE;
const PAGE = 100;
const TOO_LATE = "the request expired before it could run";

/** One round over everything whose time has come. */
export async function lapse(parts: ApprovalParts): Promise<void> {
  const now = parts.clock.now();
  for (const row of await parts.store.approvals.dueBefore(now, PAGE)) await lapseApproval(parts, row.id);
  for (const held of await parts.store.containments.endingBefore(now + LONGEST_NOTICE_MS)) {
    await lapseContainment(parts, held);
  }
}

/**
 * An approved request that could not be started in time is over; its open executions with it. Once
 * it is running, the same holds for a single target that no call was begun for.
 */
export async function refuseExpired(
  parts: ApprovalParts,
  approval: ApprovalRow,
  row: ExecutionRow,
): Promise<boolean> {
  if (isFollowUp(approval, row) || parts.clock.now() < approval.expiresAt) return false;
  if (approval.state === "approved") {
    await lapseApproval(parts, approval.id);
    return true;
  }
  // A call that was begun is settled by the record, however late.
  if (row.attempts > 0) return false;
  await retrying(parts.store, async (tx) => {
    const patch = { outcome: because(TOO_LATE) };
    await moveExecution(parts, tx, row, "refused", parts.clock.now(), patch);
  });
  return true;
}

async function lapseApproval(parts: ApprovalParts, id: string): Promise<void> {
  await retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    const row = await tx.approvals.get(id);
    if (row === undefined) return;
    if (row.expiresAt > now) {
      if (row.state !== "pending" || row.remindedAt !== undefined) return;
      await remind(tx, await touch(tx, row, now, { remindedAt: now }), now);
      return;
    }
    if (row.state !== "pending" && row.state !== "approved") return;
    await expire(tx, row, now);
    for (const execution of await tx.executions.of(id)) {
      if (execution.state !== "requested") continue;
      await moveExecution(parts, tx, execution, "refused", now, {
        outcome: because(TOO_LATE),
      });
    }
  });
}

async function lapseContainment(parts: ApprovalParts, seen: ContainmentRow): Promise<void> {
  await retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    const held = await tx.containments.get(seen.id);
    const approval = held && (await tx.approvals.get(held.approvalId));
    if (held?.releaseAt === undefined || approval === undefined) return;
    if (held.state !== "isolated" && held.state !== "ending") return;
    if (held.releaseAt <= now) {
      if (!(await tx.containments.move(held, { state: "releasing", updatedAt: now }))) return;
      const target = { id: held.deviceId, hostname: held.hostname };
      await tx.executions.insert(executionFor(approval, "release", target, now));
      await record(tx, approval, now, {
        event: "containment.ending",
        actor: "falconer",
        detail: { target: held.deviceId },
      });
      await touch(tx, approval, now);
      return;
    }
    const noticeMs = Math.min(LONGEST_NOTICE_MS, (held.releaseAt - held.containedAt) / 2);
    if (held.state !== "isolated" || held.releaseAt - noticeMs > now) return;
    if (!(await tx.containments.move(held, { state: "ending", updatedAt: now }))) return;
    await tellEnding(tx, await touch(tx, approval, now), held, now);
  });
}
