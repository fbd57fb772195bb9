/** Tries again by the rules of `retry.ts` until it works or the rules say no. */
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import { FalconError } from "./errors.ts";
import { pauseBefore, type Attempt } from "./retry.ts";

export interface RepeatParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

export interface Terms extends Pick<Attempt, "isRead" | "startBy" | "patientUntil"> {
  readonly method: string;
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

export async function repeat<T>(
  { clock, random, log }: RepeatParts,
  { method, path, signal, ...terms }: Terms,
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof FalconError) || signal?.aborted === true) throw error;
      const pause = pauseBefore(error, { ...terms, tries, now: clock.now(), random: random() });
      if (pause === undefined) throw error;
      log.debug("falcon is asked again", { method, path, tries, kind: error.kind, pause });
      await clock.sleep(pause, signal);
    }
  }
}
