/**
 * Draws a card as view data for the page. The only place of the console that opens
 * untrusted text: it leaves here visible, bounded, and as plain text that the page
 * cannot take for markup. Addresses are left out unless they are https.
 */
import { createHash } from "node:crypto";
import type { Block, Card, Inline, Press, Span } from "../../src/chat/card.ts";
import type { Form } from "../../src/chat/form.ts";
import { clip, headWithin, isSuspicious, tailWithin, visible, visibleLines } from "../../src/chat/visible.ts";
import { Untrusted, reveal } from "../../src/lib/untrusted.ts";
import {
  CELL_CHARS,
  CODE_CHARS,
  EXCERPT_CHARS,
  INLINE_CHARS,
  LIST_ITEMS,
  NAME_CHARS,
  TABLE_ROWS,
  TITLE_CHARS,
} from "./limits.ts";
import type { BlockView, CardView, FormView, InlineView, LineView } from "./view.ts";

/** Of a hash, in an address that has to differ when a picture has changed. */
const STATE_LENGTH = 16;

type Take = (text: string | Untrusted) => string;

/** What drawing a card needs from the desk: tokens, and addresses of what is behind a block. */
export interface Drawing {
  seal(press: Press): string;
  /** Where the whole content of the card's n-th block can be fetched. */
  href(block: number, state?: string): string;
}

/** The whole content behind a block, and what to call it. */
export interface Whole {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** A drawing of our own making that a page may show. */
  readonly isPicture: boolean;
}

/** A block is never left out; long lists and tables say how much of them is. */
export function drawCard(card: Card, drawing: Drawing): CardView {
  return {
    title: drawInline(card.title, TITLE_CHARS),
    tone: card.tone,
    blocks: card.blocks.flatMap((block, index) => drawBlock(block, index, drawing)),
  };
}

/** A form for the page. Values go through unchanged: they come back as what the person sends. */
export function drawForm(form: Form): FormView {
  return {
    command: form.command,
    title: form.title,
    intro: form.intro === undefined ? [] : drawInline(form.intro, INLINE_CHARS),
    fields: form.fields.map((field) => ({
      ...field,
      value: field.value ?? "",
      options: (field.options ?? []).map((o) => ({ value: o.value, label: plain(o.label, CELL_CHARS) })),
    })),
    submit: form.submit,
  };
}

/** Foreign text as one plain line. */
export const drawName = (name: string | Untrusted): string => plain(open(name), CELL_CHARS);

/** What is behind a block, byte for byte; undefined when there is nothing to fetch. */
export function wholeOf(card: Card, index: number): Whole | undefined {
  const block = card.blocks[index];
  switch (block?.kind) {
    case "code":
      return { name: "output.txt", content: open(block.text), isPicture: false };
    case "image":
      return { name: block.name, content: block.png, isPicture: true };
    case "file":
      return "bytes" in block
        ? { name: block.name, content: block.bytes, isPicture: false }
        : { name: block.name, content: open(block.text), isPicture: isDrawing(block.name, block.text) };
    default:
      return undefined;
  }
}

/** Only a drawing that we made may become an image; one from an endpoint stays text. */
const isDrawing = (name: string, text: string | Untrusted): boolean =>
  typeof text === "string" && name.endsWith(".svg");

function drawBlock(block: Block, index: number, drawing: Drawing): readonly BlockView[] {
  switch (block.kind) {
    case "text":
    case "note":
      return [{ kind: block.kind, text: drawInline(block.text, INLINE_CHARS) }];
    case "facts":
      return [
        {
          kind: "facts",
          facts: block.facts.map(({ label, value }) => ({ label, value: drawInline(value, INLINE_CHARS) })),
        },
      ];
    case "code":
      return [drawCode(open(block.text), index, drawing)];
    case "list":
      return [
        { kind: "list", items: block.items.slice(0, LIST_ITEMS).map((i) => drawInline(i, INLINE_CHARS)) },
        ...leftOut(block.items.length - LIST_ITEMS, "more"),
      ];
    case "table":
      return [
        {
          kind: "table",
          columns: block.columns,
          rows: block.rows.slice(0, TABLE_ROWS).map((row) => row.map((cell) => drawInline(cell, CELL_CHARS))),
        },
        ...leftOut(block.rows.length - TABLE_ROWS, "more rows"),
      ];
    case "divider":
      return [{ kind: "divider" }];
    case "buttons":
      return [
        {
          kind: "buttons",
          buttons: block.buttons.map(({ label, style, press }) => ({
            label: plain(label, CELL_CHARS),
            style: style ?? "plain",
            token: drawing.seal(press),
          })),
        },
      ];
    case "choice":
      return [
        {
          kind: "choice",
          prompt: block.prompt,
          options: block.options.map(({ label, detail, press }) => ({
            label: drawInline(label, CELL_CHARS),
            detail: drawInline(detail ?? "", CELL_CHARS),
            token: drawing.seal(press),
          })),
        },
      ];
    case "file":
      return [drawFile(block, drawing.href(index))];
    case "image":
      return [
        {
          kind: "image",
          name: plain(block.name, CELL_CHARS),
          alt: drawInline(block.alt, INLINE_CHARS),
          size: block.png.length,
          href: drawing.href(index, hashOf(block.png).slice(0, STATE_LENGTH)),
        },
      ];
  }
}

function drawCode(text: string, index: number, drawing: Drawing): BlockView {
  if (text.length <= CODE_CHARS) return { kind: "code", text: visibleLines(text) };
  const [head, tail] = [headWithin(text, CODE_CHARS / 2), tailWithin(text, CODE_CHARS / 2)];
  const hidden = text.length - head.length - tail.length;
  const gap = `\n… ${hidden.toLocaleString("en")} characters left out …\n`;
  const sha256 = hashOf(text);
  return {
    kind: "code",
    text: visibleLines(head) + gap + visibleLines(tail),
    whole: { size: Buffer.byteLength(text), sha256, href: drawing.href(index) },
  };
}

function drawFile(block: Block & { readonly kind: "file" }, href: string): BlockView {
  const name = plain(block.name, CELL_CHARS);
  if ("bytes" in block)
    return { kind: "file", name, size: block.bytes.length, href, excerpt: "", picture: false };
  const whole = open(block.text);
  const picture = isDrawing(block.name, block.text);
  const excerpt = picture ? "" : clip(visibleLines(headWithin(whole, 2 * EXCERPT_CHARS)), EXCERPT_CHARS);
  return { kind: "file", name, size: Buffer.byteLength(whole), href, excerpt, picture };
}

const hashOf = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

const leftOut = (count: number, what: string): readonly BlockView[] =>
  count > 0 ? [{ kind: "note", text: [`… and ${count} ${what}`] }] : [];

/** A line as parts. What exceeds `limit` characters over all parts together is cut. */
function drawInline(inline: Inline, limit: number): LineView {
  const parts: InlineView[] = [];
  let left = limit;
  const take: Take = (text) => {
    const most = Math.max(left, 1);
    const shown = typeof text === "string" ? clip(visibleLines(text), most) : plain(reveal(text), most);
    left -= shown.length;
    return shown;
  };
  const walk = (part: Inline, into: InlineView[]): void => {
    if (left <= 0) return;
    if (typeof part === "string") into.push(take(part));
    else if (part instanceof Untrusted) into.push(isDisguised(part) ? { odd: take(part) } : take(part));
    else if ("span" in part) into.push(drawSpan(part, take, walk));
    else for (const inner of part) walk(inner, into);
  };
  walk(inline, parts);
  return parts;
}

function drawSpan(span: Span, take: Take, walk: (part: Inline, into: InlineView[]) => void): InlineView {
  switch (span.span) {
    case "strong": {
      const strong: InlineView[] = [];
      walk(span.text, strong);
      return { strong };
    }
    case "code":
      return { code: take(span.text) };
    case "link":
      return isHttps(span.url) ? { href: span.url, text: take(span.text) } : take(span.text);
    case "time":
      return { at: span.at, style: span.style };
  }
}

const open = (text: string | Untrusted): string => (typeof text === "string" ? text : reveal(text));

/** One bounded line. The head is taken first: text may be megabytes long. */
const plain = (text: string, limit: number): string => clip(visible(headWithin(text, 4 * limit)), limit);

/** A name that may pass for another name. Longer text is prose or a command line, not a name. */
const isDisguised = (text: Untrusted): boolean => text.length <= NAME_CHARS && isSuspicious(reveal(text));

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}
