/** Time stamps as the services write them: hosts to the second, alerts to the nanosecond. */

/** `2026-01-31T10:20:30Z` */
export function secondStamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Nine digits; the last six are the given nanoseconds within the millisecond. */
export function nanoStamp(ms: number, nanos = 0): string {
  const digits = String(nanos % 1_000_000).padStart(6, "0");
  return new Date(ms).toISOString().replace("Z", `${digits}Z`);
}
