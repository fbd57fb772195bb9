/** What the requester is told when a request ends or hangs; edits alone notify nobody. */
import { asks, buttons, mono, runs, text, toned, type Card, type Inline } from "../chat/card.ts";
import type { Action } from "../actions/action.ts";
import { SECOND } from "../lib/clock.ts";
import type { ApprovalRow, ApprovalState, ContainmentRow, ExecutionRow } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";
import { isQuiet, noteUnder, tellRequester } from "./told.ts";
import { targetNames } from "./words.ts";

/** The command that asked for a quiet change tells its success until then, and a little longer. */
const TOLD_BY_COMMAND_MS = 9 * SECOND;

/** The last word on a request, and the alarm when it cannot be confirmed. `from`: the state before. */
export async function tellEnd(
  tx: Repositories,
  row: ApprovalRow,
  { executions, from }: { readonly executions: readonly ExecutionRow[]; readonly from: ApprovalState },
  action: Action | undefined,
  now: number,
): Promise<void> {
  // Whoever was told of a doubt, or only that it is under way, has to hear how it ended.
  const isAnswered = from !== "unconfirmed" && now - row.createdAt < TOLD_BY_COMMAND_MS;
  if (row.state === "done" && isQuiet(row, action) && isAnswered) return;
  const card = endCard(row, executions, action?.words.reached ?? "done");
  await tellRequester(tx, row, row.state, card, now);
  if (row.state === "unconfirmed" || row.state === "failed") await noteUnder(tx, row, row.state, card, now);
}

function endCard(row: ApprovalRow, executions: readonly ExecutionRow[], reached: string): Card {
  const names = targetNames(row);
  const request: Inline = [" (request ", mono(row.id), ")."];
  const why: Inline = row.outcome === undefined ? "" : [" Reason: ", row.outcome, "."];
  switch (row.state) {
    case "done":
      return toned(
        "good",
        `Verified: ${reached}`,
        text(names, ` is ${reached}, as Falcon's own record says`, request),
      );
    case "refused":
      return toned(
        "danger",
        "Approved, but not carried out",
        text(names, ": a check just before the call refused it", request, why),
        buttons(runs("Ask again", "again", { request: row.id })),
      );
    case "unconfirmed":
      return toned(
        "danger",
        "Not confirmed",
        text(names, `: ${doubtOf(executions)}`, request, why),
        text("It is asked about until it is clear. Look in the Falcon console if it matters now."),
      );
    default: {
      const failed = executions.filter((one) => one.state === "failed" || one.state === "refused").length;
      return toned(
        "danger",
        "Failed",
        text(names, `: ${failed} of ${executions.length} did not succeed`, request, why),
      );
    }
  }
}

/** An order without an answer may never have arrived; one that was taken has only not come true. */
const doubtOf = (executions: readonly ExecutionRow[]): string =>
  executions.some(({ state }) => state === "unsure")
    ? "Falcon's answer was lost, so that it may have been done or not"
    : "Falcon has the order, and it has not come true in the time allowed";

/** Before a limited isolation ends. */
export async function tellEnding(
  tx: Repositories,
  row: ApprovalRow,
  held: ContainmentRow,
  now: number,
): Promise<void> {
  const request = { request: row.id };
  const card = toned(
    "waiting",
    "Isolation ends soon",
    text(
      mono(held.hostname),
      " is released ",
      { span: "time", at: held.releaseAt ?? now, style: "relative" },
      ".",
    ),
    buttons(runs("Extend", "extend", request), runs("Keep", "keep", request)),
  );
  await tellRequester(tx, row, `ending:${held.id}:${held.releaseAt ?? 0}`, card, now);
}

/** Before a request lapses: in the thread under its card, where approvers are. */
export async function remind(tx: Repositories, row: ApprovalRow, now: number): Promise<void> {
  const card = toned(
    "waiting",
    "Still waiting for a decision",
    text(
      "Request ",
      mono(row.id),
      " for ",
      targetNames(row),
      " expires ",
      { span: "time", at: row.expiresAt, style: "relative" },
      ".",
    ),
  );
  await noteUnder(tx, row, "reminder", card, now);
}

/** The automatic release of a limited isolation did not come true. */
export async function tellReleaseTrouble(
  tx: Repositories,
  row: ApprovalRow,
  execution: ExecutionRow,
  now: number,
): Promise<void> {
  const card = toned(
    "danger",
    "The automatic release did not work",
    text(
      mono(execution.targetName),
      " is still isolated",
      execution.outcome === undefined ? "." : [": ", execution.outcome, "."],
    ),
    buttons(asks("Release", "release", { hosts: execution.targetId })),
  );
  await tellRequester(tx, row, `release:${execution.id}:${execution.state}`, card, now);
  await noteUnder(tx, row, `release:${execution.id}:${execution.state}`, card, now);
}
