/** A card for programs: its data, or where it has none its words. One document, ASCII where text could mislead. */
import type { Card } from "../../src/chat/card.ts";
import { Untrusted, reveal } from "../../src/lib/untrusted.ts";

/** JSON escapes the controls below U+0020 itself; these would still reach a reader's terminal. */
const HIDDEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Ends with a line feed. */
export function renderJson(card: Card): string {
  const value = card.data ?? { title: card.title, blocks: card.blocks };
  const json = JSON.stringify(opened(value), undefined, 2);
  return `${json.replaceAll(HIDDEN, escaped)}\n`;
}

/** Untrusted text as plain strings, bytes as base64, sets as lists. JSON's own hook comes too late: a value has been converted by then. */
function opened(value: unknown): unknown {
  if (value instanceof Untrusted) return reveal(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)].map(opened);
  if (value instanceof Map) return opened(Object.fromEntries(value as ReadonlyMap<string, unknown>));
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, opened(one)]));
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    const unit = character.charCodeAt(at).toString(16).padStart(4, "0");
    return `\\u${unit}`;
  }).join("");
}
