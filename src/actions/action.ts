/**
 * A change as data: what may be proposed, what it does to one target, and how the world
 * is asked afterwards. Actions never run by themselves; only `approvals/` executes them.
 */
import type { z } from "zod";
import type { Progress } from "../approvals/execution-machine.ts";

/** What actions may do to Falcon. Each call names exactly one target. */
export interface Effects {
  contain(deviceId: string, signal?: AbortSignal): Promise<void>;
  liftContainment(deviceId: string, signal?: AbortSignal): Promise<void>;
}

/** The part of a host's record that tells how far a change has come. */
export interface Observed {
  readonly id: string;
  readonly status: string;
}

export interface Action<Params extends Record<string, unknown> = Record<string, unknown>> {
  readonly kind: string;
  /** `high` asks for a form or a click more where a surface offers one. */
  readonly risk: "low" | "high";
  readonly params: z.ZodType<Params>;
  /** Words for cards: the verb, what it says when it is true, and what undoes it. */
  readonly words: { readonly verb: string; readonly reached: string; readonly undo: string };
  /** What counts against the hourly cap of isolations. */
  readonly countsAsIsolation: boolean;
  execute(target: string, params: Params, effects: Effects, signal?: AbortSignal): Promise<void>;
  /** Reads the target's record. Absent: nothing can be asked, an accepted call is the end. */
  progress?(observed: Observed | undefined): Progress;
}
