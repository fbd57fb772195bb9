/** The text inside a line. Foreign text is made visible first, so nothing in it moves the cursor. */
import type { Inline, Span } from "../../src/chat/card.ts";
import { visible, visibleLines } from "../../src/chat/visible.ts";
import { utc } from "../../src/chat/words.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/lib/clock.ts";
import { Untrusted, reveal } from "../../src/lib/untrusted.ts";
import { NO_COLOR, type Paint } from "./paint.ts";

/** Our own wording may have several lines, foreign text has one. */
export function inlineText(inline: Inline, now: number, paint: Paint): string {
  if (typeof inline === "string") return visibleLines(inline);
  if (inline instanceof Untrusted) return visible(reveal(inline));
  if (isList(inline)) return inline.map((part) => inlineText(part, now, paint)).join("");
  return spanText(inline, now, paint);
}

/** The same without colour, on one line: for what is measured and cut. */
export const plainLine = (inline: Inline, now: number): string =>
  inlineText(inline, now, NO_COLOR).replaceAll(/\s*\n\s*/g, " ");

/** Preformatted text: lines stay lines. */
export const preformatted = (text: string | Untrusted): string =>
  visibleLines(typeof text === "string" ? text : reveal(text));

/** Times are never local: a log, a ticket and a colleague abroad read the same. */
function spanText(span: Span, now: number, paint: Paint): string {
  switch (span.span) {
    case "strong":
      return paint.strong(inlineText(span.text, now, NO_COLOR));
    case "code":
      return paint.code(visible(typeof span.text === "string" ? span.text : reveal(span.text)));
    case "link":
      return visible(`${span.text} (${span.url})`);
    case "time":
      return span.style === "relative" ? relative(span.at, now) : utc(span.at);
  }
}

function relative(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance >= 2 * DAY || Number.isNaN(distance)) return utc(at);
  const words = amount(distance);
  return at > now ? `in ${words}` : `${words} ago`;
}

function amount(ms: number): string {
  if (ms >= 2 * HOUR) return `${Math.floor(ms / HOUR)} h`;
  if (ms >= 2 * MINUTE) return `${Math.floor(ms / MINUTE)} min`;
  return `${Math.floor(ms / SECOND)} s`;
}

const isList = (inline: Inline): inline is readonly Inline[] => Array.isArray(inline);
