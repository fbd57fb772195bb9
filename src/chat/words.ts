/**
 * A card and its lines in words alone: what labels, menus, notifications and files show, and what
 * is sent where a platform refuses a layout. Nothing in it is read as markup, so only what cannot
 * be seen has to be made visible.
 */
import { reveal, Untrusted } from "../lib/untrusted.ts";
import type { Block, Card, Inline } from "./card.ts";
import { visible, visibleLines } from "./visible.ts";

/** Our own wording may hold code spans; foreign text never does. */
const OWN_CODE = /`[^`\n]+`/g;

/** Plain words: what labels, menus and files show. */
export function plain(inline: Inline): string {
  if (typeof inline === "string") return visibleLines(inline).replace(OWN_CODE, (span) => span.slice(1, -1));
  if (inline instanceof Untrusted) return visible(opened(inline));
  if (isList(inline)) return inline.map(plain).join("");
  switch (inline.span) {
    case "strong":
      return plain(inline.text);
    case "code":
      return visible(opened(inline.text));
    case "link":
      return visible(`${inline.text} (${inline.url})`);
    case "time":
    default:
      return utc(inline.at);
  }
}

/** `2026-11-20 14:05:09 UTC`: where a reader's own time cannot be shown. */
export function utc(at: number): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return "unknown time";
  return `${moment.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const isList = (inline: Inline): inline is readonly Inline[] => Array.isArray(inline);

const opened = (value: string | Untrusted): string => (value instanceof Untrusted ? reveal(value) : value);

/** Tables are separated by tabs, buttons are left out: there is nothing to press. */
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
