/**
 * Cuts Falcon Query Language into tokens. Quoted text keeps its unescaped asterisks
 * apart as gaps, because `'a*'` is a pattern and `'a\*'` is not.
 */
import { FqlError } from "./error.ts";

/** The longer ones first: `>=` before `>`. */
export const MARKS = ["!~", ">=", "<=", "(", ")", "[", "]", ",", "+", ":", "!", ">", "<", "~", "*"] as const;
/** A sign of the grammar outside quotes. */
export type Mark = (typeof MARKS)[number];

/** `at` is where it begins in the text, for the words of an error. */
export type Token =
  | { readonly kind: "mark"; readonly mark: Mark; readonly at: number }
  /** A field name, a number, `true`, `false` or `null`. */
  | { readonly kind: "word"; readonly word: string; readonly at: number }
  /** `pieces` are the stretches between wildcards: one piece is plain text. */
  | { readonly kind: "text"; readonly pieces: readonly string[]; readonly at: number };

const SPACE = /\s+/y;
const WORD = /[-\w.@]+/y;
const QUOTES = ["'", '"'];

/** @throws FqlError for a quote without an end, or a sign of no meaning */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const space = match(SPACE, source, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const { token, end } = readToken(source, at);
    tokens.push(token);
    at = end;
  }
  return tokens;
}

function readToken(source: string, at: number): { token: Token; end: number } {
  if (QUOTES.includes(source.charAt(at))) return readText(source, at);
  const word = match(WORD, source, at);
  if (word !== undefined) return { token: { kind: "word", word, at }, end: at + word.length };
  const mark = MARKS.find((candidate) => source.startsWith(candidate, at));
  if (mark !== undefined) return { token: { kind: "mark", mark, at }, end: at + mark.length };
  throw new FqlError(`unexpected character ${JSON.stringify(source.charAt(at))}`, at);
}

function readText(source: string, start: number): { token: Token; end: number } {
  const quote = source.charAt(start);
  const pieces = [""];
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === quote) return { token: { kind: "text", pieces, at: start }, end: at + 1 };
    if (character === "*") {
      pieces.push("");
      continue;
    }
    if (character === "\\") at += 1;
    pieces[pieces.length - 1] += source.charAt(at);
  }
  throw new FqlError("text without a closing quote", start);
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
