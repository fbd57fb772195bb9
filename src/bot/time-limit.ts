/** Work that is given up after a while, or when somebody else says so. */
import type { Clock } from "../lib/clock.ts";
import { TookTooLong } from "./refusal.ts";

/**
 * Runs `work` with a signal that fires after `limitMs` or with `outer`. Rejects at that
 * moment with the signal's reason even when the work does not heed it.
 */
export async function within<T>(
  limitMs: number,
  clock: Clock,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const cut = new AbortController();
  const { signal } = cut;
  const pass = (): void => cut.abort(outer.reason);
  if (outer.aborted) pass();
  else outer.addEventListener("abort", pass, { once: true, signal: over.signal });
  clock.sleep(limitMs, over.signal).then(
    () => cut.abort(new TookTooLong(limitMs)),
    // The work was done first; a clock that fails otherwise must not leave it unlimited.
    (error: unknown) => {
      if (!over.signal.aborted) cut.abort(error);
    },
  );
  const given = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([given, work(signal)]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    over.abort();
  }
}
