import { expect, it, onTestFinished } from "vitest";
import { checkDiscord } from "../../../adapters/discord/check.ts";
import { startDiscord, type Discord } from "../../emulators/discord/index.ts";

async function world(): Promise<Discord> {
  const discord = await startDiscord();
  onTestFinished(discord.stop);
  return discord;
}

it("says where the bot is and as whom", async () => {
  expect(await checkDiscord(await world())).toEqual({ words: "home as falconer", isOk: true });
});

it("names each missing permission", async () => {
  const discord = await world();
  discord.withdraw("AttachFiles");
  const { words, isOk } = await checkDiscord(discord);
  expect([isOk, words]).toEqual([false, "home as falconer; missing permissions: home: Attach Files"]);
});

it("says which setting is wrong", async () => {
  const discord = await world();
  expect((await checkDiscord({ ...discord, token: "no" })).words).toContain("DISCORD_TOKEN");
  expect((await checkDiscord({ ...discord, guildId: "5" })).words).toContain("DISCORD_GUILD_ID");
});
