/** When to look at an execution again, and when its watch turns red. Pure. */
import { MINUTE, SECOND } from "../lib/clock.ts";
import type { Action } from "../actions/action.ts";
import type { ExecutionRow, ExecutionState } from "../store/rows.ts";

/** Falcon names seconds to a minute for an online host; the honest red comes soon after. */
const HOST_PATIENCE = { startMs: 60 * SECOND, finishMs: 2 * MINUTE } as const;

const FAST_MS = SECOND;
const SLOW_MS = 3 * SECOND;
const FAST_FOR_MS = 20 * SECOND;
const CONFIRM_MS = 1_500;
const OVERDUE_MS = 10 * SECOND;
const LONG_OVERDUE_MS = MINUTE;
const OVERDUE_FAST_FOR_MS = 10 * MINUTE;

type Cadence = Partial<Pick<ExecutionRow, "nextAt" | "deadlineAt" | "owner" | "ownedUntil">>;

/** What a row that enters, or stays in, this state has to carry. */
export function watchCadence(
  state: ExecutionState,
  row: ExecutionRow,
  now: number,
  patience: NonNullable<Action["patience"]> = HOST_PATIENCE,
): Cadence {
  const free = { owner: undefined, ownedUntil: undefined };
  switch (state) {
    case "requested":
      return { ...free, nextAt: now };
    case "unsure":
      return { ...free, nextAt: now + FAST_MS };
    case "sent":
      return {
        ...free,
        nextAt: now + pace(row, now, patience.everyMs),
        deadlineAt: row.deadlineAt ?? now + patience.startMs,
      };
    case "pending": {
      const isNew = row.state !== "pending";
      const deadline = isNew ? Math.max(row.deadlineAt ?? 0, now + patience.finishMs) : row.deadlineAt;
      return {
        ...free,
        nextAt: now + pace(row, now, patience.everyMs),
        ...(deadline === undefined ? {} : { deadlineAt: deadline }),
      };
    }
    case "reached":
      return { ...free, nextAt: now + CONFIRM_MS };
    case "overdue":
      return {
        ...free,
        nextAt: now + (now - row.createdAt < OVERDUE_FAST_FOR_MS ? OVERDUE_MS : LONG_OVERDUE_MS),
      };
    /** Owned by the process that calls, which keeps that alive itself. */
    case "calling":
      return {};
    case "verified":
    case "refused":
    case "failed":
      return free;
  }
}

const pace = (row: ExecutionRow, now: number, slowMs = SLOW_MS): number =>
  now - row.createdAt < FAST_FOR_MS ? FAST_MS : slowMs;
