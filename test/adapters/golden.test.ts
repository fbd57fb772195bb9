/**
 * Every card of the product with hostile text in it, as each surface draws it: checked for
 * what is active in it, and kept as a picture that a change has to be looked at in.
 */
import { format } from "oxfmt";
import { describe, expect, it } from "vitest";
import { renderText } from "../../adapters/terminal/render.ts";
import { drawCard } from "../../adapters/web/render.ts";
import { HIDDEN } from "../contracts/adapter/hostile.ts";
import { isOurs } from "../contracts/adapter/harness.ts";
import { linksIn } from "../contracts/adapter/on-the-console.ts";
import { productCards } from "../contracts/adapter/product-cards.ts";
import { activeTokens as activeOnDiscord, messageFaults } from "../emulators/discord/index.ts";
import { activeTokens as activeOnSlack, blockFaults } from "../emulators/slack/index.ts";
import { THEN } from "../fixtures/rows.ts";
import { asShown as onDiscord } from "./discord/seal.ts";
import { asShown as onSlack, seal } from "./slack/seal.ts";

const CARDS = await productCards();
const WIDTH = 120;
const fileOf = (name: string): string => `./golden/${name.replaceAll(/[^a-z0-9]+/g, "-")}.json`;

describe.each(CARDS)("$name", ({ name, card, ids }) => {
  const slack = onSlack(card);
  const discord = onDiscord(card);
  const terminal = renderText(card, { isColor: false, width: WIDTH, now: THEN });
  const web = drawCard(card, { seal, href: (block) => `/files/${block}` });

  it("is within the limits of every platform", () => {
    expect(blockFaults(slack.blocks, "message")).toEqual([]);
    expect(messageFaults(discord.drawn.body)).toEqual([]);
    expect(messageFaults(discord.words.body)).toEqual([]);
  });

  it("mentions nobody and leads only into Falcon", () => {
    const tokens = [
      ...activeOnSlack(slack),
      ...activeOnDiscord(discord.drawn),
      ...activeOnDiscord(discord.words),
      ...linksIn(web),
    ];
    expect(tokens.filter((token) => !isOurs(token))).toEqual([]);
    for (const { body } of [discord.drawn, discord.words])
      expect(body["allowed_mentions"]).toEqual({ parse: [], replied_user: false });
  });

  it("holds no hidden character, and every device id on a terminal and a page", () => {
    for (const drawn of [slack, discord, terminal, web])
      expect(stringsIn(drawn).join("\n")).not.toMatch(HIDDEN);
    for (const id of ids) {
      expect(terminal).toContain(id);
      expect(JSON.stringify(web)).toContain(id);
    }
  });

  it("looks as it did", async () => {
    const drawn = { slack, discord: discord.drawn.body, terminal: terminal.split("\n"), web };
    // Kept in the formatter's own layout: formatting the tree must not change a picture.
    const { code } = await format("picture.json", JSON.stringify(drawn), { printWidth: 110 });
    await expect(code).toMatchFileSnapshot(fileOf(name));
  });
});

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
