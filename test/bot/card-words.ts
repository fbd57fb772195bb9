/** A card as one text, foreign parts opened, for looking at what it says. */
import type { Block, Button, Card, Inline, Option } from "../../src/chat/card.ts";
import { reveal, Untrusted } from "../../src/lib/untrusted.ts";

export const wordsOf = (card: Card): string => [inline(card.title), ...card.blocks.map(block)].join("\n");

export const buttonsOf = (card: Card): readonly Button[] =>
  card.blocks.flatMap((b) => (b.kind === "buttons" ? b.buttons : []));

export const optionsOf = (card: Card): readonly Option[] =>
  card.blocks.flatMap((b) => (b.kind === "choice" ? b.options : []));

export function inline(value: Inline): string {
  if (typeof value === "string") return value;
  if (value instanceof Untrusted) return reveal(value);
  if (Array.isArray(value)) return (value as readonly Inline[]).map(inline).join("");
  const span = value as Exclude<Inline, string | Untrusted | readonly Inline[]>;
  return span.span === "time" ? String(span.at) : inline(span.text);
}

function block(part: Block): string {
  switch (part.kind) {
    case "facts":
      return part.facts.map(({ label, value }) => `${label}: ${inline(value)}`).join("\n");
    case "list":
      return part.items.map(inline).join("\n");
    case "table":
      return part.rows.map((row) => row.map(inline).join(" | ")).join("\n");
    case "buttons":
      return part.buttons.map(({ label }) => `[${label}]`).join(" ");
    case "choice":
      return part.options.map(({ label, detail }) => `(${inline([label, " ", detail ?? ""])})`).join("\n");
    case "divider":
      return "";
    case "text":
    case "note":
    case "code":
      break;
    case "image":
      return inline(part.alt);
    case "file":
      return "text" in part ? inline(part.text) : part.name;
  }
  return inline(part.text);
}
