/** A card for programs: its data, or where it has none its words. One document. */
import type { Card } from "../../src/chat/card.ts";
import { plainJson } from "../../src/chat/plain.ts";

/** Ends with a line feed. */
export const renderJson = (card: Card): string =>
  `${plainJson(card.data ?? { title: card.title, blocks: card.blocks })}\n`;
