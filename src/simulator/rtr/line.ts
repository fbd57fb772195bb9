/** A command line as hosts read it: words, quotes, texts in triple back-ticks, flags with values. */
export interface Line {
  /** The words in order, the command first; flags are not among them. */
  readonly words: readonly string[];
  /** By name in lower case, without the dash; an empty value for a bare flag. */
  readonly flags: ReadonlyMap<string, string>;
}

const FENCE = "```";
const FLAG = /^-{1,2}([A-Za-z][\w-]*)(?:=([\s\S]*))?$/;

/** Undefined when a quote is never closed. */
export function readLine(text: string): Line | undefined {
  const tokens = tokenize(text);
  if (tokens === undefined) return undefined;
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (const { text: token, isQuoted } of tokens) {
    const [, name, value] = (isQuoted ? undefined : FLAG.exec(token)) ?? [];
    if (name === undefined || words.length === 0) words.push(token);
    else flags.set(name.toLowerCase(), value ?? "");
  }
  return { words, flags };
}

interface Token {
  readonly text: string;
  /** Begins with a quote, so it is no flag. */
  readonly isQuoted: boolean;
}

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const isQuoted = quoteAt(text, at) !== undefined;
    let token = "";
    while (at < text.length && !/\s/.test(text.charAt(at))) {
      const quote = quoteAt(text, at);
      if (quote === undefined) {
        token += text.charAt(at);
        at += 1;
        continue;
      }
      const end = text.indexOf(quote, at + quote.length);
      if (end < 0) return undefined;
      token += text.slice(at + quote.length, end);
      at = end + quote.length;
    }
    tokens.push({ text: token, isQuoted });
  }
  return tokens;
}

function quoteAt(text: string, at: number): string | undefined {
  if (text.startsWith(FENCE, at)) return FENCE;
  const char = text.charAt(at);
  // Within a word an apostrophe is one; a quote there follows the `=` of a flag.
  const isStart = at === 0 || /[\s=]/.test(text.charAt(at - 1));
  return char === '"' || (char === "'" && isStart) ? char : undefined;
}
