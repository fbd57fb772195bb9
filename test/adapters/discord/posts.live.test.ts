import { describe, expect, it, onTestFinished } from "vitest";
import { createDiscordAdapter } from "../../../adapters/discord/index.ts";
import { PlaceGone, PostUncertain } from "../../../src/chat/adapter.ts";
import { buttons, bytesFile, card, code, image, list, runs, text, toned } from "../../../src/chat/card.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { labels, textOf } from "../../emulators/discord/index.ts";
import { BLACK_PNG, EVERY_BYTE, WHITE_PNG } from "../../fixtures/png.ts";
import { quiet, rig, until, wait } from "./bot-double.ts";

const soc = { surface: "discord", channel: "7001" };

describe("posting", () => {
  it("posts, edits in place, and finds the message again by its key, also after a restart", async () => {
    const { discord, adapter, bot } = await rig();
    const ref = await adapter.post(soc, card("Pending", text("waiting")), "delivery-1");
    await adapter.update(ref, toned("good", "Approved", text("done")));
    const [message] = discord.channel("7001").messages;
    expect(textOf(message!)).toContain("Approved");
    expect(textOf(message!)).not.toContain("waiting");
    const again = createDiscordAdapter({ ...discord, clock: anchoredClock(), log: quiet });
    onTestFinished(() => again.stop());
    await again.start(bot);
    expect(await again.find(soc, "delivery-1")).toEqual(ref);
    expect(await again.find(soc, "delivery-2")).toBeUndefined();
  });

  it("finds a message again that a process redrew and died, as often as that happens", async () => {
    const { discord, adapter, bot } = await rig();
    const ref = await adapter.post(soc, card("Alert", text("one")), "delivery-1");
    for (const words of ["two", "three"]) {
      const next = createDiscordAdapter({ ...discord, clock: anchoredClock(), log: quiet });
      onTestFinished(() => next.stop());
      await next.start(bot);
      const found = await next.find(soc, "delivery-1");
      expect(found).toEqual(ref);
      await next.update(ref, card("Alert", text(words)));
      expect(textOf(discord.channel("7001").messages[0]!)).toContain(words);
    }
  });

  it("carries a nonce that makes a repeated post the same message", async () => {
    const { discord, adapter } = await rig();
    discord.fail({ call: "messages.create", fault: { kind: "lost" }, count: 1 });
    const ref = await adapter.post(soc, card("Once"), "k1");
    expect(discord.channel("7001").messages.map(({ id }) => id)).toEqual([ref.message]);
    expect(discord.calls.filter(({ name }) => name === "messages.create")).toHaveLength(2);
  });

  it("calls a lost answer uncertain, and then finds what was posted", async () => {
    const { discord, adapter } = await rig();
    discord.fail({ call: "messages.create", fault: { kind: "lost" }, count: 2 });
    await expect(adapter.post(soc, card("Once"), "k1")).rejects.toThrow(PostUncertain);
    expect((await adapter.find(soc, "k1"))?.message).toBe(discord.channel("7001").messages[0]?.id);
    discord.fail({ call: "messages.create", fault: { kind: "status", status: 502 }, count: 2 });
    await expect(adapter.post(soc, card("Twice"), "k2")).rejects.toThrow(PostUncertain);
    expect(await adapter.find(soc, "k2")).toBeUndefined();
  });

  it("an unreachable discord is not uncertain", async () => {
    const { discord, adapter } = await rig();
    await discord.stop();
    await expect(adapter.post(soc, card("x"), "k")).rejects.not.toThrow(PostUncertain);
  });

  it("attaches long output as a file with exactly its bytes, and keeps it up to date", async () => {
    const { discord, adapter } = await rig();
    const output = `first\n${"ä".repeat(20_000)}\nlast`;
    const ref = await adapter.post(soc, card("Output", code(untrusted(output))), "k");
    const [message] = discord.channel("7001").messages;
    expect(message?.attachments.map(({ filename }) => filename)).toEqual(["output-1.txt"]);
    expect(message?.attachments[0]?.bytes.toString()).toBe(output);
    await adapter.update(ref, card("Many", list(Array.from({ length: 500 }, (_, n) => `host ${n}`))));
    expect(message?.attachments.map(({ filename }) => filename)).toEqual(["card.txt"]);
    await adapter.update(ref, card("Done"));
    expect(message?.attachments).toEqual([]);
  });

  it("shows a picture in its embed and uploads nothing again that is there already", async () => {
    const { discord, adapter } = await rig();
    const shown = (state: string, png: Uint8Array) =>
      card(
        "Storm",
        text(state),
        image("storm.png", ["Alerts of ", untrusted("@everyone")], png),
        bytesFile("evidence.7z", EVERY_BYTE),
      );
    const ref = await adapter.post(soc, shown("first", WHITE_PNG), "k");
    const message = () => discord.channel("7001").messages[0]!;
    const before = message().attachments;
    expect(before.map(({ filename, bytes }) => [filename, new Uint8Array(bytes)])).toEqual([
      ["storm-1.png", WHITE_PNG],
      ["evidence.7z", EVERY_BYTE],
    ]);
    expect(JSON.stringify(message().embeds)).toContain("attachment://storm-1.png");
    expect(textOf(message())).toContain("evidence.7z (256 bytes)");

    await adapter.update(ref, shown("second", WHITE_PNG));
    expect(textOf(message())).toContain("second");
    expect(message().attachments).toEqual(before);

    await adapter.update(ref, shown("third", BLACK_PNG));
    const after = message().attachments;
    expect(after.find(({ filename }) => filename === "evidence.7z")).toEqual(before[1]);
    const picture = after.find(({ filename }) => filename === "storm-1.png");
    expect(new Uint8Array(picture!.bytes)).toEqual(BLACK_PNG);
    expect(after).toHaveLength(2);
    expect(discord.pings).toEqual([]);
  });

  it("leaves out bytes that it cannot take whole, and says so", async () => {
    const { discord, adapter } = await rig();
    const large = new Uint8Array(10 * 1_024 * 1_024 + 1);
    await adapter.post(soc, card("Evidence", bytesFile("a.7z", large), bytesFile("b.7z", EVERY_BYTE)), "k");
    const [message] = discord.channel("7001").messages;
    expect(message?.attachments.map(({ filename }) => filename)).toEqual(["b.7z"]);
    expect(textOf(message!)).toContain("a.7z (10.0 MiB, too large to be attached here)");
  });

  it("writes at most one edit a second, and the last state wins", async () => {
    const { discord, adapter } = await rig();
    const ref = await adapter.post(soc, card("0"), "k");
    await Promise.all(Array.from({ length: 20 }, (_, n) => adapter.update(ref, card(`state ${n + 1}`))));
    const [message] = discord.channel("7001").messages;
    expect(textOf(message!)).toContain("state 20");
    expect(message?.edits).toHaveLength(2);
  });

  it("says it in words, with the buttons, when discord refuses the layout", async () => {
    const { discord, adapter, logged } = await rig();
    discord.fail({ call: "messages.create", fault: { kind: "refuse", status: 400, code: 50_035 }, count: 1 });
    const press = runs("Approve", "approve", { request: "r" });
    await adapter.post(soc, card("Alert", text("on ", untrusted("<@&9001>")), buttons(press)), "k");
    const [message] = discord.channel("7001").messages;
    expect(message?.embeds).toEqual([]);
    expect(textOf(message!)).toContain("on <@&9001>");
    expect(labels(message!)).toEqual(["Approve"]);
    expect(logged.some(({ level }) => level === "error")).toBe(true);
    expect(await adapter.find(soc, "k")).toMatchObject({ message: message?.id });
  });

  it("pings nobody, whatever a host is called", async () => {
    const { discord, adapter } = await rig();
    const bad = untrusted("@everyone <@2002> <@&9001>");
    discord.fail({ call: "messages.create", fault: { kind: "refuse", status: 400, code: 50_035 }, count: 1 });
    const ref = await adapter.post(soc, card(bad, text(bad)), "k");
    await adapter.update(ref, card(bad, text(bad)));
    expect(discord.pings).toEqual([]);
  });

  it("waits out a limit of the channel instead of losing anything", { timeout: 20_000 }, async () => {
    const { discord, adapter } = await rig({ limitMessages: true });
    await Promise.all(Array.from({ length: 7 }, (_, n) => adapter.post(soc, card(`n${n}`), `k${n}`)));
    expect(discord.channel("7001").messages).toHaveLength(7);
  });
});

describe("threads", () => {
  it("are started at their message when something is first said in them, and woken when asleep", async () => {
    const { discord, adapter } = await rig();
    const root = await adapter.post(soc, card("Session"), "k0");
    const place = { ...soc, thread: root.message };
    const ref = await adapter.post(place, card("Output", text("first")), "k1");
    await adapter.post(place, card("Output", text("second")), "k2");
    const thread = discord.thread(root.message);
    expect(thread?.messages).toHaveLength(2);
    expect(ref.channel).toBe(root.message);
    expect(discord.calls.filter(({ name }) => name === "threads.create")).toHaveLength(1);
    thread!.archived = true;
    await adapter.update(ref, card("Output", text("changed")));
    expect(textOf(thread!.messages[0]!)).toContain("changed");
    expect(thread?.archived).toBe(false);
    expect(await adapter.find(place, "k2")).toMatchObject({ channel: root.message });
  });

  it("where none can be, it is said under the message", async () => {
    const { discord, adapter } = await rig({ channels: [{ id: "7001", deny: ["CreatePublicThreads"] }] });
    const root = await adapter.post(soc, card("Session"), "k0");
    const ref = await adapter.post({ ...soc, thread: root.message }, card("Output"), "k1");
    expect(ref.channel).toBe("7001");
    expect(discord.channel("7001").messages.at(-1)?.reference).toBe(root.message);
    expect(await adapter.find({ ...soc, thread: root.message }, "k1")).toEqual(ref);
  });
});

describe("places that are gone", () => {
  it.each([
    ["View Channel", ["ViewChannel"] as const],
    ["Send Messages", ["SendMessages"] as const],
    ["Embed Links", ["EmbedLinks"] as const],
  ])("a missing permission is named with its channel: %s", async (words, deny) => {
    const { adapter, logged } = await rig({ channels: [{ id: "7001", name: "soc", deny }] });
    const failed = adapter.post(soc, card("x"), "k");
    await expect(failed).rejects.toThrow(PlaceGone);
    await expect(failed).rejects.toThrow(words);
    await expect(failed).rejects.toThrow("#soc (7001)");
    expect(JSON.stringify(logged)).toContain(words);
  });

  it("deleted messages, unknown channels and closed direct messages are gone", async () => {
    const { discord, adapter } = await rig();
    const ref = await adapter.post(soc, card("x"), "k");
    discord.channel("7001").messages[0]!.deleted = true;
    await expect(adapter.update(ref, card("y"))).rejects.toThrow(PlaceGone);
    await expect(adapter.post({ ...soc, channel: "7999" }, card("x"), "k")).rejects.toThrow(PlaceGone);
    discord.user("2002", { dmsClosed: true });
    await expect(adapter.direct({ surface: "discord", id: "2002" }, card("x"), "k")).rejects.toThrow(
      PlaceGone,
    );
    await expect(adapter.direct({ surface: "discord", id: "2999" }, card("x"), "k")).rejects.toThrow(
      PlaceGone,
    );
  });

  it("a door that stays shut is left alone after a few tries", async () => {
    const { discord, adapter } = await rig();
    discord.fail({ call: "messages.create", fault: { kind: "refuse", status: 403, code: 50_013 } });
    for (let n = 0; n < 20; n += 1)
      await expect(adapter.post(soc, card(`${n}`), `k${n}`)).rejects.toThrow(PlaceGone);
    expect(discord.calls.filter(({ name }) => name === "messages.create")).toHaveLength(3);
  });

  it("writes to one person once, however often it is asked with the same key", async () => {
    const { discord, adapter } = await rig();
    const first = await adapter.direct({ surface: "discord", id: "2001" }, card("Expired"), "k");
    expect(await adapter.direct({ surface: "discord", id: "2001" }, card("Expired"), "k")).toEqual(first);
    expect(discord.dms("2001")).toHaveLength(1);
  });
});

describe("people", () => {
  const accounts = (id: string) => ({ surface: "discord", id });

  it("stand as their membership says now", async () => {
    const { discord, adapter } = await rig({
      users: [{ id: "2001" }, { id: "2003", bot: true }, { id: "2004", guilds: [] }],
    });
    const standings = (): Promise<string[]> =>
      Promise.all(["2001", "2003", "2004", "2999"].map((id) => adapter.standingOf(accounts(id))));
    expect(await standings()).toEqual(["member", "bot", "foreign", "foreign"]);
    discord.leave("2001");
    expect(await adapter.standingOf(accounts("2001"))).toBe("foreign");
  });

  it("hold the roles that they hold now, in any of our guilds", async () => {
    const { discord, adapter } = await rig({
      guilds: [{ id: "500000000000000001" }, { id: "500000000000000002" }],
      users: [{ id: "2001", guilds: ["500000000000000001", "500000000000000002"] }],
      roles: [{ id: "9001", guild: "500000000000000002", members: ["2001"] }],
    });
    expect(await adapter.groupsOf(accounts("2001"), ["9001", "9002"])).toEqual(["9001"]);
    discord.roles("2001", "500000000000000002").delete("9001");
    expect(await adapter.groupsOf(accounts("2001"), ["9001"])).toEqual([]);
  });

  it("are as their own click says when Discord cannot be asked, and for that moment only", async () => {
    const { discord, bot, adapter } = await rig({ roles: [{ id: "9001", members: ["2001"] }] });
    discord.fail({ call: "members.get", fault: { kind: "status", status: 503 }, count: 1_000 });
    await expect(adapter.standingOf(accounts("2001"))).rejects.toThrow();
    await discord.command("2001", "7001", "status");
    await until("it is heard", () => bot.kept.length === 1);
    expect(await adapter.standingOf(accounts("2001"))).toBe("member");
    expect(await adapter.groupsOf(accounts("2001"), ["9001", "9002"])).toEqual(["9001"]);
    await expect(adapter.standingOf(accounts("2002"))).rejects.toThrow();
    discord.heal();
    discord.leave("2001");
    expect(await adapter.standingOf(accounts("2001"))).toBe("foreign");
  });

  it("of another guild than the one we serve are foreign", async () => {
    const { discord, bot, adapter } = await rig(
      {
        guilds: [{ id: "500000000000000001" }, { id: "500000000000000002" }],
        users: [{ id: "2001" }, { id: "2009", guilds: ["500000000000000002"] }],
        channels: [{ id: "7001" }, { id: "7009", guild: "500000000000000002" }],
      },
      { guildId: "500000000000000001" },
    );
    expect(await adapter.standingOf(accounts("2009"))).toBe("foreign");
    await discord.command("2009", "7009", "status");
    await until("it is heard", () => bot.kept.length === 1);
    expect(bot.kept[0]?.account.standing).toBe("foreign");
    await wait(10);
  });
});
