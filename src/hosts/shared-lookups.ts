/**
 * Identical look-ups under way at the same time are one, and an answer may be given
 * again for a moment. Never for longer: what a host is called, and whether it is
 * contained, decides what people sign. Failures are forgotten at once.
 */
import { SECOND } from "../lib/clock.ts";
import type { Clock } from "../lib/clock.ts";

/** A burst of clicks falls within this; a change of containment that somebody waits for does not. */
export const FRESH_MS = 2 * SECOND;

interface Lookup<T> {
  readonly answer: Promise<T>;
  readonly controller: AbortController;
  /** Those still waiting; when the last one gives up, so does the work. */
  waiting: number;
  /** Undefined while under way. */
  staleAt: number | undefined;
}

/** One look-up for each key. Whoever gives up stops waiting; the work stops with the last of them. */
export class SharedLookups<T> {
  readonly #clock: Pick<Clock, "now">;
  readonly #lookups = new Map<string, Lookup<T>>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** The answer for `key`, from work under way, from a moment ago, or from new work. */
  async get(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    this.#forgetStale();
    const lookup = this.#lookups.get(key) ?? this.#start(key, work);
    lookup.waiting += 1;
    try {
      return await untilAborted(lookup.answer, signal);
    } finally {
      lookup.waiting -= 1;
      if (lookup.waiting === 0 && lookup.staleAt === undefined) this.#abandon(key, lookup);
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Lookup<T> {
    const controller = new AbortController();
    const lookup: Lookup<T> = { answer: work(controller.signal), controller, waiting: 0, staleAt: undefined };
    this.#lookups.set(key, lookup);
    lookup.answer.then(
      () => (lookup.staleAt = this.#clock.now() + FRESH_MS),
      () => this.#forget(key, lookup),
    );
    return lookup;
  }

  #abandon(key: string, lookup: Lookup<T>): void {
    this.#forget(key, lookup);
    lookup.controller.abort(new Error("nobody waits for this look-up any more"));
  }

  #forget(key: string, lookup: Lookup<T>): void {
    if (this.#lookups.get(key) === lookup) this.#lookups.delete(key);
  }

  #forgetStale(): void {
    for (const [key, { staleAt }] of this.#lookups) {
      if (staleAt !== undefined && staleAt <= this.#clock.now()) this.#lookups.delete(key);
    }
  }
}

/** Waits for shared work without being able to stop it for the others. */
function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", giveUp, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
