/** How often one account may call, and how much at the same time: a token bucket each. */
import { SECOND, type Clock } from "../../src/lib/clock.ts";

interface LimiterOptions {
  readonly burst: number;
  readonly perSecond: number;
  readonly running: number;
  /** Accounts remembered; the longest unheard of are forgotten first. */
  readonly remembered: number;
}

/** `leave` is to be called once, also when the call failed. */
export type Entry =
  | { readonly leave: () => void }
  /** When to come back. */
  | { readonly refused: "rate" | "running"; readonly waitMs: number };

interface Bucket {
  left: number;
  at: number;
  running: number;
}

/** Of this process alone: replicas count each by itself. */
export function createLimiter(clock: Pick<Clock, "now">, options: LimiterOptions) {
  const buckets = new Map<string, Bucket>();

  function bucketOf(account: string): Bucket {
    const now = clock.now();
    const known = buckets.get(account) ?? { left: options.burst, at: now, running: 0 };
    known.left = Math.min(options.burst, known.left + ((now - known.at) / SECOND) * options.perSecond);
    known.at = now;
    buckets.delete(account);
    buckets.set(account, known);
    for (const [oldest, { running }] of buckets) {
      if (buckets.size <= options.remembered) break;
      if (running === 0 && oldest !== account) buckets.delete(oldest);
    }
    return known;
  }

  return {
    enter(account: string): Entry {
      const bucket = bucketOf(account);
      if (bucket.running >= options.running) return { refused: "running", waitMs: SECOND };
      if (bucket.left < 1) {
        return { refused: "rate", waitMs: Math.ceil(((1 - bucket.left) / options.perSecond) * SECOND) };
      }
      bucket.left -= 1;
      bucket.running += 1;
      return { leave: () => void (bucket.running -= 1) };
    },
  };
}

export type Limiter = ReturnType<typeof createLimiter>;
