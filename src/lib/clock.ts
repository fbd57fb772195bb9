/**
 * Time as a dependency. Everything that reads the time or waits takes a `Clock`,
 * so that tests can move it. Wall time is anchored at start and then follows the
 * monotonic counter: a machine clock that jumps an hour must not expire every
 * pending request at once (docs/decisions/0004-anchored-time.md).
 */
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds, like every time and duration in Falconer. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A wall clock this far from our anchored time has jumped. */
export const JUMP_MS = 30 * SECOND;

export interface Clock {
  /** Milliseconds since the epoch, never running backwards. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface AnchoredClock extends Clock {
  /** How far the machine's clock has moved away from ours, in milliseconds. */
  driftMs(): number;
  /**
   * Takes a server's `Date`. When it agrees with the machine's clock and not with
   * ours (the machine slept, or was set right), we re-anchor; a jump that no server
   * confirms is ignored.
   */
  witness(serverTimeMs: number): void;
}

/** `wall` and `monotonic` in milliseconds; both are the machine's own unless a test moves them. */
export function anchoredClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): AnchoredClock {
  let offset = wall() - monotonic();
  const now = (): number => Math.round(offset + monotonic());
  return {
    now,
    sleep: (ms, signal) => delay(Math.max(0, ms), undefined, signal === undefined ? {} : { signal }),
    driftMs: () => wall() - now(),
    witness(serverTimeMs) {
      const machineAgrees = Math.abs(serverTimeMs - wall()) < JUMP_MS;
      const weAgree = Math.abs(serverTimeMs - now()) < JUMP_MS;
      if (machineAgrees && !weAgree) offset = wall() - monotonic();
    },
  };
}
