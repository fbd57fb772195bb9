import { describe, expect, it } from "vitest";
import { asks, buttons, card, runs, text } from "../../../src/chat/card.ts";
import { labels, textOf } from "../../emulators/discord/index.ts";
import { isolateForm, rig, until, wait } from "./bot-double.ts";

describe("slash commands", () => {
  it("become options with our own names of arguments, acknowledged at once and answered in place", async () => {
    const { discord, bot } = await rig();
    bot.workMs = 50;
    bot.answer = () => ({ card: card("Host", text("found")), audience: "channel" });
    const act = await discord.command("2001", "7001", "isolate", {
      host: "WIN-01",
      reason: "beaconing",
      emergency: true,
    });
    expect(act).toMatchObject({ acked: true, ackType: 5 });
    expect(act.latencyMs).toBeLessThan(1_000);
    expect(bot.kept[0]).toMatchObject({
      id: `discord:interaction:${act.interaction.id}`,
      input: {
        kind: "options",
        command: "isolate",
        values: { hosts: "WIN-01", reason: "beaconing", emergency: "true" },
      },
      place: { surface: "discord", channel: "7001" },
      account: { surface: "discord", id: "2001", tenant: discord.guild, standing: "unknown" },
      askedBy: "person",
    });
    const [message] = discord.channel("7001").messages;
    expect(message?.isThinking).toBe(true);
    await until("the answer", () => message?.isThinking === false);
    expect(textOf(message!)).toContain("found");
    expect(discord.channel("7001").messages).toHaveLength(1);
  });

  it("are answered in private when the answer is for one person", async () => {
    const { discord, bot } = await rig();
    bot.audience = "actor";
    bot.answer = () => ({ card: card("Secret"), audience: "actor" });
    await discord.command("2001", "7001", "status");
    await until("the private answer", () => discord.privateAnswers("2001").length === 1);
    expect(discord.channel("7001").messages).toEqual([]);
  });

  it("never let an answer for one person appear in public, though the deferral was public", async () => {
    const { discord, bot } = await rig();
    bot.answer = () => ({ card: card("Secret", text("only for you")), audience: "actor" });
    await discord.command("2001", "7001", "status");
    await until("the private answer", () => discord.privateAnswers("2001").length === 1);
    await until("the stub is gone", () => discord.channel("7001").messages[0]?.deleted === true);
    const [stub] = discord.channel("7001").messages;
    expect(JSON.stringify([stub?.content, stub?.embeds, stub?.edits])).not.toContain("only for you");
    expect(textOf(discord.privateAnswers("2001")[0]!)).toContain("only for you");
  });
});

describe("buttons, menus and forms", () => {
  it("a pressed button comes back as its token, with a private answer", async () => {
    const { discord, bot, adapter } = await rig();
    const press = runs("Approve", "approve", { request: "r1" }, "primary");
    await adapter.post({ surface: "discord", channel: "7001" }, card("Isolate?", buttons(press)), "k");
    bot.audience = "actor";
    bot.answer = () => ({ card: card("Approved"), audience: "actor" });
    const [message] = discord.channel("7001").messages;
    const act = await discord.press("2002", message!, "Approve");
    expect(act).toMatchObject({ acked: true, ackType: 5 });
    expect(bot.kept[0]?.input).toEqual({ kind: "press", token: bot.seal(press.press) });
    await until("the private answer", () => discord.privateAnswers("2002").length === 1);
  });

  it("a chosen option comes back as its token", async () => {
    const { discord, bot, adapter } = await rig();
    const options = Array.from({ length: 8 }, (_, index) => ({
      label: `WIN-0${index}`,
      detail: `id ${index}`,
      press: { command: "host", args: { host: `id${index}` }, as: "run" as const },
    }));
    await adapter.post(
      { surface: "discord", channel: "7001" },
      card("Which?", { kind: "choice", prompt: "Choose", options }),
      "k",
    );
    await discord.choose("2001", discord.channel("7001").messages[0]!, "WIN-03");
    expect(bot.kept[0]?.input).toEqual({ kind: "press", token: bot.seal(options[3]!.press) });
  });

  it("a change that lacks something opens a form as the first answer, and what is sent runs", async () => {
    const { discord, bot } = await rig();
    bot.form = (input) =>
      input.kind === "options" ? isolateForm({ hosts: "WIN-01", emergency: "true" }) : undefined;
    const act = await discord.command("2001", "7001", "isolate", { host: "WIN-01" });
    expect(act.ackType).toBe(9);
    expect(bot.heard).toEqual([]);
    const [modal] = discord.modals("2001");
    bot.answer = () => ({ card: card("Asked"), audience: "actor" });
    const sent = await discord.submit("2001", modal!, { Reason: "beaconing", Emergency: "no" });
    expect(sent.acked).toBe(true);
    expect(bot.kept[0]?.input).toEqual({
      kind: "form",
      command: "isolate",
      values: { hosts: "WIN-01", reason: "beaconing", emergency: "no" },
    });
    await until("the answer", () => discord.privateAnswers("2001").length === 1);
  });

  it("faults in a form are told in private, with a button that opens it filled in", async () => {
    const { discord, bot } = await rig();
    bot.form = (input) => (input.kind === "options" ? isolateForm() : undefined);
    await discord.command("2001", "7001", "isolate");
    bot.faults = { reason: "Reason: at least 3 characters." };
    await discord.submit("2001", discord.modals("2001")[0]!, { Hosts: "WIN-01", Reason: "x" });
    expect(bot.heard).toEqual([]);
    const [word] = discord.privateAnswers("2001");
    expect(textOf(word!)).toContain("at least 3 characters");
    expect(labels(word!)).toEqual(["Open the form again"]);
    const act = await discord.press("2001", word!, "Open");
    expect(act.ackType).toBe(9);
    expect(JSON.stringify(discord.modals("2001").at(-1)?.data)).toContain("WIN-01");
  });

  it("a button of a form, pressed twice by the network, opens it once", async () => {
    const { discord, adapter } = await rig();
    const press = asks("Isolate", "isolate", { hosts: "id1" });
    await adapter.post({ surface: "discord", channel: "7001" }, card("Host", buttons(press)), "k");
    const act = await discord.press("2001", discord.channel("7001").messages[0]!, "Isolate");
    act.redeliver();
    await wait(100);
    expect(discord.modals("2001")).toHaveLength(1);
  });
});
