/** A long line broken into a few short ones, at spaces where there are any; what is left out is said. */
import type { Untrusted } from "../lib/untrusted.ts";
import { shown } from "./text.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** Letters beyond these are drawn wider than a column. */
const ONE_COLUMN = /^[\u0020-\u024f…⏎⟦⟧]$/;
/** A line is rather broken inside a word than left this empty. */
const FULL_ENOUGH = 0.6;

/** At most `lines` lines of `columns` letters of the fixed-width font; none for nothing but space. */
export function wrapped(
  text: string | Untrusted,
  { columns, lines: most }: { readonly columns: number; readonly lines: number },
): readonly string[] {
  const whole = shown(text, columns * (most + 1));
  if (whole.trim() === "") return [];
  const lines: string[] = [];
  let rest = [...graphemes.segment(whole)].map(({ segment }) => segment);
  while (rest.length > 0 && lines.length < most) {
    const end = endOfLine(rest, columns);
    lines.push(rest.slice(0, end).join("").trimEnd());
    rest = rest.slice(end);
    while (rest[0] === " ") rest = rest.slice(1);
  }
  const isCut = rest.length > 0 || whole.endsWith("…");
  const last = lines.pop() ?? "";
  const size = ` … ${text.length.toLocaleString("en")} characters in all`;
  return [...lines, isCut ? last.slice(0, Math.max(0, columns - size.length)).toWellFormed() + size : last];
}

function endOfLine(letters: readonly string[], columns: number): number {
  let used = 0;
  let lastSpace = -1;
  for (const [index, letter] of letters.entries()) {
    used += ONE_COLUMN.test(letter) ? 1 : 2;
    if (used > columns) return lastSpace > index * FULL_ENOUGH ? lastSpace + 1 : Math.max(index, 1);
    if (letter === " ") lastSpace = index;
  }
  return letters.length;
}
