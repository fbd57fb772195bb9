/**
 * The way out, step by step. A step that hangs is left behind, so that those after it
 * (the store, last) still get their turn before the machine loses patience.
 */
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import { TooSlow, withinLimit } from "./time-limit.ts";

/** Service managers kill after ten seconds or more. */
export const LONGEST_STOP_MS = 10 * SECOND;

export interface StopStep {
  readonly name: string;
  stop(): Promise<void>;
}

export interface StopOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** For all steps together; at most `LONGEST_STOP_MS`. */
  readonly withinMs: number;
}

/**
 * Runs the steps one after another. Half of the time is shared out evenly and kept for each
 * step; the other half goes to whoever needs it first. Never throws.
 */
export async function stopInOrder(
  steps: readonly StopStep[],
  { clock, log, withinMs }: StopOptions,
): Promise<void> {
  const deadline = clock.now() + Math.min(withinMs, LONGEST_STOP_MS);
  const reserveMs = (deadline - clock.now()) / 2 / steps.length;
  for (const [index, step] of steps.entries()) {
    const keptMs = reserveMs * (steps.length - index - 1);
    const shareMs = Math.max(reserveMs, deadline - clock.now() - keptMs);
    try {
      await withinLimit(clock, shareMs, () => step.stop());
    } catch (error) {
      if (error instanceof TooSlow) log.warn("a part did not stop in time", { part: step.name, shareMs });
      else log.error("a part failed to stop", { part: step.name, err: error });
    }
  }
}
