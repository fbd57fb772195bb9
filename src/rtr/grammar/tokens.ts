/**
 * A line of RTR cut into words, as Falcon cuts it: spaces separate, quotes group, three
 * backticks take anything. A backslash is a backslash, since paths of Windows end with one.
 */

export interface Token {
  /** Without its quotes. */
  readonly text: string;
  /** `-Name` of `-Name=value`; undefined for what is no flag. */
  readonly flag?: string;
  /** The value of a flag; undefined for one that stands alone. */
  readonly value?: string;
  /** Where its text, or its value, stands in the line, quotes included. */
  readonly from: number;
  readonly to: number;
}

export type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  | { readonly ok: false; readonly fault: string };

const TICKS = "```";
const SPACE = /\s/;
/** Flags are letters after one dash; `-1` and `-` are ordinary words. */
const FLAG = /^(-[A-Za-z][A-Za-z0-9-]*)(?:=|$)/;
/** Nothing that is typed needs these, and hosts may act on them. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

export function tokenize(line: string): Tokens {
  if (CONTROL.test(line)) return refused("The line holds control characters; type it again without them.");
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    if (SPACE.test(line[at] ?? "")) {
      if (line[at] === "\n" || line[at] === "\r") {
        return refused("One command a line. Text of several lines goes between three backticks.");
      }
      at += 1;
      continue;
    }
    const word = readWord(line, at);
    if ("fault" in word) return refused(word.fault);
    tokens.push(word.token);
    at = word.end;
  }
  return { ok: true, tokens };
}

type Word = { readonly token: Token; readonly end: number } | { readonly fault: string };

function readWord(line: string, start: number): Word {
  const flag = FLAG.exec(untilQuoteOrSpace(line, start))?.[1];
  let at = start;
  let text = "";
  while (at < line.length && !SPACE.test(line[at] ?? "")) {
    const quote = quoteAt(line, at);
    if (quote === undefined) {
      text += line[at] ?? "";
      at += 1;
      continue;
    }
    const end = line.indexOf(quote, at + quote.length);
    if (end < 0) return { fault: UNBALANCED[quote] ?? "A quote is not closed." };
    const inside = line.slice(at + quote.length, end);
    if (quote !== TICKS && /[\r\n]/.test(inside)) {
      return { fault: "A quoted text ends on its line. Text of several lines goes between three backticks." };
    }
    text += inside;
    at = end + quote.length;
  }
  if (flag === undefined) return { token: { text, from: start, to: at }, end: at };
  const equals = start + flag.length;
  if (line[equals] !== "=") return { token: { text, flag, from: start, to: at }, end: at };
  const value = text.slice(flag.length + 1);
  return { token: { text, flag, value, from: equals + 1, to: at }, end: at };
}

const UNBALANCED: Readonly<Record<string, string>> = {
  [TICKS]: "Three backticks are opened and not closed.",
  '"': 'A double quote (") is opened and not closed.',
  "'": "A single quote (') is opened and not closed.",
};

/** A quote opens where a word or a value begins; inside a word an apostrophe is a letter. */
function quoteAt(line: string, at: number): string | undefined {
  if (line.startsWith(TICKS, at)) return TICKS;
  const sign = line[at];
  if (sign === '"') return sign;
  const before = line[at - 1];
  const isStart = before === undefined || SPACE.test(before) || before === "=";
  return sign === "'" && isStart ? sign : undefined;
}

function untilQuoteOrSpace(line: string, start: number): string {
  const rest = line.slice(start, start + 64);
  const end = rest.search(/[\s"'`]/);
  return end < 0 ? rest : rest.slice(0, end);
}

const refused = (fault: string): Tokens => ({ ok: false, fault });
