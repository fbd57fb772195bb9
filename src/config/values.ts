/** The kinds of value that the settings file is made of, each with the words for what it takes. */
import { z } from "zod";
import { DAY, SECOND } from "../lib/clock.ts";
import { parseDuration } from "../lib/duration.ts";
import { ROLES } from "../chat/person.ts";
import { parsePlace, type Place } from "../chat/place.ts";
import { orList, quote, unknownKey } from "./faults.ts";

/** Where the settings may say something: the chat platforms and the console. */
export const PLACE_SURFACES = ["slack", "discord", "web"] as const;
const LONGEST_DURATION_MS = 30 * DAY;

/** Says that a value is missing before it says what to write. */
const words =
  (what: string) =>
  (issue: { readonly input?: unknown }): string =>
    issue.input === undefined ? `is missing; write ${what}` : `write ${what}`;

/** A map with these keys and no others. */
export const section = <S extends z.ZodRawShape>(shape: S) => {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? unknownKey(known)
        : words(`a section with ${known.join(", ")}`)(issue),
  });
};

/** A list of one kind of value; `what` is how a fault calls the list. */
export const list = <S extends z.ZodType>(each: S, what: string) => z.array(each, { error: words(what) });

/**
 * Ids, names and other words. A number is taken for its digits, unless it is so long that
 * YAML readers disagree about it: then somebody has forgotten the quotes.
 */
export const text = (what: string) =>
  z.union([z.string(), z.number(), z.bigint()], { error: words(what) }).transform((value, context) => {
    const isExact = typeof value === "string" || Number.isSafeInteger(value);
    if (!isExact) {
      context.addIssue(`write it in quotes, "${String(value)}": as a number its last digits are lost`);
    }
    const trimmed = String(value).trim();
    if (trimmed === "") context.addIssue(`write ${what}`);
    return trimmed;
  });

/** One word, or a list of them. */
export const texts = (what: string) =>
  z
    .preprocess(
      (value) => (Array.isArray(value) || value === undefined ? value : [value]),
      list(text(what), `${what}, or a list`),
    )
    .refine((words) => words.length > 0, { error: `write ${what}, or leave this out` });

/** Words out of a closed set. One fault for the list, which names every word that is not allowed. */
export const wordsOf = <const W extends readonly string[]>(
  allowed: W,
  options: { readonly least: number } = { least: 0 },
) => {
  const what = `a list out of ${orList(allowed)}`;
  return z.array(z.unknown(), { error: words(what) }).transform((written, context): W[number][] => {
    const strays = written.filter((word) => !allowed.includes(word as string));
    if (strays.length > 0) {
      const are = strays.length === 1 ? "is" : "are";
      context.addIssue(`${strays.map(quote).join(", ")} ${are} not allowed; write ${what}`);
    }
    if (written.length < options.least) context.addIssue(`write ${what}; it may not be empty`);
    return [...new Set(written as W[number][])];
  });
};

/** A list of roles, each once. An empty one is allowed: it says that somebody may do nothing. */
export const roles = wordsOf(ROLES);

/** One word of a closed set, in exactly these letters. */
export const oneOf = <const W extends readonly string[]>(allowed: W) =>
  z.enum(allowed, { error: words(orList(allowed)) });

/** Both bounds are allowed values. */
export const wholeNumber = (least: number, most: number) => {
  const error = words(`a whole number from ${least} to ${most}`);
  return z.int({ error }).min(least, { error }).max(most, { error });
};

/** A duration such as `15m`, in milliseconds. */
export const duration = () =>
  z.unknown().transform((written, context) => {
    const ms = typeof written === "string" ? parseDuration(written) : undefined;
    if (ms !== undefined && ms >= SECOND && ms <= LONGEST_DURATION_MS) return ms;
    context.addIssue("write a duration from 1s to 30d, such as 30s, 15m, 4h or 2d");
    return z.NEVER;
  });

/** `slack:C0ALERTS`. */
export const place = () =>
  z.unknown().transform((written, context): Place => {
    const found = typeof written === "string" ? parsePlace(written.trim()) : undefined;
    if (found !== undefined && PLACE_SURFACES.some((surface) => surface === found.surface)) return found;
    const missing = written === undefined ? "is missing; " : "";
    context.addIssue(
      `${missing}write a surface (${orList(PLACE_SURFACES)}) and a channel id, such as "slack:C0ALERTS"`,
    );
    return z.NEVER;
  });
