/**
 * Keeps our calls within bounds: a budget per family of calls, the account's rate limit as
 * its headers tell it, and one shared pause after a 429. The limit of 6,000 a minute is the
 * customer's, shared with every other tool, so we yield when it runs low.
 */
import { MINUTE, type Clock } from "../lib/clock.ts";
import { coolDown } from "./cool-down.ts";
import { FalconError } from "./errors.ts";
import { rateLimitHint } from "./faults.ts";

/** What shares a budget: a containment does not wait behind look-ups, nor a look-up behind the feed. */
export type Family =
  | "hosts"
  | "detections"
  | "feed"
  | "containment"
  | "inventory"
  | "changes"
  | "rtr"
  | "other";
/** `background` leaves a share of each budget to people who wait. */
export type Priority = "person" | "background";

/** Calls a minute; a whole minute's budget may be used in one burst. */
export type Budgets = Readonly<Record<Family, number>>;

/**
 * The feed asks by the schedule of the settings; people's look-ups neither wait for it nor hold it up.
 * A command of RTR is asked after until it is done, and its output comes in hundreds of pieces.
 */
export const BUDGETS: Budgets = {
  hosts: 100,
  detections: 50,
  feed: 120,
  containment: 10,
  // Indicators, vulnerabilities, cases, assets, scans: heavy answers, asked for by people.
  inventory: 120,
  changes: 30,
  rtr: 2_400,
  other: 600,
};

const LOW = { remaining: 10, pauseMs: 200 } as const;
const VERY_LOW = { remaining: 5, pauseMs: 500 } as const;
const KEPT_FOR_PEOPLE = 0.3;
/** Spreads those who wait for the same moment. */
const JITTER = 0.1;
const LONGEST_JITTER_MS = 500;

/** `until` in milliseconds since the epoch. A background call waits first when the budget runs low. */
export interface Entry {
  /** Nobody waits longer than until then. */
  readonly until: number;
  readonly priority?: Priority | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** For `status` and metrics; the account's limit is shared with every other tool of the customer. */
export interface Budget {
  /** Calls left to the account in this minute, as last told; undefined before the first answer. */
  readonly remaining: number | undefined;
  /** Nobody asks before this moment. */
  readonly pausedUntil: number | undefined;
}

export interface Governor {
  /** Waits for its turn, first come first served. Throws `rate-limited` at once when that would be too late. */
  enter(family: Family, entry: Entry): Promise<void>;
  /** Learns from an answer's headers; the moment to come back when it was a 429. */
  learn(status: number, header: (name: string) => string | undefined): number | undefined;
  budget(): Budget;
}

/**
 * For one API client. Another process on the same account is only noticed by what the headers
 * say is left.
 */
export function createGovernor(parts: {
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly random: () => number;
}): Governor {
  const { clock, budgets, random } = parts;
  /** Below zero are the calls that wait for their turn already. */
  const buckets = new Map<Family, { left: number; at: number }>();
  let pause = { pauseUntil: 0, retryAt: 0 };
  let remaining: number | undefined;
  let learntAt = 0;

  function refilled(family: Family): { left: number; at: number } {
    const now = clock.now();
    const full = budgets[family];
    const bucket = buckets.get(family) ?? { left: full, at: now };
    bucket.left = Math.min(full, bucket.left + ((now - bucket.at) / MINUTE) * full);
    bucket.at = now;
    buckets.set(family, bucket);
    return bucket;
  }

  function courtesyMs(): number {
    if (remaining === undefined || clock.now() - learntAt > MINUTE) return 0;
    if (remaining <= VERY_LOW.remaining) return VERY_LOW.pauseMs;
    return remaining <= LOW.remaining ? LOW.pauseMs : 0;
  }

  function budgetMs(family: Family, priority: Priority | undefined): number {
    const full = budgets[family];
    const needed = 1 + (priority === "background" ? full * KEPT_FOR_PEOPLE : 0);
    return Math.max(0, ((needed - refilled(family).left) / full) * MINUTE);
  }

  const pauseMs = (): number => Math.max(0, pause.pauseUntil - clock.now());

  async function wait(ms: number, { until, signal }: Entry): Promise<void> {
    if (ms <= 0) return;
    const end = clock.now() + ms;
    const isPaused = pauseMs() > 0;
    // Falcon's own moment counts, also where we ask again sooner: nobody waits for what was refused for an hour.
    if (end > until || (isPaused && pause.retryAt > until)) {
      throw tooLong(isPaused ? Math.max(pause.retryAt, end) : end);
    }
    await clock.sleep(ms + random() * Math.min(ms * JITTER, LONGEST_JITTER_MS), signal);
  }

  return {
    budget: () => ({ remaining, pausedUntil: pauseMs() > 0 ? pause.pauseUntil : undefined }),
    async enter(family, entry) {
      entry.signal?.throwIfAborted();
      const ms = Math.max(budgetMs(family, entry.priority), pauseMs(), courtesyMs());
      const bucket = refilled(family);
      bucket.left -= 1;
      try {
        await wait(ms, entry);
        // A 429 may have come to somebody else meanwhile.
        while (pauseMs() > 0) await wait(pauseMs(), entry);
      } catch (error) {
        bucket.left += 1;
        throw error;
      }
    },
    learn(status, header) {
      const told = header("x-ratelimit-remaining");
      const left = Number(told);
      if (told !== undefined && told !== "" && Number.isFinite(left)) {
        remaining = left;
        learntAt = clock.now();
      }
      if (status !== 429) return undefined;
      const asked = coolDown(
        { retryAfter: header("x-ratelimit-retryafter"), date: header("date") },
        clock.now(),
      );
      if (asked.pauseUntil > pause.pauseUntil) pause = asked;
      return asked.retryAt;
    },
  };
}

const tooLong = (retryAt: number): FalconError =>
  new FalconError({ kind: "rate-limited", effect: "none", retryAt, hint: rateLimitHint(retryAt) });
