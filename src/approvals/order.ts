/** From rows to what an action is told, and from its look at the world back to rows. */
import type { Action, Look, Order } from "../actions/action.ts";
import type { ApprovalRow, ExecutionRow } from "../store/rows.ts";
import type { ApprovalParts } from "./ports.ts";

/** An automatic release runs under the approval of the isolation that it ends. */
export const isFollowUp = (approval: Pick<ApprovalRow, "kind">, row: ExecutionRow): boolean =>
  row.kind !== approval.kind;

type Asked = Pick<
  ApprovalRow,
  "id" | "kind" | "params" | "reason" | "requesterId" | "requesterName" | "createdAt"
>;

export const orderOf = (approval: Asked, row: ExecutionRow): Order => ({
  ...wishOf(approval, row.targetId),
  execution: row.id,
  // A follow-up is an action of its own, with nothing said about it.
  params: isFollowUp(approval, row) ? {} : approval.params,
  attempts: row.attempts,
});

/** The same before anything was decided: what would be ordered. */
export const wishOf = (approval: Asked, target: string): Order => ({
  execution: "",
  approval: approval.id,
  target,
  params: approval.params,
  reason: approval.reason,
  requester: { id: approval.requesterId, name: approval.requesterName },
  askedAt: approval.createdAt,
  attempts: 0,
});

const GONE: Look = { progress: "gone" };
const UNTOUCHED: Look = { progress: "untouched" };

/** What the world says of each order; where nothing can be asked, nothing has happened yet. */
export async function lookAt(
  parts: ApprovalParts,
  action: Action,
  orders: readonly Order[],
  signal?: AbortSignal,
): Promise<readonly Look[]> {
  if (action.look === undefined) return orders.map(() => UNTOUCHED);
  const seen = await action.look(orders, parts.effects, signal);
  return orders.map((order) => seen.get(order) ?? GONE);
}
