/** How hosts write tables, times and their own failures. */
import { DiskError } from "../disk.ts";
import type { Platform } from "../paths.ts";
import { failed, type Outcome } from "./verb.ts";

const WINDOWS: Record<DiskError["reason"], (path: string) => string> = {
  missing: (path) => `Cannot find path '${path}' because it does not exist.`,
  exists: (path) => `An item with the specified name ${path} already exists.`,
  directory: (path) => `Access to the path '${path}' is denied: it is a directory.`,
  "not-directory": (path) => `The path '${path}' is not a directory.`,
  "not-empty": (path) => `The directory '${path}' is not empty. Use -Force to remove it.`,
};

const POSIX: Record<DiskError["reason"], (path: string) => string> = {
  missing: (path) => `${path}: No such file or directory`,
  exists: (path) => `${path}: File exists`,
  directory: (path) => `${path}: Is a directory`,
  "not-directory": (path) => `${path}: Not a directory`,
  "not-empty": (path) => `${path}: Directory not empty`,
};

/** Runs what touches the disk; what does not fit is told as the host tells it. */
export function touching(platform: Platform, work: () => Outcome): Outcome {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return failed((platform === "Windows" ? WINDOWS : POSIX)[error.reason](error.path));
  }
}

/** Columns of fixed width under a line of dashes. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(" ")
      .trimEnd();
  const dashes = columns.map((title) => "-".repeat(title.length));
  return `${[columns, dashes, ...rows].map(line).join("\n")}\n`;
}

/** `1/31/2026 4:05:06 PM` */
export function windowsTime(ms: number): string {
  const date = new Date(ms);
  const hours = date.getUTCHours();
  const two = (value: number): string => String(value).padStart(2, "0");
  const time = `${hours % 12 === 0 ? 12 : hours % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${time} ${hours < 12 ? "AM" : "PM"}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `Jan 31 16:05` */
export function posixTime(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2);
  return `${MONTHS[date.getUTCMonth()] ?? ""} ${day} ${date.toISOString().slice(11, 16)}`;
}
