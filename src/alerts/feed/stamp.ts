/**
 * Falcon's time stamps as places in a sequence. They carry up to nine digits of a second,
 * which no `Date` holds, so they are compared as nanoseconds and kept as received.
 */

const NANOS_PER_MS = 1_000_000n;
const WRITTEN = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** Before everything: what a tenant without alerts is read from. */
export const BEGINNING = "1970-01-01T00:00:00Z";

/** Nanoseconds since the epoch; undefined for what is no time stamp. */
export function stampNanos(stamp: string | undefined): bigint | undefined {
  if (stamp === undefined) return undefined;
  const [, date, time, fraction = "", zone = "Z"] = WRITTEN.exec(stamp.trim()) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * NANOS_PER_MS + BigInt(fraction.padEnd(9, "0"));
}

/** Milliseconds, rounded down; 0 when it cannot be read. */
export const stampMs = (stamp: string | undefined): number => {
  const nanos = stampNanos(stamp);
  return nanos === undefined ? 0 : Number(nanos / NANOS_PER_MS);
};

/** -1, 0 or 1; what cannot be read comes before everything. */
export function compareStamps(a: string | undefined, b: string | undefined): number {
  const left = stampNanos(a) ?? -1n;
  const right = stampNanos(b) ?? -1n;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The moment `ms` before the stamp, as FQL takes it; never before the beginning. */
export const stampBefore = (stamp: string, ms: number): string => stampOf(Math.max(0, stampMs(stamp) - ms));

export const stampOf = (ms: number): string => new Date(ms).toISOString();
