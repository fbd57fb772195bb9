/**
 * The text inside a line, as Slack markup within a length, and as plain text for labels,
 * notifications and files. Dates and links are written whole or not at all.
 */
import { Untrusted } from "../../src/lib/untrusted.ts";
import type { Inline, Span } from "../../src/chat/card.ts";
import { visible, visibleLines } from "../../src/chat/visible.ts";
import { utc } from "../../src/chat/words.ts";
import { escapeMrkdwn, escapeWithin, foreignLine, spanCode } from "./escape.ts";
import { LIMITS } from "./limits.ts";

const ELLIPSIS = "…";

/** Markup that is valid although it may be cut. */
export interface Fitted {
  readonly text: string;
  /** Something had to be left out. */
  readonly isCut: boolean;
}

/** Slack markup of at most `max` characters. */
export function mrkdwn(inline: Inline, max: number): Fitted {
  const line = new LineWriter(max - ELLIPSIS.length);
  write(inline, line);
  return line.isCut ? { text: line.out + ELLIPSIS, isCut: true } : { text: line.out, isCut: false };
}

const isList = (inline: Inline): inline is readonly Inline[] => Array.isArray(inline);

/** Collects markup until the room is used up; the rest is dropped and remembered as cut. */
class LineWriter {
  out = "";
  isCut = false;
  #room: number;

  constructor(room: number) {
    this.#room = room;
  }

  text(raw: string): void {
    if (this.isCut) return;
    const fitting = escapeWithin(raw, this.#room - this.out.length);
    this.isCut = fitting.length < escapeMrkdwn(raw).length;
    this.out += fitting;
  }

  /** Markup that means nothing when cut. */
  atom(markup: string): void {
    if (this.isCut) return;
    if (this.out.length + markup.length > this.#room) this.isCut = true;
    else this.out += markup;
  }

  /** Text between two marks; the closing one is always written. */
  wrapped(mark: string, body: () => void): void {
    if (this.isCut || this.out.length + 2 * mark.length + 1 > this.#room) {
      this.isCut = true;
      return;
    }
    this.#room -= mark.length;
    const start = this.out;
    this.out += mark;
    body();
    this.#room += mark.length;
    this.out = this.out === start + mark ? start : this.out + mark;
  }
}

function write(inline: Inline, line: LineWriter): void {
  if (typeof inline === "string") line.text(visibleLines(inline));
  else if (inline instanceof Untrusted) line.text(foreignLine(inline));
  else if (isList(inline)) for (const part of inline) write(part, line);
  else writeSpan(inline, line);
}

function writeSpan(span: Span, line: LineWriter): void {
  switch (span.span) {
    case "strong":
      return line.wrapped("*", () => write(span.text, line));
    case "code":
      return line.wrapped("`", () => line.text(spanCode(span.text)));
    case "link":
      return writeLink(span.url, span.text, line);
    case "time":
      return writeTime(span.at, span.style, line);
  }
}

function writeLink(url: string, words: string, line: LineWriter): void {
  const address = safeAddress(url);
  if (address === undefined) line.text(visible(`${words} (${url})`));
  else line.atom(`<${address}|${escapeMrkdwn(visible(words)).replaceAll("|", "/")}>`);
}

/** Only https, with everything percent-encoded that could end the link early. */
function safeAddress(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  const address = escapeMrkdwn(href.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E"));
  return protocol === "https:" && address.length <= LIMITS.url ? address : undefined;
}

function writeTime(at: number, style: "relative" | "exact", line: LineWriter): void {
  const seconds = Math.floor(at / 1_000);
  if (!Number.isSafeInteger(seconds) || seconds < 0) return line.text(utc(at));
  const shape = style === "relative" ? "{ago}" : "{date_short_pretty} {time_secs}";
  line.atom(`<!date^${seconds}^${shape}|${utc(at)}>`);
}
