/** Moments in words. The wording is pure; `useNow` makes whatever shows it move with the time. */
import { useEffect, useState } from "preact/hooks";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TICK_MS = 5 * SECOND;

const SECONDS = { ms: SECOND, word: "s" } as const;
const UNITS = [
  { ms: DAY, word: "d" },
  { ms: HOUR, word: "h" },
  { ms: MINUTE, word: "min" },
  SECONDS,
] as const;

/** `5 min ago`, `in 2 h`, `just now`. */
export function relative(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < TICK_MS) return "just now";
  const unit = UNITS.find(({ ms }) => distance >= ms) ?? SECONDS;
  const words = `${Math.floor(distance / unit.ms)} ${unit.word}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

/** In the reader's own time zone and to the second. */
export const exact = (at: number): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

export const timeOfDay = (at: number): string =>
  new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });

/** In the reader's own time zone. */
export const isSameDay = (a: number, b: number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/** The day as a heading: today, yesterday, else the date. */
export function dayName(at: number, now: number): string {
  if (isSameDay(at, now)) return "Today";
  if (isSameDay(at, now - DAY)) return "Yesterday";
  return new Date(at).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" });
}

/** Anew every five seconds. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
