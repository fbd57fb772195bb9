/** Drawing without a bot: tokens as long as the real ones and different for different presses. */
import { createHash } from "node:crypto";
import { renderMessage } from "../../../adapters/slack/render.ts";
import type { Card, Press } from "../../../src/chat/card.ts";
import type { Json } from "../../emulators/slack/index.ts";

export const seal = (press: Press): string =>
  `v1.${createHash("sha256").update(JSON.stringify(press)).digest("hex").slice(0, 40)}`;

/** What goes to Slack of a card, in the emulator's words. */
export function asShown(card: Card): { text: string; blocks: readonly Json[] } {
  const { text, blocks } = renderMessage(card, seal);
  return { text, blocks };
}
