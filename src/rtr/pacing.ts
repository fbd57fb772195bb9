/** When to ask after a command again: often at first, then in proportion to how long it takes. Pure. */
import { SECOND } from "../lib/clock.ts";

const FIRST_MS = 150;
const SHORTEST_MS = 100;
const LONGEST_MS = 2 * SECOND;
/** Of the time that it has taken so far: what a late look adds at most. */
const SHARE = 0.25;

/** `waitedMs`: since it was handed over; `asked`: looks so far. */
export const pauseBeforeLook = (waitedMs: number, asked: number): number =>
  asked === 0 ? FIRST_MS : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, waitedMs * SHARE));
