/** A limit of calls within a sliding minute, as the gateway counts them. */
import { MINUTE, SECOND } from "../lib/clock.ts";

/** What the `X-Ratelimit-` headers say of one call. */
export interface Verdict {
  readonly limit: number;
  readonly remaining: number;
  /** Epoch seconds after which to try again; only when the call is refused. */
  readonly retryAfterS?: number;
}

/**
 * One window for data calls and one for the token service, whichever client calls: the limit is
 * the customer's.
 */
export class RateWindow {
  readonly #limit: number;
  readonly #times: number[] = [];
  #oldest = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts the call unless it is refused. */
  take(nowMs: number): Verdict {
    this.#forget(nowMs - MINUTE);
    const used = this.#times.length - this.#oldest;
    if (used >= this.#limit) {
      const freesAtMs = (this.#times[this.#oldest] ?? nowMs) + MINUTE;
      return { limit: this.#limit, remaining: 0, retryAfterS: Math.ceil(freesAtMs / SECOND) };
    }
    this.#times.push(nowMs);
    return { limit: this.#limit, remaining: this.#limit - used - 1 };
  }

  #forget(beforeMs: number): void {
    while (this.#oldest < this.#times.length && (this.#times[this.#oldest] ?? 0) <= beforeMs)
      this.#oldest += 1;
    // Cut in bulk: shifting one at a time would move the whole list on every call.
    if (this.#oldest > this.#limit) {
      this.#times.splice(0, this.#oldest);
      this.#oldest = 0;
    }
  }
}
