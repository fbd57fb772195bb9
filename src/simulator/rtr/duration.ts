/** Durations as Go writes them: `30s`, `1m30s`, `250ms`. */
const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds; undefined for anything else. */
export function parseDuration(written: string): number | undefined {
  const parts = [...written.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)];
  const isWhole = parts.length > 0 && parts.map(([part]) => part).join("") === written;
  if (!isWhole) return undefined;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS_MS[unit ?? ""] ?? 0), 0);
}
