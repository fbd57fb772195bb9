/** A card as text for a terminal. Pure; buttons become the commands that they stand for. */
import type { Block, Button, Card, Fact, Option, Tone } from "../../src/chat/card.ts";
import type { CommandInfo } from "../../src/chat/command.ts";
import { sizeInWords } from "../../src/chat/size.ts";
import { columnsOf, padToColumns } from "../../src/chat/columns.ts";
import { inlineText, plainLine, preformatted } from "./inline.ts";
import { COLOR, NO_COLOR, type Paint } from "./paint.ts";
import { tableText } from "./table.ts";
import { typedCommand } from "./typed.ts";

const GAP = "  ";
const CODE_INDENT = "    ";
const SIGNS: Readonly<Record<Tone, string>> = {
  neutral: "",
  waiting: "… ",
  good: "✔ ",
  warning: "! ",
  danger: "✖ ",
};
const NOT_TYPABLE = "(not possible in a shell: it holds characters that cannot be typed)";

/** `now` in milliseconds, for relative times. */
export interface RenderOptions {
  readonly isColor: boolean;
  /** Columns; only tables are fitted, other lines are the terminal's to wrap. */
  readonly width: number;
  readonly now: number;
  /** With them the commands to type have their arguments in order. */
  readonly commands?: readonly CommandInfo[];
}

interface Drawing {
  readonly paint: Paint;
  readonly width: number;
  readonly now: number;
  readonly commands: readonly CommandInfo[];
}

/** Ends with a line feed. */
export function renderText(card: Card, { isColor, width, now, commands = [] }: RenderOptions): string {
  const drawing: Drawing = { paint: isColor ? COLOR : NO_COLOR, width, now, commands };
  const title = drawing.paint.tone(card.tone, SIGNS[card.tone] + plainLine(card.title, now));
  const blocks = card.blocks.map((block) => blockText(block, drawing)).filter((text) => text !== "");
  return `${[title, ...blocks].join("\n\n")}\n`;
}

function blockText(block: Block, drawing: Drawing): string {
  const { paint, now, width } = drawing;
  switch (block.kind) {
    case "text":
      return inlineText(block.text, now, paint);
    case "note":
      return paint.dim(inlineText(block.text, now, NO_COLOR));
    case "facts":
      return factsText(block.facts, drawing);
    case "code":
      return indented(preformatted(block.text), CODE_INDENT);
    case "list":
      return block.items.map((item) => `- ${hanging(inlineText(item, now, paint), 2)}`).join("\n");
    case "table":
      return tableText(
        { columns: block.columns, rows: block.rows.map((row) => row.map((cell) => plainLine(cell, now))) },
        width,
        paint,
      );
    case "divider":
      return paint.dim("─".repeat(Math.min(width, 40)));
    case "buttons":
      return buttonsText(block.buttons, drawing);
    case "choice":
      return [block.prompt, ...block.options.map((option, index) => optionText(option, index, drawing))].join(
        "\n",
      );
    case "image":
      return `${paint.dim(nameAndSize(block.name, block.png, now))}\n${inlineText(block.alt, now, paint)}`;
    case "file":
      return "bytes" in block
        ? paint.dim(nameAndSize(block.name, block.bytes, now))
        : `${paint.dim(`--- ${plainLine(block.name, now)}`)}\n${preformatted(block.text)}`;
  }
}

/** Bytes are nothing for a terminal; `--json` has them. */
const nameAndSize = (name: string, bytes: Uint8Array, now: number): string =>
  `--- ${plainLine(name, now)} (${sizeInWords(bytes.length)})`;

function factsText(facts: readonly Fact[], { paint, now }: Drawing): string {
  const labels = Math.max(0, ...facts.map(({ label }) => columnsOf(label)));
  return facts
    .map(({ label, value }) => {
      const words = hanging(inlineText(value, now, paint), labels + GAP.length);
      return `${paint.dim(padToColumns(label, labels))}${GAP}${words}`.trimEnd();
    })
    .join("\n");
}

function buttonsText(buttons: readonly Button[], { commands, paint }: Drawing): string {
  const labels = Math.max(0, ...buttons.map(({ label }) => columnsOf(label)));
  return buttons
    .map(({ label, press }) => {
      const typed = typedCommand(press, commands);
      return `→ ${padToColumns(label, labels)}${GAP}${typed === undefined ? NOT_TYPABLE : paint.code(typed)}`;
    })
    .join("\n");
}

function optionText(
  { label, detail, press }: Option,
  index: number,
  { commands, paint, now }: Drawing,
): string {
  const number = `${index + 1}.`;
  const more = detail === undefined ? "" : GAP + inlineText(detail, now, paint);
  const typed = typedCommand(press, commands);
  const hint = typed === undefined ? NOT_TYPABLE : paint.code(typed);
  return `${number} ${inlineText(label, now, paint)}${more}\n${" ".repeat(number.length + 1)}→ ${hint}`;
}

const indented = (text: string, by: string): string =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => (by + line).trimEnd())
    .join("\n");

/** Further lines start where the first one does. */
const hanging = (text: string, columns: number): string => text.replaceAll("\n", `\n${" ".repeat(columns)}`);
