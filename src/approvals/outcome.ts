/** What the executions of a request add up to. Pure. */
import type { ApprovalState, ExecutionRow } from "../store/rows.ts";
import type { ApprovalMove } from "./machine.ts";
import { isOpen } from "./execution-machine.ts";

/**
 * The move that the request has to make next, or undefined when it stays. A request is
 * done only when every target is verified; one that may still come true is unconfirmed.
 */
export function nextMove(
  state: ApprovalState,
  executions: readonly ExecutionRow[],
): ApprovalMove | undefined {
  const every = (wanted: (row: ExecutionRow) => boolean): boolean => executions.every(wanted);
  const isUntouched = (row: ExecutionRow): boolean => row.state === "requested" && row.attempts === 0;
  switch (state) {
    case "approved":
      if (every((row) => row.state === "refused")) return "refuse";
      return every((row) => isUntouched(row) || row.state === "refused") ? undefined : "start";
    case "running":
    case "unconfirmed":
      if (every((row) => row.state === "verified")) return "finish";
      if (every((row) => !isOpen(row.state))) return "fail";
      return state === "running" &&
        every((row) => row.state === "overdue" || row.state === "unsure" || !isOpen(row.state))
        ? "lose"
        : undefined;
    default:
      return undefined;
  }
}

/** Verdicts in one line: `2 contained, 1 failed`. */
export function tally(executions: readonly ExecutionRow[], words: (row: ExecutionRow) => string): string {
  const counts = new Map<string, number>();
  for (const row of executions) counts.set(words(row), (counts.get(words(row)) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}
