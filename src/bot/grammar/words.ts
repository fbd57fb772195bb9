/**
 * Cuts a typed line into words. Quotes group: straight ones, and the curly ones that
 * phones and chat clients put in their place. An apostrophe inside a word is no quote.
 * Positions are kept, because a reason is taken from the line as it was typed.
 */

export interface Word {
  /** As typed, less quotes around the whole of it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The whole word stood in quotes: it is never an option and never a filler. */
  readonly quoted: boolean;
}

export interface Words {
  readonly words: readonly Word[];
  /** A quote was opened at the start of a word and never closed. */
  readonly isUnclosed: boolean;
}

const DOUBLE = new Set(['"', "\u201c", "\u201d", "\u201e"]);
const SINGLE = new Set(["'", "\u2018", "\u2019", "\u201a"]);
const SPACE = /\s/u;
/** `--name=` or `name:` directly before a quote. */
const OPTION_START = /^(?:(?:--|\u2014|\u2013)[\p{L}\w-]+=|[\p{L}\w-]+:)$/u;

/** Time grows with the length of the line, also for one that is all quotes. */
export function cutWords(line: string): Words {
  const words: Word[] = [];
  const last = new Map([DOUBLE, SINGLE].map((family) => [family, lastClosing(line, family)]));
  let isUnclosed = false;
  let at = 0;
  while (at < line.length) {
    if (SPACE.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    const word = quotedWord(line, at, last) ?? plainWord(line, at, last);
    if (!word.quoted && isQuote(word.text)) isUnclosed = true;
    words.push(word);
    at = word.end;
  }
  return { words, isUnclosed };
}

/** Begins with a quote of any of the kinds that are read. */
export const isQuote = (text: string): boolean => {
  const first = text.charAt(0);
  return DOUBLE.has(first) || SINGLE.has(first);
};

function quotedWord(line: string, start: number, last: LastClosing): Word | undefined {
  const close = closingQuote(line, start, last);
  if (close === undefined) return undefined;
  return { text: line.slice(start + 1, close), start, end: close + 1, quoted: true };
}

/** Up to the next space; a quote right after `--name=` or `name:` takes its spaces along. */
function plainWord(line: string, start: number, last: LastClosing): Word {
  let end = start;
  while (end < line.length && !SPACE.test(line.charAt(end))) {
    const before = line.slice(start, end);
    if (isQuote(line.charAt(end)) && OPTION_START.test(before)) {
      const close = closingQuote(line, end, last);
      // A second quote inside means a filter expression (`a:'x'+b:'y'`), not one quoted value.
      if (close !== undefined && unquoted(line.slice(end, close + 1)) !== undefined) {
        return { text: line.slice(start, close + 1), start, end: close + 1, quoted: false };
      }
    }
    end += 1;
  }
  return { text: line.slice(start, end), start, end, quoted: false };
}

/** Where the quote opened at `open` ends: its partner at the end of a word. */
function closingQuote(line: string, open: number, last: LastClosing): number | undefined {
  const family = familyOf(line.charAt(open));
  if (family === undefined || open >= (last.get(family) ?? 0)) return undefined;
  let at = open + 1;
  while (!isClosing(line, at, family)) at += 1;
  return at;
}

/** The last place where a quote of each family ends: behind it nothing needs to be searched. */
type LastClosing = ReadonlyMap<ReadonlySet<string>, number>;

function lastClosing(line: string, family: ReadonlySet<string>): number {
  let at = line.length - 1;
  while (at >= 0 && !isClosing(line, at, family)) at -= 1;
  return at;
}

const isClosing = (line: string, at: number, family: ReadonlySet<string>): boolean =>
  family.has(line.charAt(at)) && (at + 1 === line.length || SPACE.test(line.charAt(at + 1)));

const familyOf = (quote: string): ReadonlySet<string> | undefined =>
  DOUBLE.has(quote) ? DOUBLE : SINGLE.has(quote) ? SINGLE : undefined;

/** What stands between a pair of quotes; undefined when this is not one pair and nothing else. */
export function unquoted(text: string): string | undefined {
  const family = familyOf(text.charAt(0));
  const inner = text.slice(1, -1);
  const isPair = family !== undefined && text.length > 1 && family.has(text.charAt(text.length - 1));
  return isPair && !Array.from(inner).some((letter) => family.has(letter)) ? inner : undefined;
}
