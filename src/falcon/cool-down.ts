/**
 * What a 429 asks for, as arithmetic. `X-Ratelimit-Retryafter` holds epoch seconds, not a
 * delta; in the past or absent it still means "not now". The limit is a sliding minute, so
 * a moment much further away is passed on to people but not believed: a wrong clock
 * somewhere must not silence us for an hour.
 */
import { DAY, MINUTE, SECOND } from "../lib/clock.ts";

const WITHOUT_TIME_MS = 5 * SECOND;
const LEAST_MS = 500;
/** The window, and some for clocks that differ a little. */
const BELIEVED_MS = MINUTE + 15 * SECOND;
const BEYOND_BELIEF_MS = 5 * SECOND;
const LONGEST_TOLD_MS = DAY;
/** Two clocks that differ by more than this do not differ by a late packet. */
const SKEW_MS = 30 * SECOND;

export interface CoolDown {
  /** Nobody asks before this moment. */
  readonly pauseUntil: number;
  /** The moment that people are told. */
  readonly retryAt: number;
}

export interface RateLimitHeaders {
  /** `X-Ratelimit-Retryafter` */
  readonly retryAfter: string | undefined;
  /** `Date`: Falcon's own clock, which the moment is measured by. */
  readonly date: string | undefined;
}

/**
 * `now` and what comes back are milliseconds since the epoch. Asked for by any 429, whichever
 * endpoint answered it.
 */
export function coolDown({ retryAfter, date }: RateLimitHeaders, now: number): CoolDown {
  const told = Number(retryAfter) * SECOND;
  if (retryAfter === undefined || retryAfter.trim() === "" || !Number.isFinite(told)) {
    return both(now + WITHOUT_TIME_MS);
  }
  const delta = told - falconTime(date, now);
  const retryAt = now + Math.min(Math.max(delta, LEAST_MS), LONGEST_TOLD_MS);
  return delta > BELIEVED_MS ? { pauseUntil: now + BEYOND_BELIEF_MS, retryAt } : both(retryAt);
}

/** Our own time, unless Falcon's clock is really another one. */
function falconTime(date: string | undefined, now: number): number {
  const server = Date.parse(date ?? "");
  return Number.isFinite(server) && Math.abs(server - now) > SKEW_MS ? server : now;
}

const both = (moment: number): CoolDown => ({ pauseUntil: moment, retryAt: moment });
