/** Tries again by the rules of `retry.ts` until it works or the rules say no. */
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import { FalconError } from "./errors.ts";
import { pauseBefore, type Attempt } from "./retry.ts";

/** `random` gives 0 to 1; injected so that a test knows each pause. */
export interface RepeatParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Moments are milliseconds since the epoch; `patientUntil` bounds all waits for a rate limit together. */
export interface Terms extends Pick<Attempt, "isRead" | "startBy" | "patientUntil"> {
  readonly method: string;
  readonly path: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `work` runs at least once.
 * @throws the last FalconError, or what `work` threw that is none; the signal's reason when
 * aborted in a pause
 */
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
