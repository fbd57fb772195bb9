/** A line of a card. Foreign text arrives visible and bounded, and is set as text, never as markup. */
import type { InlineView, LineView } from "../view.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { exact, relative } from "./time.ts";

/** `now` in milliseconds: relative moments move with it. */
export const drawLine = (line: LineView, now: number): readonly (VNode | string)[] =>
  line.map((part) => drawPart(part, now));

function drawPart(part: InlineView, now: number): VNode | string {
  if (typeof part === "string") return part;
  if ("strong" in part) return html`<strong>${drawLine(part.strong, now)}</strong>`;
  if ("code" in part) return html`<code>${part.code}</code>`;
  if ("href" in part) {
    return html`<a href=${part.href} target="_blank" rel="noopener noreferrer">${part.text}</a>`;
  }
  if ("odd" in part) {
    return html`<span class="odd" title="Contains hidden or look-alike characters">
      <bdi>${part.odd}</bdi
      ><span class="odd-sign"
        ><span aria-hidden="true">!</span>
        <span class="unseen"> (contains hidden or look-alike characters)</span></span
      >
    </span>`;
  }
  const words = part.style === "relative" ? relative(part.at, now) : exact(part.at);
  return html`<time datetime=${new Date(part.at).toISOString()} title=${exact(part.at)}>${words}</time>`;
}

/** The words alone, for labels and titles; with `now`, moments read as they are shown. */
export const wordsOf = (line: LineView, now?: number): string =>
  line
    .map((part) => {
      if (typeof part === "string") return part;
      if ("strong" in part) return wordsOf(part.strong, now);
      if ("code" in part) return part.code;
      if ("odd" in part) return part.odd;
      if ("text" in part) return part.text;
      return part.style === "relative" && now !== undefined ? relative(part.at, now) : exact(part.at);
    })
    .join("");
