import { describe, expect, it } from "vitest";
import { card, runs, text, buttons } from "../../../src/chat/card.ts";
import type { Form } from "../../../src/chat/form.ts";
import { activeTokens, labels, textOf } from "../../emulators/slack/index.ts";
import { rig, until } from "./bot-double.ts";

const isolateForm: Form = {
  command: "isolate",
  title: "Isolate hosts from the network",
  submit: "Ask for approval",
  fields: [
    { name: "hosts", label: "Hosts", kind: "line", required: true },
    { name: "reason", label: "Reason", kind: "paragraph", required: true, maxLength: 3_000 },
    { name: "emergency", label: "Emergency", kind: "toggle", required: false },
  ],
};

describe("what people say on Slack", () => {
  it("hears a slash command and answers the channel through the response address", async () => {
    const { slack, bot } = await rig();
    bot.answer = () => ({ card: card("WIN-01", text("online")), audience: "channel" });
    const act = await slack.slash("U0ANA", "C0SOC", "host &lt;WIN-01&gt; <http://evil.com|evil.com>");
    expect(act.acked).toBe(true);
    expect(bot.kept[0]).toMatchObject({
      account: { surface: "slack", id: "U0ANA", standing: "unknown", tenant: "T0HOME" },
      place: { surface: "slack", channel: "C0SOC" },
      input: { kind: "line", text: "host <WIN-01> evil.com" },
      askedBy: "person",
    });
    await until("the answer", () => slack.channel("C0SOC").messages.length === 1);
    const [answer] = slack.channel("C0SOC").messages;
    expect(answer?.via).toBe("response_url");
    expect(textOf(answer!)).toContain("online");
  });

  it("keeps a private answer private", async () => {
    const { slack, bot } = await rig();
    bot.answer = () => ({ card: card("Not allowed"), audience: "actor" });
    await slack.slash("U0ANA", "C0SOC", "freeze");
    await until("the refusal", () => slack.ephemerals("U0ANA").length === 1);
    expect(slack.channel("C0SOC").messages).toHaveLength(0);
    expect(slack.ephemerals("U0LEE")).toHaveLength(0);
  });

  it("hears a mention once though it comes as two events, and answers in its thread", async () => {
    const { slack, bot } = await rig();
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    const acts = await slack.mention("U0ANA", "C0SOC", "host WIN-01");
    expect(acts.map((act) => act.acked)).toEqual([true, true]);
    expect(bot.heard).toHaveLength(2);
    expect(bot.kept.map((turn) => turn.input)).toEqual([{ kind: "line", text: "host WIN-01" }]);
    await until("the answer", () => slack.channel("C0SOC").messages.length === 2);
    const [question, answer] = slack.channel("C0SOC").messages;
    expect(answer?.threadTs).toBe(question?.ts);
  });

  it("answers a mention inside a thread in that thread", async () => {
    const { slack, bot, adapter } = await rig();
    bot.answer = () => ({ card: card("Here"), audience: "channel" });
    const root = await adapter.post({ surface: "slack", channel: "C0SOC" }, card("Root"), "root");
    await slack.mention("U0ANA", "C0SOC", "status", { thread: root.message });
    await until("the answer", () => slack.channel("C0SOC").messages.length === 3);
    expect(slack.channel("C0SOC").messages.at(-1)?.threadTs).toBe(root.message);
    expect(bot.kept[0]?.place).toEqual({ surface: "slack", channel: "C0SOC", thread: root.message });
  });

  it("hears a direct message, and a file with words under it", async () => {
    const { slack, bot } = await rig();
    bot.answer = () => ({ card: card("Here"), audience: "actor" });
    await slack.dm("U0ANA", "host “WIN\u00A001”");
    await slack.dm("U0ANA", "iocs evil.example", { subtype: "file_share" });
    expect(bot.kept.map((turn) => turn.input)).toEqual([
      { kind: "line", text: 'host "WIN 01"' },
      { kind: "line", text: "iocs evil.example" },
    ]);
    await until("the answers", () => slack.direct("U0ANA").messages.filter((m) => m.byBot).length === 2);
  });

  it("leaves talk among people, edits, other programs and itself alone", async () => {
    const { slack, bot } = await rig();
    await slack.say("C0SOC", { user: "U0ANA", text: "lunch?", channel_type: "channel" });
    await slack.say("D0U0ANA", {
      subtype: "message_changed",
      message: { text: "x", user: "U0ANA" },
      channel_type: "im",
    });
    await slack.say("D0U0ANA", { user: "U0ANA", bot_id: "B1", text: "status", channel_type: "im" });
    await slack.say("D0U0ANA", { user: "U0BOT", text: "status", channel_type: "im" });
    await slack.say("D0U0ANA", {
      user: "U0ANA",
      subtype: "channel_join",
      text: "status",
      channel_type: "im",
    });
    expect(bot.heard).toHaveLength(0);
  });

  it("marks a speaker from another workspace as foreign", async () => {
    const { slack, bot } = await rig();
    await slack.mention("U0EVE", "C0SOC", "isolate WIN-01 x", { team: "T0ELSE" });
    expect(bot.kept[0]?.account).toMatchObject({ id: "U0EVE", tenant: "T0ELSE", standing: "foreign" });
  });
});

describe("buttons and menus", () => {
  it("brings the sealed token back, and answers in private or in the message's thread", async () => {
    const { slack, bot, adapter } = await rig();
    const approve = runs("Approve", "approve", { request: "r1" }, "primary");
    const ref = await adapter.post(
      { surface: "slack", channel: "C0SOC" },
      card("Isolate?", buttons(approve)),
      "k",
    );
    const message = slack.channel("C0SOC").messages[0]!;
    bot.answer = () => ({ card: card("You asked for it yourself"), audience: "actor" });
    await slack.click("U0ANA", message, "Approve");
    const [turn] = bot.kept;
    expect(turn?.input.kind === "press" && bot.presses.get(turn.input.token)).toEqual(approve.press);
    await until("the refusal", () => slack.ephemerals("U0ANA").length === 1);
    bot.answer = () => ({ card: card("Done"), audience: "channel" });
    await slack.click("U0LEE", message, "Approve");
    await until("the note", () => slack.channel("C0SOC").messages.length === 2);
    expect(slack.channel("C0SOC").messages[1]?.threadTs).toBe(ref.message);
    // The card itself is never replaced by an answer.
    expect(labels(message)).toEqual(["Approve"]);
  });

  it("offers few choices as buttons and many as a menu, each with its id", async () => {
    const { slack, bot, adapter } = await rig();
    const option = (n: number) => ({
      label: "WIN-01",
      detail: `${String(n).padStart(32, "0")} seen today`,
      press: { command: "host", args: { host: String(n) }, as: "run" as const },
    });
    const many = Array.from({ length: 7 }, (_, n) => option(n));
    await adapter.post(
      { surface: "slack", channel: "C0SOC" },
      card("Which one?", { kind: "choice", prompt: "Several match", options: many }),
      "k",
    );
    const message = slack.channel("C0SOC").messages[0]!;
    expect(textOf(message)).toContain("00000000000000000000000000000006");
    await slack.choose("U0ANA", message, "00000000000000000000000000000003");
    const [turn] = bot.kept;
    expect(turn?.input.kind === "press" && bot.presses.get(turn.input.token)?.args).toEqual({ host: "3" });
    const few = { kind: "choice", prompt: "Several match", options: many.slice(0, 2) } as const;
    await adapter.update(
      { surface: "slack", channel: "C0SOC", message: message.ts },
      card("Which one?", few),
    );
    expect(labels(message).every((label) => label.startsWith("WIN-01 · 0000"))).toBe(true);
    expect(labels(message)).toHaveLength(2);
  });

  it("hands on a button without a value, so that the bot refuses it", async () => {
    const { slack, bot, adapter } = await rig();
    await adapter.post({ surface: "slack", channel: "C0SOC" }, card("Old"), "k");
    const button = { type: "button", action_id: "old", text: { type: "plain_text", text: "Old" } };
    const stray = {
      ...slack.channel("C0SOC").messages[0]!,
      blocks: [{ type: "actions", elements: [button] }],
    };
    expect((await slack.click("U0ANA", stray, "Old")).acked).toBe(true);
    expect(bot.heard.map((turn) => turn.input)).toEqual([{ kind: "press", token: "" }]);
  });
});

describe("forms", () => {
  it("opens at once, gains what was looked up, refuses faults by field and closes when sent", async () => {
    const { slack, bot } = await rig();
    bot.form = (input) => (input.kind === "line" && input.text === "isolate" ? isolateForm : undefined);
    bot.elaborated = (form) => Promise.resolve({ ...form, intro: "3 hosts are isolated now" });
    bot.answer = () => ({ card: card("Asked"), audience: "actor" });
    const started = Date.now();
    const act = await slack.slash("U0ANA", "C0SOC", "isolate");
    expect(act.acked).toBe(true);
    await until("the form", () => slack.modals("U0ANA").length === 1);
    expect(Date.now() - started).toBeLessThan(1_000);
    const [view] = slack.modals("U0ANA");
    await until("the facts", () => view!.updates === 1);
    bot.faults = { reason: "at least 3 characters" };
    await slack.submit("U0ANA", view!, { Hosts: "WIN-01", Reason: "x", Emergency: "true" });
    expect(view?.errors).toEqual({ "field:reason": "at least 3 characters" });
    expect(bot.kept).toHaveLength(0);
    bot.faults = {};
    await slack.submit("U0ANA", view!, { Hosts: "WIN-01", Reason: "beaconing", Emergency: "true" });
    expect(view?.state).toBe("closed");
    expect(bot.kept[0]).toMatchObject({
      input: {
        kind: "form",
        command: "isolate",
        values: { hosts: "WIN-01", reason: "beaconing", emergency: "true" },
      },
      place: { channel: "C0SOC" },
      account: { id: "U0ANA" },
    });
    await until("the answer", () => slack.ephemerals("U0ANA").length === 1);
  });

  it("tells the person when the form cannot open, and stays silent when it is open already", async () => {
    const { slack, bot } = await rig();
    bot.form = () => isolateForm;
    slack.fail({ call: "views.open", fault: { kind: "refuse", error: "expired_trigger_id" }, count: 1 });
    const act = await slack.slash("U0ANA", "C0SOC", "isolate");
    await until("the word", () => slack.ephemerals("U0ANA").length === 1);
    expect(textOf(slack.ephemerals("U0ANA")[0]!)).toContain("could not be opened");
    const again = await slack.slash("U0ANA", "C0SOC", "isolate");
    await until("the form", () => slack.modals("U0ANA").length === 1);
    await slack.redeliver(again.envelope, 2);
    expect(slack.modals("U0ANA")).toHaveLength(1);
    expect(slack.ephemerals("U0ANA")).toHaveLength(1);
    expect(act.acked).toBe(true);
  });

  it("opens from a button, too", async () => {
    const { slack, bot, adapter } = await rig();
    bot.form = (input) => (input.kind === "press" ? isolateForm : undefined);
    const isolate = { label: "Isolate", press: { command: "isolate", args: {}, as: "form" as const } };
    await adapter.post({ surface: "slack", channel: "C0SOC" }, card("WIN-01", buttons(isolate)), "k");
    await slack.click("U0ANA", slack.channel("C0SOC").messages[0]!, "Isolate");
    await until("the form", () => slack.modals("U0ANA").length === 1);
    expect(bot.heard).toHaveLength(0);
  });
});

describe("acknowledgement", () => {
  it("comes within three seconds however slow the work is", async () => {
    const { slack, bot } = await rig();
    bot.workMs = 4_000;
    const act = await slack.slash("U0ANA", "C0SOC", "host WIN-01");
    expect(act.acked).toBe(true);
    expect(act.latencyMs).toBeLessThan(500);
  });

  it("comes in time even when the store is slow", async () => {
    const { slack, bot } = await rig();
    bot.storeMs = 4_000;
    const act = await slack.slash("U0ANA", "C0SOC", "host WIN-01");
    expect(act.acked).toBe(true);
    expect(act.latencyMs).toBeGreaterThan(2_000);
  });

  it("waits for the store before an event is let go", async () => {
    const { slack, bot } = await rig();
    bot.storeMs = 300;
    const act = await slack.dm("U0ANA", "status");
    expect(act.latencyMs).toBeGreaterThanOrEqual(290);
  });

  it("is given and explained when nothing could be stored, or when something throws", async () => {
    const { slack, bot, logged } = await rig();
    bot.storeFails = true;
    expect((await slack.slash("U0ANA", "C0SOC", "host WIN-01")).acked).toBe(true);
    await until("the word", () => slack.ephemerals("U0ANA").length === 1);
    expect(textOf(slack.ephemerals("U0ANA")[0]!)).toContain("could not be recorded");
    bot.explains = true;
    expect((await slack.slash("U0ANA", "C0SOC", "host WIN-01")).acked).toBe(true);
    await until("the bot's own word", () => slack.ephemerals("U0ANA").length === 2);
    bot.throws = true;
    expect((await slack.slash("U0ANA", "C0SOC", "host WIN-01")).acked).toBe(true);
    await until("the third word", () => slack.ephemerals("U0ANA").length === 3);
    const said = textOf(slack.ephemerals("U0ANA")[2]!);
    const [reference] = /reference (\w+)/.exec(said)?.slice(1) ?? [];
    expect(logged.some(({ fields }) => JSON.stringify(fields)?.includes(reference ?? "?"))).toBe(true);
    expect(said).not.toContain("a dependency broke");
  });

  it("gives the same turn id to every repeat of one envelope, on both sockets", async () => {
    const { slack, bot } = await rig();
    await until("two sockets", () => slack.sockets.open().length === 2);
    const act = await slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const repeats = await slack.redeliver(act.envelope, 3);
    expect(repeats.every((ack) => ack.acked)).toBe(true);
    expect(bot.heard).toHaveLength(4);
    expect(new Set(bot.heard.map((turn) => turn.id)).size).toBe(1);
    expect(new Set(slack.acks.map((ack) => ack.socket)).size).toBe(2);
  });
});

describe("the home page", () => {
  it("is drawn when opened and again when something changed", async () => {
    const { slack, bot, adapter } = await rig();
    await slack.openHome("U0ANA");
    await until("the page", () => slack.home("U0ANA") !== undefined);
    expect(textOf({ blocks: slack.home("U0ANA")!["blocks"] as never })).toContain("nothing waits");
    bot.overviewCard = () => card("Yours", text("1 request waits"));
    adapter.overviewChanged();
    adapter.overviewChanged();
    await until("the redraw", () => JSON.stringify(slack.home("U0ANA")).includes("1 request waits"));
    expect(slack.calls.filter((call) => call.method === "views.publish")).toHaveLength(2);
    expect(activeTokens({ blocks: slack.home("U0ANA")!["blocks"] as never })).toEqual([]);
  });
});
