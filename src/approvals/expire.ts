/**
 * Silence is never yes: a request whose time is over ends, and its requester may ask again. The same
 * for one that was approved and could not be started in time.
 */
import { toned, buttons, mono, runs, text } from "../chat/card.ts";
import type { ApprovalRow } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";
import { move, record } from "./change.ts";
import { tellRequester } from "./told.ts";
import { targetNames } from "./words.ts";

const UNANSWERED = "expired unanswered";
const UNSTARTED = "was approved, and its time was over before it could be carried out";

/** Ends a pending or approved request and tells its requester. */
export async function expire(tx: Repositories, row: ApprovalRow, now: number): Promise<ApprovalRow> {
  const why = row.state === "approved" ? UNSTARTED : UNANSWERED;
  const expired = await move(tx, row, "expire", now, { finishedAt: now });
  await record(tx, row, now, { event: "approval.expired", actor: "falconer" });
  await tellRequester(
    tx,
    expired,
    "expired",
    toned(
      "warning",
      "Your request expired",
      text("Request ", mono(row.id), " for ", targetNames(row), " ", why, ". Nothing was done."),
      buttons(runs("Ask again", "again", { request: row.id }, "primary")),
    ),
    now,
  );
  return expired;
}
