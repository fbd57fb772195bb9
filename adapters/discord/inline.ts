/**
 * The text inside a line as Discord Markdown within a length. Moments and links are written
 * whole or not at all, and every mark that is opened is closed.
 */
import type { Inline, Span } from "../../src/chat/card.ts";
import { visible, visibleLines } from "../../src/chat/visible.ts";
import { utc } from "../../src/chat/words.ts";
import { Untrusted } from "../../src/lib/untrusted.ts";
import { escapeMarkdown, escapeWithin, foreignLine, spanCode } from "./escape.ts";
import { LIMITS } from "./limits.ts";

const ELLIPSIS = "…";
const BOLD = "**";
const TICK = "`";
/** Our own wording may hold code spans; foreign text never does. */
const OWN_CODE = /(`[^`\n]+`)/;

/** Markdown that is valid although it may be cut. */
export interface Fitted {
  readonly text: string;
  /** Something had to be left out. */
  readonly isCut: boolean;
}

/** Markdown of at most `max` characters. */
export function markdown(inline: Inline, max: number): Fitted {
  const line = new LineWriter(max - ELLIPSIS.length);
  write(inline, line);
  return line.isCut ? { text: line.out + ELLIPSIS, isCut: true } : { text: line.out, isCut: false };
}

const isList = (inline: Inline): inline is readonly Inline[] => Array.isArray(inline);

/** Collects Markdown until the room is used up; the rest is dropped and remembered as cut. */
class LineWriter {
  out = "";
  isCut = false;
  isBold = false;
  readonly #room: number;

  constructor(room: number) {
    this.#room = room;
  }

  #left(): number {
    return this.#room - this.out.length - (this.isBold ? BOLD.length : 0);
  }

  text(raw: string): void {
    if (this.isCut || raw === "") return;
    const isLineStart = /(?:^|\n)\s*$/.test(this.out);
    const fitting = escapeWithin(raw, this.#left(), isLineStart);
    this.isCut = fitting.length < escapeMarkdown(raw, isLineStart).length;
    this.out += fitting;
  }

  /** Markup that means nothing when cut. */
  atom(markup: string): void {
    if (this.isCut) return;
    if (markup.length > this.#left()) this.isCut = true;
    else this.out += markup;
  }

  /** A code span holds at least one visible character, and two never touch. */
  code(raw: string): void {
    if (raw.trim() === "") return this.text(raw);
    if (this.out.endsWith(TICK)) this.atom(" ");
    const room = this.#left() - 2 * TICK.length;
    const fitting = raw.length <= room ? raw : cutCode(raw, room);
    if (this.isCut || fitting === "") this.isCut = true;
    else this.out += TICK + fitting + TICK;
    if (fitting.length < raw.length) this.isCut = true;
  }

  /** Bold, once: marks inside marks would end each other. */
  bold(body: () => void): void {
    if (this.isBold || this.isCut) return body();
    if (this.#left() <= 2 * BOLD.length) {
      this.isCut = true;
      return;
    }
    const start = this.out;
    this.out += BOLD;
    this.isBold = true;
    body();
    this.isBold = false;
    const written = this.out.slice(start.length + BOLD.length);
    this.out = written.trim() === "" ? start + written : this.out + BOLD;
  }
}

const cutCode = (raw: string, room: number): string =>
  room < 1
    ? ""
    : (Array.from(new Intl.Segmenter("en").segment(raw.slice(0, room))).slice(0, -1) ?? [])
        .map(({ segment }) => segment)
        .join("");

function write(inline: Inline, line: LineWriter): void {
  if (typeof inline === "string") writeOwn(visibleLines(inline), line);
  else if (inline instanceof Untrusted) line.text(foreignLine(inline));
  else if (isList(inline)) for (const part of inline) write(part, line);
  else writeSpan(inline, line);
}

const withoutTicks = (span: string): string => span.slice(1, -1);

function writeOwn(text: string, line: LineWriter): void {
  for (const [index, part] of text.split(OWN_CODE).entries()) {
    if (index % 2 === 1) line.code(withoutTicks(part));
    else line.text(part);
  }
}

function writeSpan(span: Span, line: LineWriter): void {
  switch (span.span) {
    case "strong":
      return line.bold(() => write(span.text, line));
    case "code":
      return line.code(spanCode(span.text));
    case "link":
      return writeLink(span.url, span.text, line);
    case "time":
      return writeTime(span.at, span.style, line);
  }
}

function writeLink(url: string, words: string, line: LineWriter): void {
  const address = safeAddress(url);
  const label = escapeMarkdown(visible(words), false);
  if (address === undefined || label.trim() === "") line.text(visible(`${words} (${url})`));
  else line.atom(`[${label}](${address})`);
}

/** Only https, with everything percent-encoded that could end the link early. */
function safeAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  const address = href.replace(
    /[()<>\\*_~|`[\]\s]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return protocol === "https:" && address.length <= LIMITS.url ? address : undefined;
}

/** Discord shows moments in the reader's own time zone. */
function writeTime(at: number, style: "relative" | "exact", line: LineWriter): void {
  const seconds = Math.floor(at / 1_000);
  const isShowable = Number.isSafeInteger(seconds) && seconds >= 0 && !Number.isNaN(new Date(at).getTime());
  if (!isShowable) return line.text(utc(at));
  line.atom(`<t:${seconds}:${style === "relative" ? "R" : "f"}>`);
}
