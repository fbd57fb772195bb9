/**
 * Points in time as the service writes them: RFC 3339 with up to nine fractional
 * digits, or relative to now. Nanoseconds since the epoch as a bigint, because the
 * order of two alerts may hang on digits that a `Date` drops.
 */
import { DAY, HOUR, MINUTE, SECOND } from "../../lib/clock.ts";

const NANOS_PER_MS = 1_000_000n;
const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?$/i;
const RELATIVE = /^now(?:([+-])(\d{1,6})([smhdw]))?$/;
const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY } as const;

/** Nanoseconds since the epoch; a date without a time is its midnight in UTC. */
export function parseInstant(text: string): bigint | undefined {
  const [, date, time = "00:00:00", fraction = "", zone = "Z"] = WRITTEN.exec(text) ?? [];
  if (date === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * NANOS_PER_MS + BigInt(fraction.padEnd(9, "0"));
}

/** `now`, `now-7d`, `now+1h`. */
export function parseRelative(text: string, nowMs: number): bigint | undefined {
  const [all, sign, amount, unit] = RELATIVE.exec(text) ?? [];
  if (all === undefined) return undefined;
  const offset = unit === undefined ? 0 : Number(amount) * UNITS[unit as keyof typeof UNITS];
  return BigInt(Math.round(sign === "-" ? nowMs - offset : nowMs + offset)) * NANOS_PER_MS;
}
