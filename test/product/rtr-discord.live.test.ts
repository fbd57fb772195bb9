/** RTR in threads of Discord where messages may not be read: by mention and by command. */
import { describe, expect, it } from "vitest";
import { textOf, type Message } from "../emulators/discord/index.ts";
import { until } from "./bot.ts";
import { ANA, LEE, SOC, setDiscordStage, type DiscordStage } from "./discord-stage.ts";

async function openThread(stage: DiscordStage) {
  const { discord } = stage;
  await discord.command(ANA, SOC, "rtr", { host: "WIN-01" });
  const root = await until("the session's card", () =>
    discord.channel(SOC).messages.find((one) => textOf(one).includes("RTR on")),
  );
  const said = (...words: readonly string[]): readonly Message[] =>
    (discord.thread(root.id)?.messages ?? []).filter(
      (one) => one.byBot && words.every((word) => textOf(one).includes(word)),
    );
  const answer = (...words: readonly string[]): Promise<Message> =>
    until(`an answer with ${words.join(", ")}`, () => said(...words).at(-1));
  await answer("The session is open");
  return { root, said, answer, type: (user: string, text: string) => discord.say(user, root.id, text) };
}

describe("a session on Discord", { timeout: 90_000 }, () => {
  it("works by mention and by command where messages may not be read", async () => {
    const stage = await setDiscordStage();
    const thread = await openThread(stage);
    expect(stage.discord.channel(thread.root.id).name).toBe("RTR on WIN-01");
    thread.type(ANA, "ps");
    thread.type(ANA, "@bot ls C:\\Users");
    await thread.answer("> ls C:\\Users");
    await stage.discord.command(ANA, thread.root.id, "run", { line: "netstat" });
    await thread.answer("> netstat");
    await stage.discord.command(LEE, thread.root.id, "run", { line: "ipconfig" });
    await stage.told(LEE, "not in this session");
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(["ls C:\\Users", "netstat"]);
  });
});
