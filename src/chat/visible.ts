/**
 * Foreign text made safe to look at, for every renderer: what cannot be seen is shown by
 * its code, terminal escapes are taken out, and text is cut where a reader would cut it.
 * Escaping for a platform is the renderer's own work and comes after this.
 */

/**
 * Colour and cursor sequences, window titles, terminal links. They change what a reader
 * sees elsewhere on the screen and carry no meaning of their own.
 */
// oxlint-disable-next-line no-control-regex
const TERMINAL_ESCAPES = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b\[[0-?]*[ -/]*[@-~]/g;

/** Control, format, invisible and unpaired characters; tab and line feed are judged apart. */
const HIDDEN = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/gu;

/** Joiners and selectors are part of an emoji when they stand inside one. */
const EMOJI_BEFORE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
const KEYCAP_BEFORE = /[0-9#*]$/;
const JOINER = "\u200D";
const EMOJI_SELECTOR = "\uFE0F";
const KEYCAP = "\u20E3";

/** Letters of these scripts pass for Latin ones. */
const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Whole words of these Cyrillic and Greek letters read as Latin words. */
const LATIN_LOOKALIKES = /^[аеорсухіјѕԁһӏԛԝАВЕКМНОРСТУХІЈЅαοορντυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ\p{N}]*$/u;
const ONLY_ASCII_OR_DIGITS = /^[\p{ASCII}\p{N}]*$/u;
/** Full-width and mathematical alphabets: other code points, the same words. */
const STYLED_LETTERS = /[\uFF01-\uFF5E\u{1D400}-\u{1D7FF}]/u;
const ODD_SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\u2800]/;

const ELLIPSIS = "…";
/** Units of the longest character that is kept whole; real ones have about thirty. */
const LONGEST_GRAPHEME = 64;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** One line: line breaks become `⏎`, so that foreign text cannot fake a line of ours. */
export function visible(text: string): string {
  return visibleLines(text).replaceAll("\n", "⏎").replaceAll("\t", " ");
}

/** The same with tabs and line breaks kept, for preformatted blocks. */
export function visibleLines(text: string): string {
  const plain = text.replace(TERMINAL_ESCAPES, "").replaceAll("\r\n", "\n");
  return plain.replace(HIDDEN, (character, offset: number) =>
    isOrdinary(character, offset, plain) ? character : spellOut(character),
  );
}

/** Text that may pass for other text: hidden characters, mixed or disguised alphabets. */
export function isSuspicious(text: string): boolean {
  if (visibleLines(text) !== text || STYLED_LETTERS.test(text) || ODD_SPACES.test(text)) return true;
  return (text.match(WORD) ?? []).some((word) => {
    const scripts = SCRIPTS.filter((script) => script.test(word));
    if (scripts.length > 1) return true;
    return !ONLY_ASCII_OR_DIGITS.test(word) && LATIN_LOOKALIKES.test(word);
  });
}

/**
 * At most `max` UTF-16 units, cut between characters as people count them and ended with
 * an ellipsis. One character longer than `max` (stacked accents) is cut between code points.
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = headWithin(text, max - ELLIPSIS.length);
  return max < 1 ? "" : kept + ELLIPSIS;
}

/** The longest beginning of `text` within `max` units that ends between two characters. */
export function headWithin(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  // A window is enough: a boundary beyond `max` is never wanted, and long text stays cheap.
  for (const { index, segment } of graphemes.segment(text.slice(0, max + LONGEST_GRAPHEME))) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  return end > 0 ? text.slice(0, end) : wholeCodePoints(text.slice(0, Math.max(0, max)));
}

/** The longest end of `text` within `max` units that begins between two characters. */
export function tailWithin(text: string, max: number): string {
  if (text.length <= max) return text;
  const from = text.length - max;
  const windowStart = Math.max(0, from - LONGEST_GRAPHEME);
  for (const { index } of graphemes.segment(text.slice(windowStart))) {
    if (windowStart + index >= from) return text.slice(windowStart + index);
  }
  return "";
}

function isOrdinary(character: string, offset: number, text: string): boolean {
  if (character === "\n" || character === "\t") return true;
  const before = text.slice(Math.max(0, offset - 2), offset);
  const after = text.slice(offset + 1, offset + 3);
  if (character === JOINER) return EMOJI_BEFORE.test(before) && EMOJI_AFTER.test(after);
  if (character !== EMOJI_SELECTOR) return false;
  return EMOJI_BEFORE.test(before) || (KEYCAP_BEFORE.test(before) && after.startsWith(KEYCAP));
}

/** A character by its code, as everywhere where it could not be seen. */
export function spellOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟦U+${code.toString(16).toUpperCase().padStart(4, "0")}⟧`;
}

function wholeCodePoints(text: string): string {
  return text.isWellFormed() ? text : text.replace(/[\uD800-\uDBFF]$/, "");
}
