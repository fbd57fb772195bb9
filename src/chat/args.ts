/**
 * The arguments of commands: zod schemas that also know how people write them. From
 * one object of these come the text grammar, forms, typed options, the web
 * form, the shell's flags and the MCP tool's schema.
 */
import { z } from "zod";
import { DAY } from "../lib/clock.ts";
import { parseDuration } from "../lib/duration.ts";
import { readCursor, type Cursor } from "./cursor.ts";

type ArgKind =
  | "host"
  /** One or more hosts; in a line, the leading words that each name exactly one. */
  | "hosts"
  | "request"
  | "alert"
  | "person"
  | "command"
  | "tenant"
  | "text"
  | "number"
  | "duration"
  | "choice"
  | "flag";

interface ArgMeta {
  readonly kind: ArgKind;
  readonly label: string;
  readonly hint?: string;
  /** Written as `--name value` or `name:value`; otherwise positional, in the order of the definition. */
  readonly named: boolean;
  /** A positional text that takes the rest of the line. */
  readonly rest: boolean;
  readonly choices?: readonly string[];
  readonly maxLength?: number;
  /** The bounds of a number, and what it is when nothing is written. */
  readonly range?: { readonly least: number; readonly most: number; readonly fallback: number };
  /** Only a person may use it: programs are not offered it. */
  readonly forPeople?: boolean;
}

/** One argument as grammar, forms, menus and tools need it; made by `describeArgs` alone. */
export interface ArgInfo extends ArgMeta {
  readonly name: string;
  readonly required: boolean;
}

const registry = z.registry<ArgMeta>();

/** Longest free text that we take: what chat platforms' inputs allow. */
const TEXT_LIMIT = 3_000;
const NAME_LIMIT = 255;
/** Page tokens are the services' own and can be long. */
const LONGEST_CURSOR = 4_000;
const LONGEST_DAYS = 365;

type Extra = Partial<Omit<ArgMeta, "kind" | "label">>;

const known = <S extends z.ZodType>(schema: S, kind: ArgKind, label: string, extra: Extra = {}): S => {
  registry.add(schema, { kind, label, named: false, rest: false, ...extra });
  return schema;
};

const name = (longest = NAME_LIMIT): z.ZodString => z.string().trim().min(1).max(longest);

/** As written; the command resolves it, and throws `Ambiguity` or `NotFound`. */
export const host = (label = "Host", hint = "hostname, device id or IP address") =>
  known(name(), "host", label, { hint });

export const optionalHost = (label = "Host", hint = "hostname, device id or IP address") =>
  known(name().optional(), "host", label, { hint });

/** Written hosts, each still to be resolved. Commas and spaces separate them. */
export const hosts = (label = "Hosts", hint = "hostnames, device ids or IP addresses, separated by spaces") =>
  known(
    z.union([z.string(), z.array(z.string())]).transform((written, context) => {
      const words = (typeof written === "string" ? written.split(/[\s,]+/) : written).filter((w) => w !== "");
      if (words.length === 0) context.addIssue("name at least one host");
      return words;
    }),
    "hosts",
    label,
    { hint },
  );

/** A positional text that takes the rest of the line. */
export const rest = (label: string, hint: string) =>
  known(z.string().trim().min(1, "write a few words").max(TEXT_LIMIT), "text", label, {
    hint,
    rest: true,
    maxLength: TEXT_LIMIT,
  });

/** The same, and it may be left out. */
export const optionalRest = (label: string, hint: string) =>
  known(z.string().trim().max(TEXT_LIMIT).optional(), "text", label, {
    hint,
    rest: true,
    maxLength: TEXT_LIMIT,
  });

/** One word, or several in quotes. `kind` says what completion offers for it. */
export const word = (label: string, hint: string, kind: ArgKind = "text", longest = NAME_LIMIT) =>
  known(name(longest), kind, label, { hint });

export const optionalWord = (label: string, hint: string, kind: ArgKind = "text") =>
  known(name().optional(), kind, label, { hint });

/** An optional word that is always written with its name: `--cve CVE-2024-1234`. */
export const named = (label: string, hint: string) =>
  known(name().optional(), "text", label, { hint, named: true });

/** A Flight Control child. */
export const tenant = () =>
  known(name().optional(), "tenant", "Tenant", {
    hint: "a Flight Control child, by name or CID",
    named: true,
  });

/** One of a closed set, in any letter case; always optional, and named unless `extra` says otherwise. */
export const choice = <const C extends readonly [string, ...string[]]>(
  label: string,
  choices: C,
  extra: { readonly hint?: string; readonly named?: boolean } = {},
) =>
  known(
    z.preprocess((v) => (typeof v === "string" ? v.toLowerCase() : v), z.enum(choices)).optional(),
    "choice",
    label,
    { choices, named: true, ...extra },
  );

/** A whole number from 1 to `most`; `fallback` when it is not written. */
export const count = (label: string, fallback: number, most: number) =>
  known(z.coerce.number().int().min(1).max(most).default(fallback), "number", label, {
    named: true,
    hint: `1 to ${most}, ${fallback} unless you say otherwise`,
    range: { least: 1, most, fallback },
  });

/** A duration such as `4h`, in milliseconds. */
export const duration = (
  label: string,
  hint: string,
  bounds: { readonly least: number; readonly most: number },
) =>
  known(
    z
      .string()
      .transform((written, context) => {
        const ms = parseDuration(written);
        if (ms === undefined) context.addIssue("write a duration such as 30m, 4h or 2d");
        else if (ms < bounds.least || ms > bounds.most) context.addIssue("too short or too long");
        return ms ?? 0;
      })
      .optional(),
    "duration",
    label,
    { hint, named: true },
  );

/** On when present: `--emergency`. */
export const flag = (label: string, hint: string, extra: { readonly forPeople?: boolean } = {}) =>
  known(z.union([z.boolean(), z.stringbool()]).default(false), "flag", label, {
    hint,
    named: true,
    ...extra,
  });

/** Look-back of the look-ups, in days. */
export const days = (fallback: number) => count("Days", fallback, 90);

/** The same where looking back is not the first question: without it, all of time. */
export const optionalDays = () =>
  known(z.coerce.number().int().min(1).max(LONGEST_DAYS).optional(), "number", "Days", {
    named: true,
    hint: `only the last so many, at most ${LONGEST_DAYS}`,
  });

/** The next page of a look-up, as its card wrote it. */
export const pageCursor = () =>
  known(
    z
      .string()
      .max(LONGEST_CURSOR)
      .transform((written, context): Cursor => {
        const cursor = readCursor(written);
        if (cursor === undefined) context.addIssue("take it from the page before, or leave it out");
        return cursor ?? { asOf: 0, skipped: 0 };
      })
      .optional(),
    "text",
    "Page",
    { named: true, hint: "the next page, as the page before gives it", maxLength: LONGEST_CURSOR },
  );

/** Longest time that an isolation may be limited to. */
export const LONGEST_HOLD = 30 * DAY;

/** The arguments of a definition in writing order. A schema that was not made here is a programming error. */
export function describeArgs(schema: z.ZodObject): readonly ArgInfo[] {
  return Object.entries(schema.shape).map(([argName, field]) => {
    const meta = registry.get(field as z.ZodType);
    if (meta === undefined) throw new Error(`argument ${argName} was not made by chat/args`);
    return { ...meta, name: argName, required: !z.safeParse(field as z.ZodType, undefined).success };
  });
}
