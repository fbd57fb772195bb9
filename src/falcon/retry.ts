/** Whether and when to try again: pure arithmetic, no waiting. */
import { SECOND } from "../lib/clock.ts";
import type { FalconError } from "./errors.ts";

export const MOST_TRIES = 4;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 4 * SECOND;

export interface Attempt {
  /** Tries made so far, from 1. */
  readonly tries: number;
  readonly isRead: boolean;
  readonly now: number;
  /** No try begins after this. */
  readonly deadlineAt: number;
  /** How long one wait for the rate limit may be. */
  readonly patienceMs: number;
  /** Between 0 and 1. */
  readonly random: number;
}

/** Milliseconds to wait before the next try; undefined when there is none. */
export function pauseBefore(error: FalconError, attempt: Attempt): number | undefined {
  if (attempt.tries >= MOST_TRIES || !isWorthTrying(error, attempt.isRead)) return undefined;
  const pause = error.kind === "rate-limited" ? waitFor(error, attempt) : backOff(attempt);
  if (error.kind === "rate-limited" && pause > attempt.patienceMs) return undefined;
  return attempt.now + pause < attempt.deadlineAt ? pause : undefined;
}

/** A write is repeated only when it certainly did nothing. */
function isWorthTrying(error: FalconError, isRead: boolean): boolean {
  const isPassing =
    error.kind === "rate-limited" ||
    error.kind === "timeout" ||
    error.kind === "unavailable" ||
    error.kind === "unexpected-reply";
  return isPassing && (isRead || (error.effect === "none" && error.kind !== "unexpected-reply"));
}

const waitFor = (error: FalconError, { now, random }: Attempt): number =>
  Math.max(0, (error.retryAt ?? now) - now) + random * 200;

const backOff = ({ tries, random }: Attempt): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (0.5 + random);
