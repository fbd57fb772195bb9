/** The blocks of a card as text for a model: plain, without decoration, foreign text marked. */
import type { Block, Button, Card, Inline, Option, Press, Span } from "../../src/chat/card.ts";
import { Untrusted } from "../../src/lib/untrusted.ts";
import { PASSAGE_CHARS } from "./limits.ts";
import type { Marker } from "./mark.ts";
import type { Tools } from "./tools.ts";

/** One marker for a whole answer, so that it knows whether any of it was foreign. */
export interface Drawing {
  readonly mark: Marker;
  readonly tools: Tools;
}

/** Arguments are repeated to a model only when they are names and numbers, not when they are prose. */
const PLAIN_VALUE = /^[\w.:@/-]{1,300}$/;

/** One line. */
export const drawTitle = (card: Card, drawing: Drawing): string => drawInline(card.title, drawing);

/** The lines of a block that has many of a kind, each still to be drawn; long texts line by line. */
export function rowsOf(block: Block, drawing: Drawing): readonly (() => string)[] {
  switch (block.kind) {
    case "table":
      return block.rows.map((row) => () => row.map((cell) => drawInline(cell, drawing)).join(" | "));
    case "list":
      return block.items.map((item) => () => `- ${drawInline(item, drawing)}`);
    case "code":
    case "file":
      return "text" in block && block.text.length > PASSAGE_CHARS
        ? drawing.mark.lines(block.text).map((line) => () => line)
        : [];
    default:
      return [];
  }
}

/** What stands above the rows; empty where nothing does. */
export function headOf(block: Block, { mark }: Drawing): string {
  if (block.kind === "table") return block.columns.join(" | ");
  return block.kind === "file" ? `File ${mark.own(block.name)}:` : "";
}

/** Buttons and options become calls of tools; those that no tool stands for are left out. */
export function drawBlock(block: Block, drawing: Drawing): string {
  switch (block.kind) {
    case "text":
    case "note":
      return drawInline(block.text, drawing);
    case "facts":
      return block.facts.map(({ label, value }) => `${label}: ${drawInline(value, drawing)}`).join("\n");
    case "table":
    case "list":
      return [headOf(block, drawing), ...rowsOf(block, drawing).map((draw) => draw())]
        .filter((line) => line !== "")
        .join("\n");
    case "code":
      return drawPassage(block.text, drawing);
    case "divider":
      return "";
    case "buttons":
      return lines(block.buttons.map((button) => drawButton(button, drawing)));
    case "choice":
      return lines([block.prompt, ...block.options.map((option) => drawOption(option, drawing))]);
    case "file":
      return "text" in block
        ? `${headOf(block, drawing)}\n${drawPassage(block.text, drawing)}`
        : `File ${drawing.mark.own(block.name)}: ${block.bytes.length} bytes, for people to fetch in chat.`;
    case "image":
      return `Picture ${drawing.mark.own(block.name)}: ${drawInline(block.alt, drawing)}`;
  }
}

const lines = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join("\n");

const drawPassage = (text: string | Untrusted, { mark }: Drawing): string =>
  text instanceof Untrusted ? mark.passage(text) : mark.own(text);

/** Times in ISO 8601, addresses of links in brackets behind their words. */
export function drawInline(inline: Inline, drawing: Drawing): string {
  if (typeof inline === "string") return drawing.mark.own(inline);
  if (inline instanceof Untrusted) return drawing.mark.piece(inline);
  if (isMany(inline)) return inline.map((part) => drawInline(part, drawing)).join("");
  return drawSpan(inline, drawing);
}

function drawSpan(span: Span, drawing: Drawing): string {
  switch (span.span) {
    case "strong":
    case "code":
      return drawInline(span.text, drawing);
    case "link":
      return drawing.mark.own(`${span.text} (${span.url})`);
    case "time":
      return Number.isNaN(new Date(span.at).getTime()) ? "unknown time" : new Date(span.at).toISOString();
  }
}

/** What a person would press is a call for an agent, where it has that tool; else it is left out. */
function drawButton({ label, press }: Button, { tools, mark }: Drawing): string | undefined {
  const call = callFor(press, tools);
  return call === undefined ? undefined : `Next: ${mark.own(label)}: ${call}`;
}

function drawOption({ label, detail, press }: Option, drawing: Drawing): string {
  const call = callFor(press, drawing.tools);
  return [
    `- ${drawInline(label, drawing)}`,
    detail === undefined ? "" : `, ${drawInline(detail, drawing)}`,
    call === undefined ? "" : ` -> ${call}`,
  ].join("");
}

function callFor({ command, args }: Press, tools: Tools): string | undefined {
  const tool = tools.forCommand(command);
  if (tool === undefined || !Object.values(args).every((value) => PLAIN_VALUE.test(value))) return undefined;
  return `${tool} ${JSON.stringify(args)}`;
}

const isMany = (inline: Exclude<Inline, string | Untrusted>): inline is readonly Inline[] =>
  Array.isArray(inline);
