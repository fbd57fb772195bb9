/** Waits for a moment of the simulator's clock, which tests may hold still. */
import { setTimeout as delay } from "node:timers/promises";

/** A clock that somebody else moves is looked at this often. */
const LOOK_EVERY_MS = 15;

/**
 * Resolves once `isOver` holds, at the latest after `ms` of real time: a clock that stands
 * still must not hold a call for ever. Rejects when the signal aborts.
 */
export async function pauseUntil(
  isOver: () => boolean,
  { ms, signal }: { readonly ms: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const endsAt = performance.now() + ms;
  for (;;) {
    const left = endsAt - performance.now();
    if (isOver() || left <= 0) return;
    await delay(Math.min(LOOK_EVERY_MS, left), undefined, signal === undefined ? {} : { signal });
  }
}
