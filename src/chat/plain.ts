/** A line of a card as plain text, with hidden characters shown: for completions and titles. */
import { reveal, Untrusted } from "../lib/untrusted.ts";
import type { Inline } from "./card.ts";
import { visible } from "./visible.ts";

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
