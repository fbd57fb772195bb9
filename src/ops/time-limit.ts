/** Waiting for something that may never answer. The waiting ends, whether or not the work heeds its signal. */
import { SECOND, type Clock } from "../lib/clock.ts";
import { BotError } from "../lib/errors.ts";

export class TooSlow extends BotError {
  constructor(limitMs: number) {
    super("too-slow", `no answer within ${Math.round(limitMs / SECOND)} s`);
  }
}

/** @throws TooSlow when `work` takes longer than `limitMs`; its signal is aborted then. */
export async function withinLimit<T>(
  clock: Pick<Clock, "sleep">,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const given = new AbortController();
  const limit = clock.sleep(limitMs, over.signal).then(
    () => {
      const late = new TooSlow(limitMs);
      given.abort(late);
      throw late;
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([work(given.signal), limit]);
  } finally {
    over.abort();
  }
}
