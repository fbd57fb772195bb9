/**
 * Falcon Query Language as a tagged template that quotes values, so that no text is ever
 * pasted into a filter. Grammar: falcon-api "FQL"; strings in single quotes, `'` and `\`
 * escaped, lists in brackets.
 */
import { UserError } from "../lib/errors.ts";
import { reveal, Untrusted } from "../lib/untrusted.ts";

declare const brand: unique symbol;
/** A filter that was built here. */
export type Fql = string & { readonly [brand]: "fql" };

/**
 * A list becomes `['a','b']`, Falcon's exact match, which heeds letter case; a bare text is
 * matched by its tokens.
 */
export type FqlValue = string | number | boolean | Untrusted | Date | readonly (string | Untrusted)[];

/** Wraps a finished filter so that the template inserts it as it is. */
class Part {
  readonly filter: Fql;

  constructor(filter: Fql) {
    this.filter = filter;
  }
}

const LONGEST_RAW = 2_000;

/** ``fql`hostname:${name}+status:${["new", "reopened"]}` `` */
export function fql(strings: TemplateStringsArray, ...values: readonly (FqlValue | Part)[]): Fql {
  return strings.reduce((filter, fixed, i) => {
    const value = values[i];
    return filter + fixed + (i < values.length && value !== undefined ? literal(value) : "");
  }, "") as Fql;
}

/** A filter to be nested in a template: ``fql`${part(inner)}+x:1` ``. */
export const part = (filter: Fql): Part => new Part(filter);

/** All of these; what is undefined is left out. */
export function and(first: Fql, ...others: readonly (Fql | undefined)[]): Fql;
export function and(...filters: readonly (Fql | undefined)[]): Fql | undefined;
export function and(...filters: readonly (Fql | undefined)[]): Fql | undefined {
  return join(filters, "+");
}

/** Any of these; what is undefined is left out. */
export function or(first: Fql, ...others: readonly (Fql | undefined)[]): Fql;
export function or(...filters: readonly (Fql | undefined)[]): Fql | undefined;
export function or(...filters: readonly (Fql | undefined)[]): Fql | undefined {
  return join(filters, ",");
}

/** A moment as FQL compares it: RFC 3339, UTC. */
export const since = (moment: number): string => new Date(moment).toISOString();

/**
 * Whether the text is a filter: it begins with a field, a colon, and what only a filter has
 * next. A text that turns into one further on is a text, and is quoted.
 */
export const isFql = (text: string): boolean =>
  /^[\s(]*[a-z_][\w.]*:\s*(?:[!<>~*=]*['"[]|[!<>]=?|\(|null\b|\d)/i.test(text);

/**
 * A filter that a person wrote in FQL themselves. Checked for length, quotes and brackets;
 * Falcon judges the rest.
 * @throws UserError with what is wrong
 */
export function rawFql(written: string): Fql {
  if (written.length > LONGEST_RAW)
    throw new UserError(`The filter is longer than ${LONGEST_RAW} characters.`);
  const open: string[] = [];
  let isQuoted = false;
  for (let i = 0; i < written.length; i += 1) {
    const sign = written.charAt(i);
    if (isQuoted && sign === "\\") i += 1;
    else if (sign === "'") isQuoted = !isQuoted;
    else if (!isQuoted && (sign === "(" || sign === "[")) open.push(sign === "(" ? ")" : "]");
    else if (!isQuoted && (sign === ")" || sign === "]") && open.pop() !== sign) {
      throw new UserError(`The filter has a ${sign} that nothing opened.`);
    }
  }
  if (isQuoted) throw new UserError("The filter has a quote that is not closed.");
  if (open.length > 0) throw new UserError(`The filter lacks a ${open.at(-1)}.`);
  return written as Fql;
}

function join(filters: readonly (Fql | undefined)[], sign: "+" | ","): Fql | undefined {
  const given = filters.filter((filter) => filter !== undefined && filter !== "");
  if (given.length < 2) return given[0];
  return given.map((filter) => `(${filter})`).join(sign) as Fql;
}

function literal(value: FqlValue | Part): string {
  if (value instanceof Part) return value.filter;
  if (typeof value === "number") return bare(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Date) return quoted(value.toISOString());
  if (value instanceof Untrusted) return quoted(reveal(value));
  if (typeof value === "string") return quoted(value);
  return `[${value.map((one) => quoted(typeof one === "string" ? one : reveal(one))).join(",")}]`;
}

function bare(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError("a filter compares finite numbers only");
  return String(value);
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
