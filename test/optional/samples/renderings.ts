/** A card as every surface draws it, and what Slack, Discord, a terminal or a page would not take of it. */
import { renderText } from "../../../adapters/terminal/render.ts";
import { drawCard } from "../../../adapters/web/render.ts";
import type { Card } from "../../../src/chat/card.ts";
import { asShown as onDiscord } from "../../adapters/discord/seal.ts";
import { asShown as onSlack, seal } from "../../adapters/slack/seal.ts";
import { HIDDEN } from "../../contracts/adapter/hostile.ts";
import { linksIn } from "../../contracts/adapter/on-the-console.ts";
import { activeTokens as activeOnDiscord, messageFaults } from "../../emulators/discord/index.ts";
import { activeTokens as activeOnSlack, blockFaults } from "../../emulators/slack/index.ts";

/** Of the text that stands for a Slack message in notifications. */
const LONGEST_NOTICE = 4_000;
/** The console of any cloud. */
const INTO_FALCON = /https:\/\/falcon\.(?:[\w-]+\.)*crowdstrike\.com\//;
/** Nothing is cut in a table of this width. */
const WIDE = 2_000;
const NOW = Date.now();

export interface Drawn {
  readonly faults: readonly string[];
  /** As in a shell: what people read of it. */
  readonly words: string;
}

export function draw(card: Card): Drawn {
  const slack = onSlack(card);
  const discord = onDiscord(card);
  const words = renderText(card, { isColor: false, width: WIDE, now: NOW });
  const page = drawCard(card, { seal, href: (block) => `/files/${block}` });
  const active = [
    ...activeOnSlack(slack),
    ...activeOnDiscord(discord.drawn),
    ...activeOnDiscord(discord.words),
    ...linksIn(page),
  ].filter((token) => !INTO_FALCON.test(token));
  return {
    words,
    faults: [
      ...blockFaults(slack.blocks, "message").map((fault) => `Slack: ${fault}`),
      ...(slack.text.length > LONGEST_NOTICE ? ["Slack: the notification is too long"] : []),
      ...messageFaults(discord.drawn.body).map((fault) => `Discord: ${fault}`),
      ...messageFaults(discord.words.body).map((fault) => `Discord, in words: ${fault}`),
      ...active.map((token) => `active: ${token}`),
      ...(words.trim() === "" ? ["shell: nothing to read"] : []),
      ...(HIDDEN.test(words) || HIDDEN.test(JSON.stringify(page)) ? ["a hidden character is left"] : []),
    ],
  };
}
