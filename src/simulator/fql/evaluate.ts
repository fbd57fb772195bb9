/** Decides whether a document passes a filter, with the habits of the service that holds it. */
import { fitsPattern, hasText, hasTokens, isPattern, isSame, orderOf } from "./compare.ts";
import type { Scalar } from "./field.ts";
import { isListField, readField } from "./field.ts";
import { parseInstant } from "./instant.ts";
import { parseFilter } from "./parse.ts";
import type { Filter, Literal } from "./parse.ts";

/** Where services differ in what a filter means. */
export interface FieldRules {
  /** Fields that are split into tokens: `f:'v'` matches one token, letter case aside. */
  readonly text: ReadonlySet<string>;
  /** Whether `'*mid*'` finds anything; the hosts service wants `*'*mid*'` or `~'mid'`. */
  readonly plainInnerWildcard: boolean;
  /** Whether patterns reach into arrays; the alerts service matches those exactly only. */
  readonly wildcardInLists: boolean;
}

/** For documents as they are served. */
export type Predicate = (document: unknown) => boolean;
type Test = Extract<Filter, { kind: "test" }>;

/**
 * A predicate for a filter; an empty one passes everything.
 * @throws FqlError when the text is no filter
 */
export function compileFilter(source: string | undefined, rules: FieldRules, nowMs: number): Predicate {
  if (source === undefined || source.trim() === "") return () => true;
  const filter = parseFilter(source);
  return (document) => passes(filter, document, rules, nowMs);
}

function passes(filter: Filter, document: unknown, rules: FieldRules, nowMs: number): boolean {
  const holdsFor = (part: Filter): boolean => passes(part, document, rules, nowMs);
  if (filter.kind === "any") return filter.of.some(holdsFor);
  if (filter.kind === "all") return filter.of.every(holdsFor);
  return filter.kind === "not" ? !holdsFor(filter.of) : passesTest(filter, document, rules, nowMs);
}

function passesTest(test: Test, document: unknown, rules: FieldRules, nowMs: number): boolean {
  const values = readField(document, test.field);
  const inList = isListField(document, test.field);
  return test.values.some((literal) => {
    if (literal.kind === "null") return values.every((value) => value === "");
    return values.some((value) => holds(test, value, literal, { rules, nowMs, inList }));
  });
}

interface Context {
  readonly rules: FieldRules;
  readonly nowMs: number;
  readonly inList: boolean;
}

function holds({ operator, field }: Test, value: Scalar, literal: Literal, context: Context): boolean {
  const isText = typeof value === "string" && context.rules.text.has(field);
  if (operator === "exactly") return isSame(value, literal);
  if (operator === "contains") return hasText(String(value), literal);
  if (operator === "like") {
    const rules = { ...context.rules, plainInnerWildcard: true };
    return holdsPattern(value, literal, isText, { ...context, rules });
  }
  if (operator !== "equals") return holdsOrder(operator, orderOf(value, literal, context.nowMs));
  if (isPattern(literal)) return holdsPattern(value, literal, isText, context);
  return isText ? hasTokens(value, literal) : isSame(value, literal);
}

function holdsPattern(value: Scalar, literal: Literal, isText: boolean, context: Context): boolean {
  if (literal.kind !== "text") return isSame(value, literal);
  // An empty field is not indexed: `f:!'*'` finds what is not set.
  if (value === "") return false;
  const { pieces } = literal;
  const isOnlyInner = pieces.length > 2 && pieces[0] === "" && pieces.at(-1) === "";
  if (isOnlyInner && !context.rules.plainInnerWildcard) return false;
  if (context.inList && !context.rules.wildcardInLists) return false;
  if (parseInstant(String(value)) !== undefined) return pieces.every((piece) => piece === "");
  return fitsPattern(String(value), pieces, isText);
}

function holdsOrder(operator: ">" | ">=" | "<" | "<=", order: number | undefined): boolean {
  if (order === undefined) return false;
  const verdicts = { ">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0 };
  return verdicts[operator];
}
