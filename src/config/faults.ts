/** Everything that is wrong with the settings, told at once: where, and what to write instead. */
import type { z } from "zod";
import { editDistance } from "../lib/edit-distance.ts";

/** One thing that is wrong, in a line of its own. */
export interface Fault {
  /** A variable, or a place in the file: `people[0].roles`. */
  readonly path: string;
  /** What is wrong, and what to write. */
  readonly message: string;
}

const LONGEST_QUOTED = 60;
const UNPRINTABLE = /\p{C}|\p{Zl}|\p{Zp}/gu;
/** Keys that a path shows without quotes. */
const ORDINARY_KEY = /^[\p{L}\p{N}_-]{1,60}$/u;
/** A slip of the finger is at most this many letters away. */
const SLIP = 2;

/** All faults of the environment and the settings file; the message is printed as it is. */
export class ConfigFaults extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ path, message }) => `  ${path}: ${message}`);
    super(`The settings are not right; nothing was started.\n${lines.join("\n")}`);
    this.name = "ConfigFaults";
    this.faults = faults;
  }
}

/** `["people", 0, "roles"]` is `people[0].roles`. */
function writePath(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    // YAML takes any text for a key; an odd one must not break the line.
    return ORDINARY_KEY.test(String(part)) ? `.${String(part)}` : `[${quote(part)}]`;
  });
  return parts.join("").replace(/^\./, "");
}

/** zod's findings in our words; each unknown key is a fault of its own. */
export function readIssues(issues: readonly z.core.$ZodIssue[]): readonly Fault[] {
  return issues.flatMap((issue): readonly Fault[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({
          path: writePath([...issue.path, key]),
          message: withNearest(key, issue.message),
        }))
      : [{ path: writePath(issue.path) || "settings", message: issue.message }],
  );
}

const ALLOWED = "allowed: ";

/** The sentence for a key that is not known; `readIssues` reads the known ones back out of it. */
export const unknownKey = (known: readonly string[]): string =>
  `is not known here; ${ALLOWED}${known.join(", ")}`;

function withNearest(key: string, message: string): string {
  const known = message.split(ALLOWED)[1]?.split(", ") ?? [];
  const [nearest] = known
    .map((word) => ({ word, away: editDistance(key, word) }))
    .filter(({ away }) => away <= SLIP)
    .sort((a, b) => a.away - b.away);
  return nearest === undefined ? message : `${message} (did you mean ${nearest.word}?)`;
}

/** A written value as a fault may repeat it: one short line. */
export function quote(value: unknown): string {
  const isPlain = typeof value === "string" || typeof value === "bigint";
  const text = isPlain ? String(value) : (JSON.stringify(value, writeBigint) ?? "nothing");
  const plain = text.slice(0, LONGEST_QUOTED).replaceAll(UNPRINTABLE, "?");
  return JSON.stringify(plain + (text.length > LONGEST_QUOTED ? "…" : ""));
}

const writeBigint = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? String(value) : value;

/** `a, b or c`. */
export const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
