/** Time on a picture: which bins to count in, and how a span of time is written. UTC throughout. */
import { DAY, HOUR, MINUTE, SECOND } from "../lib/clock.ts";

/** A bar should be no wall, and a gap should be seen. */
const LEAST_BINS = 24;
const MOST_BINS = 60;
const MOST_TICKS = 8;
const STEPS = [
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
  30 * DAY,
] as const;

/** For Vega: what is written under a tick. Midnight is written as the day that begins. */
export const TICK_WORDS =
  "utcFormat(datum.value, datum.value % 86400000 === 0 ? '%d %b' : datum.value % 60000 === 0 ? '%H:%M' : '%H:%M:%S')";

/** Milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whole steps from `from` to `to`, some two dozen to sixty of them. */
export interface Bins extends Span {
  readonly stepMs: number;
}

/** Whole bins around a span, the finest that are few enough; a short span gets some time around it. */
export function binsOf({ from, to }: Span): Bins {
  const length = Math.max(to - from, STEPS[0]);
  const stepMs =
    STEPS.find((step) => length / step <= MOST_BINS) ?? Math.ceil(length / MOST_BINS / DAY) * DAY;
  const start = Math.floor(from / stepMs) * stepMs;
  const end = Math.max(start + stepMs, Math.ceil(to / stepMs) * stepMs);
  const missing = Math.max(0, LEAST_BINS - (end - start) / stepMs);
  const before = Math.floor(missing / 2) * stepMs;
  return { from: start - before, to: end + missing * stepMs - before, stepMs };
}

/** Round moments to be written under an axis, no closer together than `leastMs`. */
export function ticksOf({ from, to }: Span, leastMs: number = MINUTE): readonly number[] {
  const length = to - from;
  const months = Math.ceil(length / MOST_TICKS / (30 * DAY));
  const step = STEPS.find((one) => one >= leastMs && length / one <= MOST_TICKS) ?? months * 30 * DAY;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step);
}

/** `30 minutes`, `1 day` */
export function stepInWords(stepMs: number): string {
  const units = [
    [DAY, "day"],
    [HOUR, "hour"],
    [MINUTE, "minute"],
    [SECOND, "second"],
  ] as const;
  const [unit, name] = units.find(([ms]) => stepMs >= ms) ?? units[3];
  const count = Math.round(stepMs / unit);
  return count === 1 ? name : `${count} ${name}s`;
}

/** `2026-11-20 14:05`, without the date where it is that of `before`. */
function momentInWords(at: number, before?: number): string {
  const [day = "", time = ""] = iso(at);
  return before !== undefined && iso(before)[0] === day ? time : `${day} ${time}`;
}

/** To the minute, with the date of the end only where it is another day. */
export function spanInWords({ from, to }: Span): string {
  const [start, end] = [momentInWords(from), momentInWords(to)];
  return start === end ? `${start} UTC` : `${start} to ${momentInWords(to, from)} UTC`;
}

function iso(at: number): readonly string[] {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? ["unknown", "time"] : moment.toISOString().slice(0, 16).split("T");
}
