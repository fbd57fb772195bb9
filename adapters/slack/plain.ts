/** A card in words alone: for files, and for messages whose blocks Slack refused. */
import type { Block, Card } from "../../src/chat/card.ts";
import { visibleLines } from "../../src/chat/visible.ts";
import { opened } from "./escape.ts";
import { plain } from "./inline.ts";

/** Without buttons: in words there is nothing to press. */
export function cardText(card: Card): string {
  const parts = [plain(card.title), ...card.blocks.map(blockText)].filter((part) => part.trim() !== "");
  return `${parts.join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "text":
    case "note":
      return plain(block.text);
    case "facts":
      return block.facts.map((fact) => `${fact.label}: ${plain(fact.value)}`).join("\n");
    case "code":
      return visibleLines(opened(block.text));
    case "list":
      return block.items.map((item) => `- ${plain(item)}`).join("\n");
    case "table":
      return [block.columns, ...block.rows.map((row) => row.map(plain))]
        .map((row) => row.join("\t"))
        .join("\n");
    case "divider":
      return "---";
    case "buttons":
      return "";
    case "choice":
      return [
        block.prompt,
        ...block.options.map((option) => `- ${plain(option.label)} ${plain(option.detail ?? "")}`),
      ].join("\n");
    case "image":
      return `[${block.name}] ${plain(block.alt)}`;
    case "file":
    default:
      return `[${block.name}]`;
  }
}
