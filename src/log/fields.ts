/**
 * What is logged, made fit for a line: bounded, scrubbed, without control characters,
 * errors told in full. Reads only data: getters that throw and circles do no harm.
 */
import { clip, visible, visibleLines } from "../chat/visible.ts";
import { isSecretName, MASK, type Redactor } from "../lib/redact.ts";
import { Secret } from "../lib/secret.ts";
import { reveal, Untrusted } from "../lib/untrusted.ts";

const LONGEST_TEXT = 8_000;
const LONGEST_FOREIGN = 200;
const LONGEST_KEY = 100;
/** Cut this far behind the end first: a secret across the cut is still seen whole. */
const MARGIN = 8_000;
const DEEPEST = 8;
const MOST_PARTS = 100;
/** Keys that the line has already. */
const TAKEN = new Set(["level", "time", "msg", "component"]);

export interface Tidy {
  text(text: string): string;
  fields(fields: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

export function createTidy(redactor: Redactor): Tidy {
  const text = (given: string): string => {
    const clean = redactor.scrub(given.slice(0, LONGEST_TEXT + MARGIN));
    return clip(visibleLines(clean), LONGEST_TEXT);
  };
  const foreign = (given: Untrusted): string => {
    const clean = redactor.scrub(reveal(given).slice(0, LONGEST_TEXT + MARGIN));
    return clip(visible(clean), LONGEST_FOREIGN);
  };

  /** `above` are the objects that this value stands in. */
  function plain(value: unknown, above: readonly object[]): unknown {
    if (typeof value === "string") return words(value, above);
    if (typeof value === "bigint" || typeof value === "symbol") return text(String(value));
    if (typeof value === "function") return "[function]";
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Secret) return MASK;
    if (value instanceof Untrusted) return foreign(value);
    if (above.includes(value)) return "[circular]";
    if (above.length > DEEPEST) return "[too deep]";
    return composite(value, [...above, value]);
  }

  /** A body that is JSON has names too: what they hide is hidden in it as well. */
  function words(value: string, above: readonly object[]): string {
    const body = above.length > DEEPEST ? undefined : readBody(value);
    return text(body === undefined ? value : JSON.stringify(plain(body, [...above, body])));
  }

  function composite(value: object, above: readonly object[]): unknown {
    if (value instanceof Error) return error(value, above);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Map) return record([...value], above);
    if (Array.isArray(value) || value instanceof Set) return items([...value], above);
    const written = toJson(value);
    return written === undefined ? record(ownEntries(value), above) : plain(written, above);
  }

  const error = (value: Error, above: readonly object[]): unknown => {
    const told = ["name", "message", "code", "stack", "cause", "errors"] as const;
    const parts = told.map((key): [string, unknown] => [key, readProperty(value, key)]);
    return record(
      parts.filter(([, part]) => part !== undefined),
      above,
    );
  };

  const items = (values: readonly unknown[], above: readonly object[]): unknown[] => [
    ...values.slice(0, MOST_PARTS).map((value) => plain(value, above)),
    ...(values.length > MOST_PARTS ? [`… ${values.length - MOST_PARTS} more`] : []),
  ];

  const record = (
    entries: readonly (readonly [unknown, unknown])[],
    above: readonly object[],
  ): Record<string, unknown> =>
    Object.fromEntries(
      entries
        .slice(0, MOST_PARTS)
        .map(([key, value]) => [
          nameOf(key),
          isSecretName(String(key)) && isTelling(value) ? MASK : plain(value, above),
        ]),
    );

  const nameOf = (key: unknown): string => clip(visible(text(String(key))), LONGEST_KEY);

  return {
    text,
    fields: (fields) =>
      record(
        ownEntries(fields).map(([key, value]) => [TAKEN.has(key) ? `${key}_` : key, value]),
        [fields],
      ),
  };
}

/** The object or list that a text is the JSON of. */
function readBody(value: string): object | undefined {
  if (value.length > LONGEST_TEXT || !/^\s*[{[]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as object;
  } catch {
    // It only begins like JSON; it is a text like any other.
    return undefined;
  }
}

/** Yes, no and nothing give no secret away; whether a token is there is worth knowing. */
const isTelling = (value: unknown): boolean =>
  value !== undefined && value !== null && typeof value !== "boolean";

function ownEntries(value: object): [string, unknown][] {
  return Object.keys(value).map((key) => [key, readProperty(value, key)]);
}

function readProperty(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    // A getter of somebody's object; its trouble is not worth losing the line.
    return "[unreadable]";
  }
}

/** What the object says it should be written as, for dates, addresses and the like. */
function toJson(value: object): unknown {
  if (!("toJSON" in value) || typeof value.toJSON !== "function") return undefined;
  try {
    const written: unknown = value.toJSON();
    return written === value ? undefined : written;
  } catch {
    // An invalid date throws; it has no better words.
    return "[unreadable]";
  }
}
