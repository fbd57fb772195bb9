import { describe, expect, it, onTestFinished } from "vitest";
import { StartRefused } from "../../../src/chat/adapter.ts";
import { prepare, rig, until, wait } from "./bot-double.ts";

const QUICK = { socketTiming: { deadAfterMs: 2_500, silentAfterMs: 4_000, checkEveryMs: 100 } };

function watchRejections(): unknown[] {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return seen;
}

describe("sockets", () => {
  it("loses nothing while slack refreshes both sockets, one after the other and at once", async () => {
    const { slack, bot, adapter } = await rig();
    await until("two sockets", () => slack.sockets.open().length === 2);
    let sent = 0;
    const acts: Promise<{ acked: boolean }>[] = [];
    const talking = setInterval(
      () => acts.push(slack.slash("U0ANA", "C0SOC", `host WIN-${(sent += 1)}`)),
      20,
    );
    const [first] = slack.sockets.open();
    slack.sockets.disconnect("refresh_requested", first);
    await wait(400);
    slack.sockets.disconnect("warning");
    await wait(600);
    slack.sockets.disconnect("refresh_requested");
    await wait(600);
    clearInterval(talking);
    const acked = (await Promise.all(acts)).filter((act) => act.acked);
    expect(acked).toHaveLength(sent);
    expect(bot.kept).toHaveLength(sent);
    await until("the old ones closed", () => slack.sockets.open().length === 2);
    expect(adapter.isReady()).toBe(true);
  });

  it("opens another socket at once when one is cut", async () => {
    const { slack } = await rig();
    await until("two sockets", () => slack.sockets.open().length === 2);
    slack.sockets.cut(slack.sockets.open()[0]);
    await until("another", () => slack.sockets.opened() === 3 && slack.sockets.open().length === 2, 2_000);
    expect((await slack.slash("U0ANA", "C0SOC", "status")).acked).toBe(true);
  });

  it("gives up a socket that is open and silent", async () => {
    const { slack, bot } = await rig({}, QUICK);
    await until("two sockets", () => slack.sockets.open().length === 2);
    const silent = slack.sockets.open();
    slack.sockets.mute();
    await until("fresh ones", () => slack.sockets.open().some((id) => !silent.includes(id)), 8_000);
    await until("the silent ones gone", () => !slack.sockets.open().some((id) => silent.includes(id)), 8_000);
    expect((await slack.slash("U0ANA", "C0SOC", "status")).acked).toBe(true);
    expect(bot.kept).toHaveLength(1);
  });

  it("leaves sockets that answer alone", async () => {
    const { slack } = await rig({ pingEveryMs: 500 }, QUICK);
    await wait(5_000);
    expect(slack.sockets.opened()).toBe(2);
  });

  it("lives through frames that make no sense", async () => {
    const rejected = watchRejections();
    const { slack, adapter } = await rig();
    for (const frame of [
      "null",
      "{",
      "[]",
      '{"type":"events_api"}',
      '{"type":"events_api","payload":{}}',
      '{"type":7}',
      '"x"',
    ])
      slack.sockets.sendRaw(frame);
    slack.sockets.sendRaw('{"type":"interactive","envelope_id":"x","payload":{"type":"block_actions"}}');
    slack.sockets.sendRaw('{"type":"slash_commands","envelope_id":"y"}');
    await wait(200);
    expect(rejected).toEqual([]);
    expect(adapter.isReady()).toBe(true);
    expect((await slack.slash("U0ANA", "C0SOC", "status")).acked).toBe(true);
  });

  it("keeps trying while slack is away and takes what was waiting when it is back", async () => {
    const rejected = watchRejections();
    const { slack, bot } = await rig({ eventRetryMs: [500, 1_000, 2_000] });
    await until("two sockets", () => slack.sockets.open().length === 2);
    slack.fail({ call: "apps.connections.open", fault: { kind: "status", status: 503 }, count: 4 });
    slack.sockets.cut();
    const said = slack.dm("U0ANA", "status");
    expect((await said).acked).toBe(true);
    expect(bot.kept).toHaveLength(1);
    expect(rejected).toEqual([]);
  });
});

describe("refusals for good", () => {
  it("names the bot token at start", async () => {
    const rejected = watchRejections();
    const { adapter, bot } = await prepare({}, { botToken: "xoxb-wrong" });
    await expect(adapter.start(bot)).rejects.toMatchObject({ setting: "SLACK_BOT_TOKEN" });
    await wait(50);
    expect(rejected).toEqual([]);
  });

  it("names the app token at start", async () => {
    const rejected = watchRejections();
    const { adapter, bot } = await prepare({}, { appToken: "xapp-wrong" });
    await expect(adapter.start(bot)).rejects.toThrow(StartRefused);
    await expect(adapter.start(bot)).rejects.toMatchObject({ setting: "SLACK_APP_TOKEN" });
    await wait(50);
    expect(rejected).toEqual([]);
  });

  it("names the app token when a bot token was put there", async () => {
    const { adapter, bot } = await prepare({}, (slack) => ({ appToken: slack.botToken }));
    await expect(adapter.start(bot)).rejects.toMatchObject({ setting: "SLACK_APP_TOKEN" });
  });

  it("reports an app token that dies later, once, and without an unhandled rejection", async () => {
    const rejected = watchRejections();
    const { slack, fatal } = await rig();
    await until("two sockets", () => slack.sockets.open().length === 2);
    slack.revoke("app");
    slack.sockets.disconnect("refresh_requested");
    await until("the report", () => fatal.length > 0);
    await wait(200);
    expect(fatal.map((error) => error.setting)).toEqual(["SLACK_APP_TOKEN"]);
    expect(rejected).toEqual([]);
  });

  it("reports that socket mode was switched off", async () => {
    const { slack, fatal, adapter } = await rig();
    slack.sockets.disconnect("link_disabled");
    await until("the report", () => fatal.length === 1);
    expect(fatal[0]?.message).toContain("link_disabled");
    expect(adapter.isReady()).toBe(false);
  });

  it("reports a bot token that dies later", async () => {
    const { slack, fatal, adapter } = await rig();
    slack.revoke("bot");
    await expect(
      adapter.post({ surface: "slack", channel: "C0SOC" }, { title: "x", tone: "neutral", blocks: [] }, "k"),
    ).rejects.toThrow("account_inactive");
    expect(fatal.map((error) => error.setting)).toEqual(["SLACK_BOT_TOKEN"]);
  });

  it("stops at once, also in the middle of a reconnect", async () => {
    const rejected = watchRejections();
    const { slack, adapter } = await rig();
    slack.fail({ call: "apps.connections.open", fault: { kind: "status", status: 503 } });
    slack.sockets.cut();
    await wait(50);
    const started = Date.now();
    await adapter.stop();
    expect(Date.now() - started).toBeLessThan(3_000);
    await wait(50);
    expect(rejected).toEqual([]);
  });
});
