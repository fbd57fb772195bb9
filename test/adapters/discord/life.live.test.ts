import { describe, expect, it, onTestFinished } from "vitest";
import { createDiscordAdapter } from "../../../adapters/discord/index.ts";
import { buttons, card, runs, text } from "../../../src/chat/card.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { textOf } from "../../emulators/discord/index.ts";
import { prepare, quiet, rig, scriptedBot, until, wait } from "./bot-double.ts";

const soc = { surface: "discord", channel: "7001" };

describe("signing in", () => {
  it("registers the commands once, and again only when they differ", async () => {
    const { discord, bot } = await rig();
    const puts = () => discord.calls.filter(({ name }) => name === "commands.put").length;
    expect(puts()).toBe(1);
    const start = async (commandName: string): Promise<void> => {
      const adapter = createDiscordAdapter({ ...discord, commandName, clock: anchoredClock(), log: quiet });
      onTestFinished(() => adapter.stop());
      await adapter.start(bot);
    };
    await start("falcon");
    expect(puts()).toBe(1);
    await start("other");
    expect(puts()).toBe(2);
  });

  it("comes up though its commands could not be registered", async () => {
    const { discord, adapter, bot, logged } = await prepare();
    discord.fail({ call: "commands.put", fault: { kind: "refuse", status: 403, code: 50_001 } });
    await adapter.start(bot);
    expect(adapter.isReady()).toBe(true);
    expect(logged.some(({ message }) => message.includes("could not be registered"))).toBe(true);
  });

  it("puts the commands into one guild when one is set", async () => {
    const { discord } = await rig({}, ({ guild }) => ({ guildId: guild }));
    expect(discord.registered(discord.guild)).toHaveLength(1);
    expect(discord.registered("global")).toEqual([]);
  });

  it("is refused for good with a bad token", async () => {
    const { adapter, bot } = await prepare({}, { token: "wrong.token.here" });
    await expect(adapter.start(bot)).rejects.toThrow("DISCORD_TOKEN");
  });

  it("hears of a token that dies later, from the gateway and from calls", async () => {
    const { discord, adapter, fatal } = await rig();
    discord.revoke();
    await expect(adapter.post(soc, card("x"), "k")).rejects.toThrow();
    expect(fatal).toHaveLength(1);
    expect(adapter.isReady()).toBe(false);
  });

  it("comes up when discord does", { timeout: 20_000 }, async () => {
    const { discord, adapter, bot } = await prepare();
    discord.fail({ call: "gateway", fault: { kind: "status", status: 503 }, count: 1 });
    await adapter.start(bot);
    expect(adapter.isReady()).toBe(true);
  });

  it("shows who is frozen and what waits, and no more often than discord likes", async () => {
    const pulse = { isFrozen: true, openRequests: 2 };
    const { discord } = await rig({}, { pulse: () => Promise.resolve(pulse) });
    await until("the presence", () =>
      JSON.stringify(discord.gateway.presences).includes("frozen · 2 requests wait"),
    );
    expect(discord.gateway.presences.at(-1)).toMatchObject({ status: "dnd" });
  });
});

describe("a broken connection", () => {
  it("is resumed, and what was missed is heard once", { timeout: 20_000 }, async () => {
    const { discord, adapter, bot } = await rig();
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    discord.gateway.hold(true);
    discord.dropGateway();
    await until("the adapter notices", () => !adapter.isReady());
    const missed = discord.start("2001", "7001", "status");
    discord.gateway.hold(false);
    const act = await missed.settled();
    expect(act.acked).toBe(true);
    act.redeliver();
    act.redeliver();
    await wait(100);
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
    expect(bot.kept).toHaveLength(1);
    expect(discord.channel("7001").messages).toHaveLength(1);
  });

  it(
    "replays fifty stale commands: none is done, and each person gets one word",
    { timeout: 20_000 },
    async () => {
      const { discord, bot, adapter } = await rig();
      discord.gateway.hold(true);
      discord.dropGateway();
      for (let n = 0; n < 50; n += 1)
        discord.start(n % 2 === 0 ? "2001" : "2002", "7001", "isolate", { host: "A" });
      await wait(3_200);
      discord.gateway.hold(false);
      await until(
        "the words",
        () => discord.dms("2001").length === 1 && discord.dms("2002").length === 1,
        10_000,
      );
      expect(textOf(discord.dms("2001")[0]!)).toContain("25 things");
      expect(bot.heard).toEqual([]);
      await until("it is up", () => adapter.isReady());
      expect(await discord.command("2001", "7001", "status")).toMatchObject({ acked: true });
    },
  );

  it(
    "does nothing that is old by Discord's clock, though Discord would take the answer",
    { timeout: 20_000 },
    async () => {
      const { discord, bot } = await rig({ ackWithinMs: 60_000 });
      discord.gateway.hold(true);
      discord.dropGateway();
      discord.start("2001", "7001", "isolate", { host: "A" });
      await wait(5_500);
      discord.gateway.hold(false);
      await until("the word", () => discord.dms("2001").length === 1, 10_000);
      expect(textOf(discord.dms("2001")[0]!)).toContain("too late");
      expect(bot.heard).toEqual([]);
    },
  );

  it("whose session is invalid begins a new one", { timeout: 30_000 }, async () => {
    const { discord, bot } = await rig();
    discord.gateway.invalidate();
    await until("a new session", () => discord.gateway.counts.identified === 2, 15_000);
    await until("it hears again", () => discord.gateway.open() > 0);
    const act = await discord.command("2001", "7001", "status");
    expect(act.acked).toBe(true);
    expect(bot.kept).toHaveLength(1);
  });

  it.each([4004, 4014])("that discord ends for good with %i is told", async (code) => {
    const { discord, adapter, fatal } = await rig();
    discord.dropGateway({ code });
    await until("the end", () => fatal.length === 1);
    expect(fatal[0]?.message).toContain(String(code));
    expect(adapter.isReady()).toBe(false);
  });

  it("an event that the sdk cannot read ends nothing", async () => {
    const { discord, bot } = await rig();
    discord.gateway.dispatch("GUILD_UPDATE", () => ({ id: discord.guild, roles: 7 }));
    discord.gateway.dispatch("INTERACTION_CREATE", () => ({ nothing: "of use" }));
    discord.gateway.dispatch("MESSAGE_CREATE", () => ({ id: 5 }));
    await discord.command("2001", "7001", "status");
    expect(bot.kept).toHaveLength(1);
  });
});

describe("two processes on one connection", () => {
  it("answer once, and old buttons live on after a restart", async () => {
    const { discord, bot, adapter } = await rig();
    const press = runs("Approve", "approve", { request: "r1" });
    await adapter.post(soc, card("Isolate?", buttons(press)), "k");
    const second = createDiscordAdapter({ ...discord, clock: anchoredClock(), log: quiet });
    onTestFinished(() => second.stop());
    const other = scriptedBot(() => second, bot.kept);
    await second.start(other);
    for (const one of [bot, other]) {
      one.answer = () => ({ card: card("Approved"), audience: "actor" });
      one.audience = "actor";
    }
    await discord.press("2002", discord.channel("7001").messages[0]!, "Approve");
    await until("the answer", () => discord.privateAnswers("2002").length === 1);
    await until("both have heard", () => bot.heard.length + other.heard.length === 2);
    expect(bot.kept).toHaveLength(1);
    await adapter.stop();
    await discord.press("2002", discord.channel("7001").messages[0]!, "Approve");
    await until("the answer", () => discord.privateAnswers("2002").length === 2);
  });
});

describe("answers that cannot go the usual way", () => {
  it("a slow store does not keep discord waiting", async () => {
    const { discord, bot } = await rig();
    bot.storeMs = 2_500;
    const act = await discord.command("2001", "7001", "status");
    expect(act.acked).toBe(true);
    expect(act.latencyMs).toBeLessThan(2_200);
  });

  it("what could not be stored is told in private, and so is a broken dependency", async () => {
    const { discord, bot } = await rig();
    bot.audience = "actor";
    bot.storeFails = true;
    await discord.command("2001", "7001", "status");
    await until("the word", () => discord.privateAnswers("2001").length === 1);
    expect(textOf(discord.privateAnswers("2001")[0]!)).toContain("could not be recorded");
    bot.throws = true;
    await discord.command("2002", "7001", "status");
    await until("the word", () => discord.privateAnswers("2002").length === 1);
  });

  it("after the token's life the answer goes to the channel, or to the person alone", async () => {
    const { discord, bot } = await rig({ tokenLifeMs: 100 });
    bot.workMs = 200;
    bot.answer = ({ account }) => ({
      card: card("Late but here"),
      audience: account.id === "2001" ? "channel" : "actor",
    });
    await discord.command("2001", "7001", "status");
    await until("in the channel", () =>
      discord.channel("7001").messages.some((one) => textOf(one).includes("Late")),
    );
    await discord.command("2002", "7001", "status");
    await until("to the person", () => discord.dms("2002").length === 1);
  });

  it("a callback whose answer was lost counts as given", async () => {
    const { discord, bot } = await rig();
    discord.fail({ call: "callback", fault: { kind: "lost" }, count: 1 });
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    await discord.command("2001", "7001", "status");
    await until("the answer", () =>
      discord.channel("7001").messages.some((one) => textOf(one).includes("Here")),
    );
    expect(discord.channel("7001").messages).toHaveLength(1);
  });
});

describe("words", () => {
  it("a mention and a direct message are lines; other talk is left alone", async () => {
    const { discord, bot } = await rig();
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    const said = discord.say("2001", "7001", "@bot host “WIN-01” —days 3");
    discord.say("2001", "7001", "just talking");
    discord.dm("2002", "status");
    await until("both", () => bot.kept.length === 2);
    await wait(50);
    expect(bot.kept.map(({ input }) => input)).toEqual([
      { kind: "line", text: 'host "WIN-01" --days 3' },
      { kind: "line", text: "status" },
    ]);
    await until("the answers", () => discord.channel("7001").messages.some(({ byBot }) => byBot));
    expect(discord.channel("7001").messages.find(({ byBot }) => byBot)?.reference).toBe(said.id);
    await until("the answer in private", () => discord.dms("2002").length === 2);
    expect(discord.pings).toEqual([]);
  });

  it("an answer for one person's eyes goes to their direct messages, or a harmless word is said", async () => {
    const { discord, bot } = await rig();
    bot.answer = () => ({ card: card("Secret", text("hidden thing")), audience: "actor" });
    discord.say("2001", "7001", "@bot approve r1");
    await until("in private", () => discord.dms("2001").length === 1);
    discord.user("2002", { dmsClosed: true });
    discord.say("2002", "7001", "@bot approve r1");
    await until("in public", () => discord.channel("7001").messages.some(({ byBot }) => byBot));
    const word = discord.channel("7001").messages.find(({ byBot }) => byBot);
    expect(textOf(word!)).toContain("direct messages are closed");
    expect(textOf(word!)).not.toContain("hidden");
  });

  it("what is typed into an option is completed by the bot, the last of several hosts too", async () => {
    const { discord, bot } = await rig();
    bot.suggestions = [{ value: "WIN-02", label: "WIN-02", detail: "Windows 11" }];
    const offered = await discord.autocomplete("2001", "7001", "isolate", { host: "WIN-01 WI" }, "host");
    expect(offered).toEqual([{ name: "WIN-02 · Windows 11", value: "WIN-01 WIN-02" }]);
    expect(bot.lines).toEqual(["isolate WIN-01 WI"]);
    await discord.autocomplete("2001", "7001", "approve", { request: "7f" }, "request");
    expect(bot.lines.at(-1)).toBe("approve 7f");
    bot.suggestions = Array.from({ length: 40 }, (_, n) => ({ value: `h${n}`, label: "x".repeat(200) }));
    expect(await discord.autocomplete("2001", "7001", "host", { host: "" }, "host")).toHaveLength(25);
  });
});
