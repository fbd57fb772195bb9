/** Whether and when to try again: pure arithmetic, no waiting. */
import { SECOND } from "../lib/clock.ts";
import type { FalconError } from "./errors.ts";

/** The first included. A permanent 500 costs a read this many calls. */
export const MOST_TRIES = 4;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 4 * SECOND;
/** Spreads those who wait for the same moment. */
const RATE_LIMIT_SPREAD_MS = 200;

/** Moments are milliseconds since the epoch. */
export interface Attempt {
  /** Tries made so far, from 1. */
  readonly tries: number;
  readonly isRead: boolean;
  readonly now: number;
  /** No try begins after this. */
  readonly startBy: number;
  /** Nobody waits for the rate limit beyond this, all tries together. */
  readonly patientUntil: number;
  /** Between 0 and 1. */
  readonly random: number;
}

/** Milliseconds to wait before the next try; undefined when there is none. */
export function pauseBefore(error: FalconError, attempt: Attempt): number | undefined {
  const { now, startBy, patientUntil } = attempt;
  if (attempt.tries >= MOST_TRIES || !isWorthTrying(error, attempt.isRead)) return undefined;
  const isLimit = error.kind === "rate-limited";
  const pause = isLimit ? untilAllowed(error, attempt) : backOff(attempt);
  const latest = isLimit ? Math.min(startBy, patientUntil) : startBy;
  return now + pause < latest ? pause : undefined;
}

/** A write is repeated only when it certainly did nothing. */
function isWorthTrying({ kind, effect }: FalconError, isRead: boolean): boolean {
  switch (kind) {
    case "rate-limited":
      return true;
    case "timeout":
    case "unavailable":
      return isRead || effect === "none";
    case "unexpected-reply":
      // Where nothing was done we were sent somewhere we do not go; a lost half is asked for again.
      return isRead && effect === "unknown";
    case "auth":
    case "denied":
    case "not-found":
    case "unreachable":
    case "conflict":
    case "invalid":
    case "too-large":
      return false;
  }
}

const untilAllowed = (error: FalconError, { now, random }: Attempt): number =>
  Math.max(0, (error.retryAt ?? now + SECOND) - now) + random * RATE_LIMIT_SPREAD_MS;

const backOff = ({ tries, random }: Attempt): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (0.5 + random);
