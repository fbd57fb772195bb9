/** Payloads that another Slack may send: ids used again, nulls, parts that are missing. */
import { describe, expect, it } from "vitest";
import { buttons, card, runs } from "../../../src/chat/card.ts";
import type { Form } from "../../../src/chat/form.ts";
import type { Turn } from "../../../src/chat/turn.ts";
import type { Json } from "../../emulators/slack/index.ts";
import { textOf } from "../../emulators/slack/index.ts";
import type { Rig } from "./bot-double.ts";
import { rig, until } from "./bot-double.ts";

const form: Form = {
  command: "isolate",
  title: "Isolate",
  submit: "Ask",
  fields: [{ name: "hosts", label: "Hosts", kind: "line", required: true }],
};

/** A command as it was sent, to be changed and sent again. */
async function commandOf({ slack }: Rig): Promise<Json> {
  return (await slack.slash("U0ANA", "C0SOC", "status")).envelope.payload;
}

describe("ids that are used again", () => {
  it("make one turn of one envelope and two of two commands with one trigger", async () => {
    const built = await rig();
    const { slack, bot } = built;
    const body = await commandOf(built);
    await slack.send("slash_commands", { ...body, response_url: "https://hooks.slack.com/commands/2" });
    const bare = { ...body, trigger_id: null, response_url: null };
    const { envelope } = await slack.send("slash_commands", bare);
    await slack.send("slash_commands", bare);
    expect(bot.kept).toHaveLength(4);
    await until("two sockets", () => slack.sockets.open().length === 2);
    await slack.redeliver(envelope, 3);
    expect(bot.kept).toHaveLength(4);
    expect(bot.heard).toHaveLength(7);
  });

  it("make ten turns of ten clicks at one moment", async () => {
    const { slack, bot, adapter } = await rig();
    await adapter.post(
      { surface: "slack", channel: "C0SOC" },
      card("Isolate?", buttons(runs("Approve", "approve", {}))),
      "k",
    );
    const { envelope } = await slack.click("U0ANA", slack.channel("C0SOC").messages[0]!, "Approve");
    const [action] = envelope.payload["actions"] as readonly Json[];
    const at = (trigger: number) => ({
      ...envelope.payload,
      trigger_id: `1.${trigger}`,
      actions: [{ ...action, action_ts: "0.0" }],
    });
    for (let trigger = 0; trigger < 10; trigger += 1) await slack.send("interactive", at(trigger));
    await slack.redeliver(envelope, 2);
    expect(bot.kept).toHaveLength(11);
  });

  it("make two turns of two forms with one view id", async () => {
    const { slack, bot } = await rig();
    bot.form = () => form;
    const views: Json[] = [];
    for (const _ of [1, 2]) {
      await slack.slash("U0ANA", "C0SOC", "isolate");
      await until("a form", () => slack.modals("U0ANA").length === 1);
      const [open] = slack.modals("U0ANA");
      const { envelope } = await slack.submit("U0ANA", open!, { Hosts: "WIN-01" });
      views.push(envelope.payload["view"] as Json);
    }
    bot.kept.length = 0;
    for (const view of [views[0]!, views[1]!, views[1]!])
      await slack.send("interactive", {
        type: "view_submission",
        user: { id: "U0ANA" },
        view: { ...view, id: "V1" },
      });
    expect(bot.kept).toHaveLength(2);
  });

  it("tell the person whose form cannot open, because the trigger served another command", async () => {
    const built = await rig();
    const { slack, bot } = built;
    bot.form = () => form;
    const body = await commandOf(built);
    await until("the form", () => slack.modals("U0ANA").length === 1);
    await slack.send("slash_commands", { ...body, text: "isolate" });
    await until("the word", () => slack.ephemerals("U0ANA").length === 1);
    expect(textOf(slack.ephemerals("U0ANA")[0]!)).toContain("could not be opened");
  });
});

describe("what is missing or null", () => {
  it("counts as silence in a command, a click, a form and a message", async () => {
    const built = await rig();
    const { slack, bot, logged } = built;
    const body = await commandOf(built);
    await slack.send("slash_commands", {
      ...body,
      enterprise_id: null,
      team_id: null,
      user_name: null,
      text: null,
    });
    const user = { id: "U0ANA", team_id: null, name: null };
    await slack.send("interactive", {
      type: "block_actions",
      user,
      team: null,
      enterprise: null,
      channel: null,
      container: null,
      message: null,
      state: null,
      view: null,
      trigger_id: null,
      response_url: null,
      is_enterprise_install: null,
      actions: [{ type: "button", action_id: "a", block_id: null, value: "tok", action_ts: null }],
    });
    const note = { command: "isolate", reply: { kind: "command", user: "U0ANA", channel: "C0SOC" } };
    await slack.send("interactive", {
      type: "view_submission",
      user,
      team: null,
      view: {
        id: "V1",
        callback_id: "falconer-form",
        private_metadata: JSON.stringify(note),
        hash: null,
        state: null,
      },
    });
    await slack.say("D0U0ANA", {
      user: "U0ANA",
      text: "status",
      channel_type: "im",
      subtype: null,
      bot_id: null,
      thread_ts: null,
      team: null,
      user_team: null,
      blocks: null,
      files: null,
    });
    expect(bot.kept.map(({ input }) => input.kind)).toEqual(["line", "line", "press", "form", "line"]);
    expect(logged.filter(({ level }) => level === "error" || level === "warn")).toEqual([]);
  });

  it("runs as a line where a form cannot open for want of a trigger", async () => {
    const built = await rig();
    const { slack, bot } = built;
    const { trigger_id: _, ...body } = await commandOf(built);
    bot.form = () => form;
    bot.answer = ({ input }) =>
      input.kind === "line" && input.text === "isolate"
        ? { card: card("hosts is missing"), audience: "actor" }
        : undefined;
    await slack.send("slash_commands", { ...body, text: "isolate" });
    expect(bot.kept.at(-1)?.input).toEqual({ kind: "line", text: "isolate" });
    await until("the words", () => slack.ephemerals("U0ANA").length === 1);
  });

  it("leaves a form open though slack does not say which view it is", async () => {
    const { slack, bot, logged } = await rig();
    bot.form = () => form;
    bot.elaborated = (plain) => Promise.resolve({ ...plain, intro: "facts" });
    slack.fail({ call: "views.open", fault: { kind: "bare" }, count: 1 });
    expect((await slack.slash("U0ANA", "C0SOC", "isolate")).acked).toBe(true);
    await until("the form", () => slack.modals("U0ANA").length === 1);
    expect(logged.filter(({ level }) => level === "error")).toEqual([]);
    expect(slack.ephemerals("U0ANA")).toEqual([]);
  });
});

describe("what nobody understands", () => {
  it.each<[string, "slash_commands" | "interactive", Json]>([
    ["a command of another name", "slash_commands", { command: "/other", user_id: "U0ANA" }],
    ["a command of nobody", "slash_commands", { command: "/falcon", user_id: 7 }],
    ["a click on nothing", "interactive", { type: "block_actions", user: { id: "U0ANA" }, actions: [] }],
    ["a shortcut", "interactive", { type: "shortcut", callback_id: "x", user: { id: "U0ANA" } }],
    ["no kind at all", "interactive", { type: null, user: { id: "U0ANA" } }],
  ])("%s is acknowledged, explained in private and logged", async (_what, type, odd) => {
    const built = await rig();
    const { slack, bot, logged } = built;
    const { response_url, channel_id } = await commandOf(built);
    bot.kept.length = 0;
    const act = await slack.send(type, { ...odd, response_url, channel_id, channel: { id: channel_id } });
    expect(act.acked).toBe(true);
    await until("the word", () => slack.ephemerals("U0ANA").length === 1);
    expect(textOf(slack.ephemerals("U0ANA")[0]!)).toContain("not understood");
    expect(logged.map(({ message }) => message)).toContain("a delivery from slack was not understood");
    expect(bot.kept).toEqual([]);
  });

  it("reaches its author by direct message when there is no other road", async () => {
    const { slack } = await rig();
    const view = { id: "V1", callback_id: "falconer-form", private_metadata: "{", state: { values: {} } };
    const body = { type: "view_submission", user: { id: "U0ANA" }, view };
    expect((await slack.send("interactive", body)).acked).toBe(true);
    await until("the word", () => slack.direct("U0ANA").messages.length === 1);
  });
});

describe("the word that it takes longer", () => {
  async function turnOf({ slack, bot }: Rig): Promise<Turn> {
    await slack.slash("U0ANA", "C0SOC", "host WIN-01");
    return bot.kept.at(-1)!;
  }

  it("is short and private, by the response address or beside it", async () => {
    const built = await rig();
    const { slack, adapter } = built;
    const turn = await turnOf(built);
    await adapter.working(turn);
    slack.expireResponseUrls();
    await adapter.working(turn);
    expect(slack.ephemerals("U0ANA").map(({ text }) => text)).toEqual([
      "Looking into it…",
      "Looking into it…",
    ]);
    expect(slack.channel("C0SOC").messages).toEqual([]);
  });

  it("is never an error, and not said long after", async () => {
    const built = await rig();
    const { slack, adapter } = built;
    const turn = await turnOf(built);
    await adapter.working({ ...turn, receivedAt: turn.receivedAt - 60_000 });
    slack.expireResponseUrls();
    slack.fail({ call: "chat.postEphemeral", fault: { kind: "refuse", error: "not_in_channel" } });
    await adapter.working(turn);
    await adapter.working({ ...turn, reply: "nonsense" });
    expect(slack.ephemerals("U0ANA")).toEqual([]);
  });

  it("does not hold up a private answer", async () => {
    const built = await rig();
    const { slack, bot, adapter } = built;
    bot.answer = (turn) => {
      void adapter.working(turn);
      return { card: card("Not allowed"), audience: "actor" };
    };
    const started = Date.now();
    await slack.slash("U0ANA", "C0SOC", "freeze");
    slack.expireResponseUrls();
    await slack.slash("U0ANA", "C0SOC", "freeze");
    await until("both", () => slack.ephemerals("U0ANA").length === 4);
    expect(Date.now() - started).toBeLessThan(3_000);
  });
});
