/** How much room text takes in letters of one width: a Chinese letter takes two columns, an accent none. */

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
/** East Asian Wide and Fullwidth, as far as names are written with them. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]|\ufe0f/u;
const ELLIPSIS = "…";
/** Printable ASCII: as wide as it is long. */
const PLAIN = /^[\u0020-\u007e]*$/;

/** Of text without escape sequences. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += WIDE.test(segment) ? 2 : 1;
  return columns;
}

/** At most `max` columns, cut between characters and ended with an ellipsis. */
export function cutToColumns(text: string, max: number): string {
  if (columnsOf(text) <= max) return text;
  let kept = "";
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += WIDE.test(segment) ? 2 : 1;
    if (columns > max - 1) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

/** Longer text is left as it is. */
export const padToColumns = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - columnsOf(text)));
