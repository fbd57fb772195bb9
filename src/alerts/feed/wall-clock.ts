/**
 * Schedules of digests by the clock on the wall. When that clock is put forward, what was
 * due in the hour that did not happen is due right after; when it is put back, what was due
 * in the hour that happens twice is due once. Pure.
 */
import { parse } from "node-cron";
import { MINUTE } from "../../lib/clock.ts";

/** Minutes as the wall shows them, counted as if it were UTC. */
export type WallMinute = number;

/** More than any change of the clock, and less than a night's sleep of the machine. */
const MOST_SKIPPED = 180;
const WEEK = 7 * 24 * 60;

/** One a time zone: making one is a hundred times the work of using it. */
const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    ...(timeZone === undefined ? {} : { timeZone }),
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

export function wallMinute(at: number, timeZone?: string): WallMinute {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute")) / MINUTE;
}

/** The first minute after `last`, up to `now`, that the pattern names; undefined for none. */
export function dueBetween(pattern: string, last: WallMinute, now: WallMinute): WallMinute | undefined {
  const fits = fitsOf(pattern);
  for (let minute = Math.max(last + 1, now - MOST_SKIPPED); minute <= now; minute += 1) {
    if (fits(minute)) return minute;
  }
  return undefined;
}

/** The minute that the pattern named before this one, within a week. */
export function before(pattern: string, minute: WallMinute): WallMinute {
  const fits = fitsOf(pattern);
  for (let earlier = minute - 1; earlier > minute - WEEK; earlier -= 1) if (fits(earlier)) return earlier;
  return minute - WEEK;
}

/** What is wrong with it is told where it is written. */
export function isSchedule(pattern: string): boolean {
  try {
    parse(pattern);
    return true;
  } catch {
    return false;
  }
}

function fitsOf(pattern: string): (minute: WallMinute) => boolean {
  const fields = parse(pattern);
  const has = (list: readonly (number | string)[], value: number): boolean => list.includes(value);
  return (minute) => {
    const wall = new Date(minute * MINUTE);
    const weekday = wall.getUTCDay();
    return (
      has(fields.minute, wall.getUTCMinutes()) &&
      has(fields.hour, wall.getUTCHours()) &&
      has(fields.dayOfMonth, wall.getUTCDate()) &&
      has(fields.month, wall.getUTCMonth() + 1) &&
      (has(fields.dayOfWeek, weekday) || (weekday === 0 && has(fields.dayOfWeek, 7)))
    );
  };
}
