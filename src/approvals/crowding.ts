/**
 * Programs do not tire: one that repeats itself gets the request that waits already, and
 * one that asks for ever more is stopped before people stop reading. Judged inside the
 * transaction that stores a request, so that asking many times at once changes nothing.
 */
import { UserError } from "../lib/errors.ts";
import type { ApprovalRow } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";

/** Requests of one person's agents that may wait at the same time. */
export const MOST_WAITING = 10;
/** Pending requests of one person that are read for this; far above what may wait. */
const LOOKED_AT = 200;

/** The waiting request that asks for the same; undefined when this one may be stored. */
export async function alreadyWaiting(tx: Repositories, row: ApprovalRow): Promise<ApprovalRow | undefined> {
  if (row.askedBy !== "agent") return undefined;
  const pending = await tx.approvals.list({
    states: ["pending"],
    requesterId: row.requesterId,
    limit: LOOKED_AT,
  });
  const waiting = pending.filter(
    ({ askedBy, expiresAt }) => askedBy === "agent" && expiresAt > row.createdAt,
  );
  const same = waiting.find(({ hash }) => hash === row.hash);
  if (same === undefined && waiting.length >= MOST_WAITING) {
    throw new UserError(
      `${waiting.length} requests made by AI agents for this person wait for a decision, and no more than ${MOST_WAITING} may. Wait until people have decided some.`,
      "too-many-waiting",
    );
  }
  return same;
}
