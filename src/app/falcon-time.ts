/** Falcon's own time, as its last answer had it, carried on by our clock. */
import type { AnchoredClock } from "../lib/clock.ts";

interface FalconTime {
  heard(ms: number): void;
  /** Undefined before the first answer. */
  now(): number | undefined;
}

export function createFalconTime(clock: AnchoredClock): FalconTime {
  let told: { readonly ms: number; readonly at: number } | undefined;
  return {
    heard(ms) {
      clock.witness(ms);
      told = { ms, at: clock.now() };
    },
    now: () => told && told.ms + clock.now() - told.at,
  };
}
