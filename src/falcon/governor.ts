/**
 * Keeps our calls within bounds: a budget per family of calls, the account's rate limit as
 * its headers tell it, and one shared pause after a 429. The limit of 6,000 a minute is the
 * customer's, shared with every other tool, so we yield when it runs low.
 */
import { HOUR, MINUTE, SECOND, type Clock } from "../lib/clock.ts";
import { FalconError } from "./errors.ts";

export type Family = "hosts" | "detections" | "containment" | "other";

/** Calls a minute; a whole minute's budget may be used in one burst. */
export type Budgets = Readonly<Record<Family, number>>;

export const BUDGETS: Budgets = { hosts: 100, detections: 50, containment: 10, other: 600 };

const LOW = { remaining: 10, pauseMs: 200 } as const;
const VERY_LOW = { remaining: 5, pauseMs: 500 } as const;
const PAUSE_WITHOUT_TIME_MS = 5 * SECOND;
const LEAST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = HOUR;
const JITTER = 0.1;

export interface Governor {
  /** Waits for its turn. Throws `rate-limited` at once when the wait would outlast `patienceMs`. */
  enter(family: Family, patienceMs: number, signal?: AbortSignal): Promise<void>;
  /** Learns from an answer's headers; the moment to come back when it was a 429. */
  learn(status: number, header: (name: string) => string | undefined): number | undefined;
  /** Calls left to the account in this minute, as last told. */
  remaining(): number | undefined;
}

export function createGovernor(parts: {
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly random: () => number;
}): Governor {
  const { clock, budgets, random } = parts;
  const buckets = new Map<Family, { tokens: number; at: number }>();
  let pausedUntil = 0;
  let remaining: number | undefined;
  let learntAt = 0;

  /** How long until the family has a call left; takes it when that is now. */
  function take(family: Family): number {
    const perMinute = budgets[family];
    const now = clock.now();
    const bucket = buckets.get(family) ?? { tokens: perMinute, at: now };
    const tokens = Math.min(perMinute, bucket.tokens + ((now - bucket.at) / MINUTE) * perMinute);
    buckets.set(family, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1 ? 0 : ((1 - tokens) / perMinute) * MINUTE;
  }

  function courtesyMs(): number {
    if (remaining === undefined || clock.now() - learntAt > MINUTE) return 0;
    if (remaining <= VERY_LOW.remaining) return VERY_LOW.pauseMs;
    return remaining <= LOW.remaining ? LOW.pauseMs : 0;
  }

  return {
    remaining: () => remaining,
    async enter(family, patienceMs, signal) {
      const courtesy = courtesyMs();
      if (courtesy > 0) await clock.sleep(courtesy, signal);
      const giveUpAt = clock.now() + patienceMs;
      for (;;) {
        const pause = pausedUntil - clock.now();
        const wait = pause > 0 ? pause : take(family);
        if (wait <= 0) return;
        if (clock.now() + wait > giveUpAt) throw tooLong(clock.now() + wait);
        await clock.sleep(wait + wait * JITTER * random(), signal);
      }
    },
    learn(status, header) {
      const left = Number(header("x-ratelimit-remaining"));
      if (header("x-ratelimit-remaining") !== undefined && Number.isFinite(left)) {
        remaining = left;
        learntAt = clock.now();
      }
      if (status !== 429) return undefined;
      const until = retryAt(header("x-ratelimit-retryafter"), clock.now());
      pausedUntil = Math.max(pausedUntil, until);
      return until;
    },
  };
}

/**
 * The header holds epoch seconds, not a delta. In the past or absent it still means
 * "not now"; far away it is believed up to an hour, then asked again.
 */
export function retryAt(header: string | undefined, now: number): number {
  const told = Number(header) * SECOND;
  if (header === undefined || header === "" || !Number.isFinite(told)) return now + PAUSE_WITHOUT_TIME_MS;
  return Math.min(Math.max(told, now + LEAST_PAUSE_MS), now + LONGEST_PAUSE_MS);
}

function tooLong(until: number): FalconError {
  const time = new Date(until).toISOString().slice(11, 16);
  return new FalconError({
    kind: "rate-limited",
    effect: "none",
    retryAt: until,
    hint: `Falcon's rate limit is reached; it can be asked again at ${time} UTC.`,
  });
}
