/** A drawn picture as part of a card; a sentence where there is none. */
import { BotError } from "../lib/errors.ts";
import { image, note } from "./card.ts";
import type { Block, Inline } from "./card.ts";

/** A drawn chart as PNG. */
export interface Picture {
  readonly png: Uint8Array;
  /** What it shows, in words. */
  readonly alt: Inline;
}

/**
 * A picture is no reason to lose an answer: one that could
 * not be drawn becomes a note. Other errors are thrown on.
 */
export async function pictureBlock(name: string, drawing: Promise<Picture>): Promise<Block> {
  try {
    const { alt, png } = await drawing;
    return image(name, alt, png);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return note(`${error.hint} The rest of the answer is complete.`);
  }
}
