/**
 * Discord's own clock, from the `Date` of its answers. Ids carry Discord's time; ours may be
 * another, so how old something is can only be told by theirs.
 */
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";

/** `Date` counts whole seconds and has travelled. */
const PRECISION_MS = SECOND;

/** In milliseconds; a lower bound, so that nothing is called late that may be in time. */
export interface ServerTime {
  heard(date: string | null | undefined): void;
  /** The earliest that it can be there now; undefined before the first answer. */
  atLeast(): number | undefined;
}

/** Each answer sets it anew: our own clock may be set meanwhile. */
export function createServerTime(clock: Pick<Clock, "now">): ServerTime {
  let aheadMs: number | undefined;
  return {
    heard(date) {
      const moment = Date.parse(date ?? "");
      if (Number.isFinite(moment)) aheadMs = moment - clock.now();
    },
    atLeast: () => (aheadMs === undefined ? undefined : clock.now() + aheadMs - PRECISION_MS),
  };
}
