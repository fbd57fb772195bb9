/** Durations as people write them in settings and commands: `3s`, `15m`, `4h`, `2d`. */
import { DAY, HOUR, MINUTE, SECOND } from "./clock.ts";

const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;
const WRITTEN = /^(\d{1,6})\s*(s|m|h|d)$/i;

/** Milliseconds, or undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = WRITTEN.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * UNITS[unit.toLowerCase() as keyof typeof UNITS];
}

/** The shortest exact spelling: 14,400,000 is `4h`, 90,000 is `90s`. */
export function formatDuration(ms: number): string {
  for (const unit of ["d", "h", "m"] as const) {
    if (ms >= UNITS[unit] && ms % UNITS[unit] === 0) return `${ms / UNITS[unit]}${unit}`;
  }
  return `${Math.round(ms / SECOND)}s`;
}
