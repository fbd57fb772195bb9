/** How one stored value stands to one written value: equality, patterns, tokens and order. */
import type { Scalar } from "./field.ts";
import { parseInstant, parseRelative } from "./instant.ts";
import type { Literal } from "./parse.ts";

const TOKEN = /[\p{L}\p{N}]+/gu;

/** The text of a literal, its wildcards written back as asterisks. */
function literalText(literal: Literal): string {
  if (literal.kind === "text") return literal.pieces.join("*");
  return literal.kind === "null" ? "" : String(literal.value);
}

/** Whether it has a wildcard; an escaped asterisk is none. */
export const isPattern = (literal: Literal): boolean => literal.kind === "text" && literal.pieces.length > 1;

/** Numbers by value, instants by moment, everything else letter by letter. */
export function isSame(value: Scalar, literal: Literal): boolean {
  const text = literalText(literal);
  if (typeof value === "number") return text.trim() !== "" && Number(text) === value;
  if (String(value) === text) return true;
  if (literal.kind === "number") return Number(value) === literal.value && String(value).trim() !== "";
  const written = parseInstant(text);
  return written !== undefined && written === parseInstant(String(value));
}

/** The tokens of the literal appear in the value, side by side and in order, letter case aside. */
export function hasTokens(value: string, literal: Literal): boolean {
  const wanted = tokensOf(literalText(literal));
  if (wanted.length === 0) return value.toLowerCase() === literalText(literal).toLowerCase();
  return ` ${tokensOf(value).join(" ")} `.includes(` ${wanted.join(" ")} `);
}

/** Plain text inside the value, letter case aside: what `~` finds. */
export function hasText(value: string, literal: Literal): boolean {
  const text = literalText(literal).replaceAll("*", "").toLowerCase();
  return value.toLowerCase().includes(text);
}

/** Wildcards without regular expressions, so that no filter can be made slow. */
export function fitsPattern(value: string, pieces: readonly string[], ignoreCase: boolean): boolean {
  const text = ignoreCase ? value.toLowerCase() : value;
  const parts = ignoreCase ? pieces.map((piece) => piece.toLowerCase()) : pieces;
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length < 2) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** Negative, zero or positive like a sort callback; undefined where the two have no order. */
export function orderOf(value: Scalar, literal: Literal, nowMs: number): number | undefined {
  const text = literalText(literal);
  if (typeof value === "number") return text.trim() === "" ? undefined : orderNumbers(value, Number(text));
  const written = parseRelative(text, nowMs) ?? parseInstant(text);
  const stored = parseInstant(String(value));
  if (written !== undefined) return stored === undefined ? undefined : orderBig(stored, written);
  if (literal.kind === "number") return orderNumbers(Number(value), literal.value);
  return orderTexts(String(value), text);
}

/** A value read once for all the comparisons of a sort. */
export interface Sortable {
  readonly value: Scalar;
  readonly instant: bigint | undefined;
}

export const sortable = (value: Scalar): Sortable => ({
  value,
  instant: typeof value === "string" ? parseInstant(value) : undefined,
});

/** The order that sorting uses: instants by time, numbers by size, all else as text. */
export function orderSortables(left: Sortable, right: Sortable): number {
  if (typeof left.value === "number" && typeof right.value === "number") return left.value - right.value;
  if (left.instant !== undefined && right.instant !== undefined) return orderBig(left.instant, right.instant);
  return orderTexts(String(left.value), String(right.value));
}

export const orderValues = (left: Scalar, right: Scalar): number =>
  orderSortables(sortable(left), sortable(right));

function tokensOf(text: string): string[] {
  return text.toLowerCase().match(TOKEN) ?? [];
}

function orderNumbers(left: number, right: number): number | undefined {
  const difference = left - right;
  return Number.isNaN(difference) ? undefined : difference;
}

const orderBig = (left: bigint, right: bigint): number => (left < right ? -1 : left > right ? 1 : 0);

const orderTexts = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
