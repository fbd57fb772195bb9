/**
 * What a card says without any surface: a line as plain text with hidden characters shown,
 * for completions, titles and cells of files; and data as JSON for programs.
 */
import { reveal, Untrusted } from "../lib/untrusted.ts";
import type { Inline, Span } from "./card.ts";
import { visible } from "./visible.ts";

/** Emphasis and links' addresses are left out; times are in UTC, to the minute. */
export function plainLine(line: Inline): string {
  if (typeof line === "string") return line;
  if (line instanceof Untrusted) return visible(reveal(line));
  if (isMany(line)) return line.map(plainLine).join("");
  switch (line.span) {
    case "strong":
      return plainLine(line.text);
    case "code":
      return plainLine(line.text);
    case "link":
      return line.text;
    case "time":
      return new Date(line.at).toISOString().slice(0, 16).replace("T", " ");
  }
}

const isMany = (line: Exclude<Inline, string | Untrusted>): line is readonly Inline[] => Array.isArray(line);

/** A cell of a file that leaves chat: the same, with a whole time stamp where it is one. */
export const plainCell = (cell: Inline): string =>
  isTime(cell) ? new Date(cell.at).toISOString() : plainLine(cell);

const isTime = (cell: Inline): cell is Extract<Span, { readonly span: "time" }> =>
  typeof cell === "object" && "span" in cell && cell.span === "time";

/** JSON escapes the controls below U+0020 itself; these would still mislead a reader. */
const HIDDEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One JSON document, untrusted text as plain strings; ASCII where text could mislead. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(opened(value), undefined, 2).replaceAll(HIDDEN, escaped);

/** Bytes as base64, sets as lists. JSON's own hook comes too late: a value has been converted by then. */
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
