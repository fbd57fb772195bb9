/** RTR in threads of Discord: typed lines where their text may be read, mentions and commands where not. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { textOf, type Message } from "../emulators/discord/index.ts";
import { until } from "./bot.ts";
import { ANA, buttonsOf, LEE, SOC, setDiscordStage, type DiscordStage } from "./discord-stage.ts";

const MESSAGE_CONTENT = 1 << 15;

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
  it("takes lines as they are typed where messages may be read", async () => {
    const stage = await setDiscordStage({ privileged: MESSAGE_CONTENT });
    const thread = await openThread(stage);
    await until("the root is complete", () =>
      ["WIN-01", "Windows", "Ana Diaz", "C:\\"].every((word) => textOf(thread.root).includes(word)),
    );
    expect(buttonsOf(thread.root)).toEqual(expect.arrayContaining(["Join", "Close session"]));
    thread.type(LEE, "ps");
    thread.type(ANA, "looks odd to me");
    thread.type(ANA, "cd C:\\Windows");
    thread.type(ANA, "ls");
    await thread.answer("> ls", "System32");
    await until("the root shows the directory", () => textOf(thread.root).includes("C:\\Windows"));
    await stage.discord.press(LEE, thread.root, "Join");
    await thread.answer("Joined", "Lee Chan");
    thread.type(LEE, "ps");
    await thread.answer("> ps", "Lee Chan");
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(["cd C:\\Windows", "ls", "ps"]);

    thread.type(ANA, "rm C:\\Temp\\x.exe");
    const card = await stage.card("rm C:\\Temp\\x.exe", "WIN-01");
    await stage.discord.press(LEE, card, "Approve");
    await until("it ran", () => stage.falcon.state.rtr.commands.at(-1)?.text === "rm C:\\Temp\\x.exe");

    thread.type(ANA, "exit");
    await until("deleted at Falcon", () => stage.falcon.state.rtr.sessions[0]?.ended?.by === "deleted");
  });

  it("hands long output out as one file with exactly its bytes", async () => {
    const stage = await setDiscordStage({ privileged: MESSAGE_CONTENT });
    const stdout = Array.from({ length: 200 }, (_, i) => `${i} ü🙂\r\n`)
      .join("")
      .repeat(4);
    stage.falcon.rtr.addRule({ command: "cat", stdout, pieces: 200 });
    const thread = await openThread(stage);
    thread.type(ANA, "cat C:\\big.txt");
    const message = await thread.answer("> cat", createHash("sha256").update(stdout).digest("hex"));
    expect(message.attachments.map(({ bytes }) => bytes.equals(Buffer.from(stdout)))).toEqual([true]);
  });

  it("works by mention and by command where messages may not be read", async () => {
    const stage = await setDiscordStage();
    const thread = await openThread(stage);
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
