import { describe, expect, it, onTestFinished } from "vitest";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import { PlaceGone, PostUncertain } from "../../../src/chat/adapter.ts";
import { bytesFile, card, code, image, text, toned } from "../../../src/chat/card.ts";
import type { Clock } from "../../../src/lib/clock.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { activeTokens, textOf } from "../../emulators/slack/index.ts";
import { BLACK_PNG, EVERY_BYTE, WHITE_PNG } from "../../fixtures/png.ts";
import { quiet, rig, until, wait } from "./bot-double.ts";

/** Long waits end when told to. */
function hastyClock(): Clock & { hurry(): void } {
  const clock = anchoredClock();
  const waiting = new Set<() => void>();
  return {
    ...clock,
    sleep: (ms, signal) =>
      ms < 30_000 ? clock.sleep(ms, signal) : new Promise((resolve) => waiting.add(resolve)),
    hurry() {
      for (const wake of waiting) wake();
    },
  };
}

const soc = { surface: "slack", channel: "C0SOC" };

describe("posting", () => {
  it("posts, edits in place, and finds the message again by its key", async () => {
    const { slack, adapter } = await rig();
    const ref = await adapter.post(soc, card("Pending", text("waiting")), "delivery-1");
    await adapter.update(ref, toned("good", "Approved", text("done")));
    const [message] = slack.channel("C0SOC").messages;
    expect(textOf(message!)).toContain("Approved");
    expect(textOf(message!)).not.toContain("waiting");
    expect(message?.edits).toHaveLength(1);
    expect(await adapter.find(soc, "delivery-1")).toEqual(ref);
    expect(await adapter.find(soc, "delivery-2")).toBeUndefined();
  });

  it("finds a lost post, also inside a thread", async () => {
    const { slack, adapter } = await rig();
    slack.fail({ call: "chat.postMessage", fault: { kind: "lost" }, count: 1 });
    await expect(adapter.post(soc, card("Once"), "k1")).rejects.toThrow(PostUncertain);
    const found = await adapter.find(soc, "k1");
    expect(found?.message).toBe(slack.channel("C0SOC").messages[0]?.ts);
    const thread = { ...soc, thread: found!.message };
    slack.fail({ call: "chat.postMessage", fault: { kind: "lost" }, count: 1 });
    await expect(adapter.post(thread, card("Twice"), "k2")).rejects.toThrow(PostUncertain);
    expect(await adapter.find(thread, "k2")).toBeDefined();
    expect(slack.channel("C0SOC").messages).toHaveLength(2);
  });

  it("puts the file of a redrawn reply into its thread, once, also after a restart", async () => {
    const { slack, adapter, bot } = await rig();
    const root = await adapter.post(soc, card("Root"), "k0");
    const ref = await adapter.post({ ...soc, thread: root.message }, card("Reply"), "k1");
    const withFile = card("Reply", { kind: "file", name: "alerts.txt", text: "one\ntwo" });
    await adapter.update(ref, withFile);
    const again = createSlackAdapter({ ...slack, apiUrl: slack.url, clock: anchoredClock(), log: quiet });
    onTestFinished(() => again.stop());
    await again.start(bot);
    await again.update(ref, withFile);
    expect(slack.files().map((file) => file.name)).toEqual(["alerts.txt"]);
    expect(slack.channel("C0SOC").messages.at(-1)?.threadTs).toBe(root.message);
  });

  it("finds what was posted and uploaded at the end of a very long thread", async () => {
    const { slack, adapter, bot } = await rig();
    const root = await adapter.post(soc, card("Root"), "k0");
    const { messages } = slack.channel("C0SOC");
    const [first] = messages;
    for (let n = 1; n <= 1_100; n += 1) {
      const ts = (Number(root.message) + n / 1e6).toFixed(6);
      messages.push({ ...first!, ts, threadTs: root.message, metadata: undefined });
    }
    const thread = { ...soc, thread: root.message };
    const withFile = card("Reply", { kind: "file", name: "alerts.txt", text: "one\ntwo" });
    const ref = await adapter.post(thread, withFile, "k1");
    const again = createSlackAdapter({ ...slack, apiUrl: slack.url, clock: anchoredClock(), log: quiet });
    onTestFinished(() => again.stop());
    await again.start(bot);
    expect(await again.find(thread, "k1")).toEqual(ref);
    await again.update(ref, withFile);
    expect(slack.files()).toHaveLength(1);
  });

  it("uploads pictures and bytes as they are, with words for those who cannot see", async () => {
    const { slack, adapter } = await rig();
    const made = card(
      "Storm",
      image("storm.png", ["Alerts of ", untrusted("<!channel>")], WHITE_PNG),
      bytesFile("evidence.7z", EVERY_BYTE),
    );
    const ref = await adapter.post(soc, made, "k");
    await adapter.update(ref, made);
    const [message, ...uploads] = slack.channel("C0SOC").messages;
    expect(uploads.map(({ threadTs }) => threadTs)).toEqual([ref.message, ref.message]);
    expect(
      slack.files().map(({ name, alt, bytes }) => ({ name, alt, bytes: new Uint8Array(bytes) })),
    ).toEqual([
      { name: "storm.png", alt: "Alerts of <!channel>", bytes: WHITE_PNG },
      { name: "evidence.7z", alt: "", bytes: EVERY_BYTE },
    ]);
    expect(textOf(message!)).toContain("storm.png: Alerts of <!channel>");
    expect(textOf(message!)).toContain("evidence.7z (256 bytes)");
    expect(activeTokens(message!)).toEqual([]);
  });

  it("replaces a picture that has changed and does not fill the thread with it", async () => {
    const clock = hastyClock();
    const { slack, adapter } = await rig({}, { clock });
    const shown = (png: Uint8Array) => card("Storm", image("storm.png", "Alerts", png));
    const ref = await adapter.post(soc, shown(WHITE_PNG), "k");
    const states = Array.from({ length: 3 }, (_, n) => Uint8Array.from([...BLACK_PNG, n]));
    for (const state of states) await adapter.update(ref, shown(state));
    expect(slack.files()).toHaveLength(1);
    clock.hurry();
    const inThread = () =>
      slack.channel("C0SOC").messages.filter((one) => one.threadTs === ref.message && !one.deleted);
    await until("the last picture alone", () => slack.files().length === 2 && inThread().length === 1);
    expect(new Uint8Array(inThread()[0]!.files[0]!.bytes)).toEqual(states.at(-1));
  });

  it("answers once though the answer's answer was lost", async () => {
    const { slack, bot } = await rig();
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    slack.fail({ call: "chat.postMessage", fault: { kind: "lost" }, count: 1 });
    await slack.mention("U0ANA", "C0SOC", "status");
    await until("the look back", () => slack.calls.some((call) => call.method === "conversations.replies"));
    await wait(100);
    expect(slack.channel("C0SOC").messages.filter((message) => message.byBot)).toHaveLength(1);
  });

  it("calls a server error uncertain and an unreachable slack not", async () => {
    const { slack, adapter } = await rig();
    slack.fail({ call: "chat.postMessage", fault: { kind: "status", status: 500 }, count: 1 });
    await expect(adapter.post(soc, card("x"), "k")).rejects.toThrow(PostUncertain);
    await slack.stop();
    await expect(adapter.post(soc, card("x"), "k")).rejects.not.toThrow(PostUncertain);
  });

  it.each([
    ["an archived channel", { id: "C0OLD", archived: true }],
    ["a channel that the bot was removed from", { id: "C0OUT", withBot: false }],
  ])("says that %s is gone", async (_name, channel) => {
    const { adapter } = await rig({ channels: [channel] });
    await expect(adapter.post({ surface: "slack", channel: channel.id }, card("x"), "k")).rejects.toThrow(
      PlaceGone,
    );
  });

  it("says that a deleted message, an unknown channel and a deactivated person are gone", async () => {
    const { slack, adapter } = await rig();
    const ref = await adapter.post(soc, card("x"), "k");
    slack.channel("C0SOC").messages[0]!.deleted = true;
    await expect(adapter.update(ref, card("y"))).rejects.toThrow(PlaceGone);
    await expect(adapter.post({ surface: "slack", channel: "C0NONE" }, card("x"), "k")).rejects.toThrow(
      PlaceGone,
    );
    slack.user("U0LEE", { deactivated: true });
    await expect(adapter.direct({ surface: "slack", id: "U0LEE" }, card("x"), "k")).rejects.toThrow(
      PlaceGone,
    );
  });

  it("writes to one person once, however often it is asked with the same key", async () => {
    const { slack, adapter } = await rig();
    const first = await adapter.direct({ surface: "slack", id: "U0ANA" }, card("Expired"), "k");
    const again = await adapter.direct({ surface: "slack", id: "U0ANA" }, card("Expired"), "k");
    expect(again).toEqual(first);
    expect(slack.direct("U0ANA").messages).toHaveLength(1);
  });

  it("says it in words when slack refuses the layout", async () => {
    const { slack, adapter, logged } = await rig();
    slack.fail({ call: "chat.postMessage", fault: { kind: "refuse", error: "invalid_blocks" }, count: 1 });
    await adapter.post(soc, card("Alert", text("on ", untrusted("<!channel>"))), "k");
    const [message] = slack.channel("C0SOC").messages;
    expect(message?.blocks).toEqual([]);
    expect(message?.text).toContain("&lt;!channel&gt;");
    expect(logged.some(({ level }) => level === "error")).toBe(true);
  });

  it("puts long output into the thread as exact bytes, once, also when it is redrawn", async () => {
    const { slack, adapter } = await rig();
    const output = `first\r\n${"\u001b[31mé漢\u0000\n".repeat(9_000)}last`;
    const shown = card("ps", code(untrusted(output)));
    const ref = await adapter.post(soc, shown, "k");
    await adapter.update(ref, shown);
    expect(slack.files()).toHaveLength(1);
    expect(slack.files()[0]?.bytes.toString("utf8")).toBe(output);
    const [, upload] = slack.channel("C0SOC").messages;
    expect(upload?.threadTs).toBe(ref.message);
    expect(textOf(slack.channel("C0SOC").messages[0]!)).toMatch(/sha256 [0-9a-f]{64}/);
  });
});

describe("rate limits", () => {
  // The figure is a promise to people, the machine that tests may be busy: hence the retries.
  it("opens a form within 100 ms while an alert channel is limited", { retry: 2 }, async () => {
    const { slack, bot, adapter } = await rig({ channels: [{ id: "C0SOC" }, { id: "C0ALERTS" }] });
    bot.form = () => ({ command: "isolate", title: "Isolate", submit: "Ask", fields: [] });
    slack.fail({
      call: "chat.postMessage",
      channel: "C0ALERTS",
      fault: { kind: "limited", retryAfterSeconds: 1 },
      count: 1,
    });
    const alerts = { surface: "slack", channel: "C0ALERTS" };
    const posts = Array.from({ length: 4 }, (_, n) => adapter.post(alerts, card(`Alert ${n}`), `a${n}`));
    await until("the limit", () => slack.calls.some((call) => call.channel === "C0ALERTS"));
    const asked = Date.now();
    await slack.slash("U0ANA", "C0SOC", "isolate");
    await until("the form", () => slack.modals("U0ANA").length === 1);
    expect(slack.modals("U0ANA")[0]!.openedAt - asked).toBeLessThan(100);
    await adapter.post(soc, card("Elsewhere"), "e");
    expect(slack.channel("C0ALERTS").messages).toHaveLength(0);
    await Promise.all(posts);
    expect(slack.channel("C0ALERTS").messages.map((message) => textOf(message).split("\n")[0])).toEqual([
      "Alert 0",
      "Alert 1",
      "Alert 2",
      "Alert 3",
    ]);
  });

  it("keeps to one message a second in a channel by itself", async () => {
    const { slack, adapter } = await rig({ limitPosts: true });
    await Promise.all(Array.from({ length: 5 }, (_, n) => adapter.post(soc, card(`Alert ${n}`), `a${n}`)));
    expect(slack.channel("C0SOC").messages).toHaveLength(5);
    expect(slack.calls.filter((call) => call.method === "chat.postMessage").length).toBeLessThanOrEqual(6);
  });

  it("edits one message at most once a second and ends with the last state", async () => {
    const { slack, adapter } = await rig();
    const ref = await adapter.post(soc, card("0"), "k");
    await Promise.all(Array.from({ length: 30 }, (_, n) => adapter.update(ref, card(`state ${n + 1}`))));
    const [message] = slack.channel("C0SOC").messages;
    expect(textOf(message!)).toContain("state 30");
    expect(message!.edits).toHaveLength(2);
  });
});

describe("the roads of an answer", () => {
  it("goes to the conversation when the response address has expired", async () => {
    const { slack, bot } = await rig();
    bot.workMs = 100;
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    await slack.slash("U0ANA", "C0SOC", "status");
    slack.expireResponseUrls();
    await until("the answer", () => slack.channel("C0SOC").messages.length === 1);
    expect(slack.channel("C0SOC").messages[0]?.via).toBe("chat.postMessage");
  });

  it("goes to the person when the conversation is closed to the bot", async () => {
    const { slack, bot } = await rig({ channels: [{ id: "C0OUT", withBot: false }] });
    bot.workMs = 100;
    bot.answer = () => ({ card: card("Here"), audience: "actor" });
    await slack.slash("U0ANA", "C0OUT", "status");
    slack.expireResponseUrls();
    await until("the answer", () => slack.direct("U0ANA").messages.length === 1);
    expect(slack.ephemerals("U0ANA")).toHaveLength(0);
  });

  it("reaches a channel that the bot is not in, and brings the file in private", async () => {
    const { slack, bot } = await rig({ channels: [{ id: "C0OUT", withBot: false }] });
    bot.answer = () => ({ card: card("ps", code("x".repeat(9_000))), audience: "channel" });
    await slack.slash("U0ANA", "C0OUT", "status");
    await until("the file", () => slack.files().length === 1);
    expect(slack.channel("C0OUT").messages.map((message) => message.via)).toEqual(["response_url"]);
    expect(slack.direct("U0ANA").messages[0]?.files[0]?.bytes).toHaveLength(9_000);
  });

  it("is not given twice when a dead process gave it already", async () => {
    const { slack, bot, adapter } = await rig();
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    await slack.mention("U0ANA", "C0SOC", "status");
    await until("the answer", () => slack.channel("C0SOC").messages.length === 2);
    const [turn] = bot.kept;
    const replayed = JSON.parse(JSON.stringify(turn!)) as typeof turn;
    await adapter.respond(
      { ...replayed!, receivedAt: Date.now() - 60_000 },
      { card: card("Here"), audience: "channel" },
    );
    expect(slack.channel("C0SOC").messages).toHaveLength(2);
  });

  it("never calls a response address on another host", async () => {
    const { slack, adapter } = await rig();
    const reply = {
      kind: "command",
      user: "U0ANA",
      channel: "C0SOC",
      responseUrl: "http://169.254.169.254/latest",
    };
    await adapter.respond({ id: "t", reply, receivedAt: Date.now() } as never, {
      card: card("Here"),
      audience: "actor",
    });
    expect(slack.ephemerals("U0ANA")[0]?.via).toBe("chat.postEphemeral");
  });
});

describe("people", () => {
  it("tells members, guests, strangers, programs and deactivated accounts apart", async () => {
    const { adapter } = await rig({
      users: [
        { id: "U0ANA" },
        { id: "U0GUEST", guest: true },
        { id: "U0EVE", team: "T0ELSE" },
        { id: "U0ODD", stranger: true },
        { id: "U0APP", bot: true },
        { id: "U0GONE", deactivated: true },
      ],
    });
    const ids = ["U0ANA", "U0GUEST", "U0EVE", "U0ODD", "U0APP", "U0GONE", "U0NOBODY"];
    const standings = await Promise.all(ids.map((id) => adapter.standingOf({ surface: "slack", id })));
    expect(standings).toEqual(["member", "guest", "foreign", "foreign", "bot", "deactivated", "foreign"]);
  });

  it("says unknown where slack does not answer the question", async () => {
    const { adapter } = await rig({ missingMethods: ["users.info"] });
    expect(await adapter.standingOf({ surface: "slack", id: "U0ANA" })).toBe("unknown");
  });

  it("asks for group members anew after a moment, and once for many at the same time", async () => {
    const { slack, adapter } = await rig({ groups: { S0SOC: ["U0ANA", "U0LEE"], S0ALL: ["U0ANA"] } });
    const groupsOf = (id: string) => adapter.groupsOf({ surface: "slack", id }, ["S0SOC", "S0ALL", "S0NONE"]);
    expect(await Promise.all([groupsOf("U0ANA"), groupsOf("U0LEE"), groupsOf("U0EVE")])).toEqual([
      ["S0SOC", "S0ALL"],
      ["S0SOC"],
      [],
    ]);
    expect(slack.calls.filter((call) => call.method === "usergroups.users.list")).toHaveLength(3);
    slack.group("S0SOC").delete("U0LEE");
    await wait(1_100);
    expect(await groupsOf("U0LEE")).toEqual([]);
  });
});
