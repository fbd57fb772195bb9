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

it("has proved the sign-in though the guilds are not told", async () => {
  const discord = await world();
  discord.fail({ call: "users.guilds", fault: { kind: "refuse", status: 403, code: 0 } });
  expect(await checkDiscord(discord)).toMatchObject({
    isOk: true,
    words: expect.stringContaining("falconer") as string,
  });
  discord.heal();
  discord.fail({ call: "users.guilds", fault: { kind: "status", status: 503 } });
  expect(await checkDiscord(discord)).toMatchObject({ isOk: false });
});

it("says which setting is wrong", async () => {
  const discord = await world();
  expect((await checkDiscord({ ...discord, token: "no" })).words).toContain("DISCORD_TOKEN");
  expect((await checkDiscord({ ...discord, guildId: "5" })).words).toContain("DISCORD_GUILD_ID");
});
