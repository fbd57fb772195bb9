/** Drawing without a bot: tokens as long as the real ones and different for different presses. */
import { createHash } from "node:crypto";
import { bodies } from "../../../adapters/discord/message-body.ts";
import { renderMessage } from "../../../adapters/discord/render.ts";
import type { Card, Press } from "../../../src/chat/card.ts";
import type { Json } from "../../emulators/discord/index.ts";

export const seal = (press: Press): string =>
  `v1.${createHash("sha256").update(JSON.stringify(press)).digest("hex").padEnd(97, "0")}`;

/** What goes to Discord of a card: as drawn, and in words for when that is refused. */
export function asShown(card: Card) {
  const [drawn, words] = bodies(renderMessage(card, seal), "#0123abcd").map(({ body }) => shown(body));
  if (drawn === undefined || words === undefined) throw new Error("nothing was drawn");
  return { drawn, words };
}

const shown = (body: Readonly<Record<string, unknown>>) => ({
  body,
  content: body["content"] as string,
  embeds: body["embeds"] as readonly Json[],
  components: body["components"] as readonly Json[],
});
