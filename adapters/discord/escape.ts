/**
 * Foreign text for Discord's Markdown. A backslash takes its meaning from every mark that has
 * one, so that what is shown is what was sent; in code nothing is read, and only the back-tick
 * has to be replaced. https://support.discord.com/hc/en-us/articles/210298617
 */
import { reveal, Untrusted } from "../../src/lib/untrusted.ts";
import { headWithin, tailWithin, visible, visibleLines } from "../../src/chat/visible.ts";

/** Looks like a back-tick and ends no code. */
export const HARMLESS_TICK = "ˋ";
const FENCE = /`{3,}|^`+|`+$/g;
/**
 * Brackets disarm masked links, so round ones need nothing; the colon before `//` disarms
 * addresses, which become links by themselves; `@`, `#` and `<` begin mentions.
 */
const MARKS = /[\\`*_~|<>@#[\]]|:(?=\/\/)/g;
/** At the beginning of a line these make lists and small print. */
const LINE_MARKS = /^(\s*)([-+])/gm;
/** Server invitations unfurl and link without a protocol. */
const INVITATION = /(discord(?:app)?)\.(?=gg|com)/gi;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Everything after this is plain text; whoever calls it has to escape. */
export const opened = (value: string | Untrusted): string =>
  value instanceof Untrusted ? reveal(value) : value;

/** `isLineStart`: a dash at the beginning would make a list. In the middle of a line it means nothing. */
export function escapeMarkdown(text: string, isLineStart = true): string {
  const escaped = text.replace(MARKS, "\\$&").replace(INVITATION, "$1\\.");
  return escaped.replace(LINE_MARKS, (whole, space: string, mark: string, offset: number) =>
    offset === 0 && !isLineStart ? whole : `${space}\\${mark}`,
  );
}

/** One line of foreign text, before escaping. */
export const foreignLine = (value: Untrusted): string => visible(reveal(value));

/** Text for a code span: one line, no back-tick. */
export const spanCode = (value: string | Untrusted): string =>
  visible(opened(value)).replaceAll("`", HARMLESS_TICK);

/** Text for a fenced block: it cannot close its fence. */
export const fencedCode = (text: string): string =>
  visibleLines(text).replace(FENCE, (ticks) => HARMLESS_TICK.repeat(ticks.length));

/** Whether a fenced block shows the back-ticks of this text as they are. */
export const isFenceProof = (text: string): boolean => text.search(FENCE) === -1;

/** Escaped, at most `max` long, cut between characters and never inside an escape. */
export function escapeWithin(text: string, max: number, isLineStart = true): string {
  const whole = escapeMarkdown(text, isLineStart);
  if (whole.length <= max) return whole;
  let kept = "";
  let size = 0;
  for (const { segment } of graphemes.segment(headWithin(text, max))) {
    size += escapeMarkdown(segment).length;
    if (size > max) break;
    kept += segment;
  }
  // Marks that are read with what follows them may have come together: give up until it fits.
  while (escapeMarkdown(kept, isLineStart).length > max) kept = headWithin(kept, kept.length - 1);
  return escapeMarkdown(kept, isLineStart);
}

/** The beginning and the end of long preformatted text. */
export const codeHead = (text: string, max: number): string =>
  headWithin(fencedCode(text.slice(0, max)), max);
export const codeTail = (text: string, max: number): string => tailWithin(fencedCode(text.slice(-max)), max);
