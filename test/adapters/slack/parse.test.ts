import { describe, expect, it } from "vitest";
import { decodeText, withoutMention } from "../../../adapters/slack/decode.ts";
import { faultErrors, readForm, renderForm } from "../../../adapters/slack/modal.ts";
import { withoutNulls } from "../../../adapters/slack/nulls.ts";
import { parseCommand } from "../../../adapters/slack/parse-command.ts";
import { parseSubmission, writeFormNote } from "../../../adapters/slack/parse-form.ts";
import { parseMessage } from "../../../adapters/slack/parse-message.ts";
import { parseAction } from "../../../adapters/slack/parse-press.ts";
import { isTrustedAddress } from "../../../adapters/slack/reply.ts";
import { safeName } from "../../../adapters/slack/files.ts";

const home = { team: "T0HOME", enterprise: "E0OURS", botUser: "U0BOT" };

describe("text from slack", () => {
  it.each([
    ["a &amp; b &lt;c&gt;", "a & b <c>"],
    ["&amp;lt;", "&lt;"],
    ["host <http://win-01.corp.example|win-01.corp.example>", "host win-01.corp.example"],
    ["see <https://falcon.example/a?b=1&amp;c=2>", "see https://falcon.example/a?b=1&c=2"],
    ["assign x <mailto:ana@corp.example|ana@corp.example>", "assign x ana@corp.example"],
    ["assign x <mailto:ana@corp.example>", "assign x ana@corp.example"],
    ["handoff <@U0LEE|lee>", "handoff @U0LEE"],
    ["feed add <#C0SOC|soc>", "feed add #C0SOC"],
    ["to <!subteam^S0SOC|@soc> <!here>", "to @S0SOC @here"],
    ["isolate “WIN 01” it’s bad", 'isolate "WIN 01" it\'s bad'],
    ["isolate WIN-01 x —for 4h –emergency", "isolate WIN-01 x --for 4h --emergency"],
    ["isolate\u00A0WIN-01 a — b", "isolate WIN-01 a — b"],
    ["cat C:\\x &gt; y", "cat C:\\x > y"],
  ])("reads %j as it was typed", (sent, typed) => {
    expect(decodeText(sent)).toBe(typed);
  });

  it.each([
    ["<@U0BOT> host WIN-01", "host WIN-01"],
    ["hey <@U0BOT|falcon>, host WIN-01", "host WIN-01"],
    ["host WIN-01 <@U0BOT>", "host WIN-01"],
    ["<@U0BOT>", ""],
  ])("takes from %j what was said to the bot", (sent, said) => {
    expect(withoutMention(sent, "U0BOT")).toBe(said);
  });
});

describe("payloads", () => {
  const press = (parts: object) =>
    parseAction(
      {
        user: { id: "U0ANA" },
        actions: [{ action_id: "press-1", action_ts: "9.1", value: "tok" }],
        ...parts,
      },
      home,
    );

  it("gives a sister workspace of the same organisation the benefit of being asked about", () => {
    const from = (team_id: string, enterprise_id?: string) =>
      press({ user: { id: "U0ANA", team_id, enterprise_id } })?.account.standing;
    expect([from("T0HOME"), from("T0SISTER", "E0OURS"), from("T0ELSE"), from("T0ELSE", "E0THEIRS")]).toEqual([
      "unknown",
      "unknown",
      "foreign",
      "foreign",
    ]);
  });

  it("tells commands apart by any one of their parts, and knows a repeat", () => {
    const base = { command: "/falcon", text: "status", user_id: "U0ANA", channel_id: "C0SOC" };
    const named = { ...base, trigger_id: "1.2", response_url: "https://hooks.slack.com/commands/1" };
    const idOf = (body: object, delivery?: string) => parseCommand(body, home, delivery)?.id;
    const ids = [
      idOf(named),
      idOf({ ...named, text: "help" }),
      idOf({ ...named, user_id: "U0LEE" }),
      idOf({ ...named, channel_id: "C0IT" }),
      idOf({ ...named, trigger_id: "1.3" }),
      idOf({ ...named, response_url: "https://hooks.slack.com/commands/2" }),
      idOf(base, "envelope-1"),
      idOf(base, "envelope-2"),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect([idOf(named, "envelope-1"), idOf(base, "envelope-1")]).toEqual([ids[0], ids[6]]);
  });

  it("takes a command without a trigger, and without a channel", () => {
    const bare = { command: "/falcon", user_id: "U0ANA", trigger_id: "" };
    const heard = parseCommand(bare, home);
    expect(heard).toMatchObject({ input: { kind: "line", text: "" }, reply: { channel: "" } });
    expect(heard).not.toHaveProperty("trigger");
  });

  it("tells clicks apart by token and trigger when their moments are the same or missing", () => {
    const click = (trigger_id?: string, value = "tok", action_ts?: string) =>
      press({ trigger_id, actions: [{ action_id: "press-1", action_ts, value }] })?.id;
    const moments = [undefined, "0.0"].flatMap((ts) => [
      click("1.1", "tok", ts),
      click("1.2", "tok", ts),
      click("1.1", "other", ts),
    ]);
    expect(new Set(moments).size).toBe(6);
    expect(click("1.1")).toBe(moments[0]);
    const unnamed = { user: { id: "U0ANA" }, actions: [{ action_id: "a", value: "tok" }] };
    const [first, second, again] = ["e1", "e2", "e1"].map((e) => parseAction(unnamed, home, e)?.id);
    expect([first === second, first === again]).toEqual([false, true]);
  });

  it("takes a button without a value for one with an empty token", () => {
    for (const action of [{}, { selected_option: {} }])
      expect(press({ actions: [{ action_id: "forged", ...action }] })?.input).toEqual({
        kind: "press",
        token: "",
      });
  });

  it("tells two forms with one view id apart, and knows a repeat", () => {
    const submit = (nonce: string, reason: string) => {
      const reply = { kind: "command", user: "U0ANA", channel: "C0SOC" } as const;
      const private_metadata = writeFormNote({ command: "isolate", reply, nonce });
      const state = { values: { "field:reason": { value: { value: reason } } } };
      const view = { id: "V1", callback_id: "falconer-form", private_metadata, state };
      return parseSubmission({ user: { id: "U0ANA" }, view }, home)?.id;
    };
    const ids = [submit("n1", "x"), submit("n2", "x"), submit("n1", "y")];
    expect(new Set(ids).size).toBe(3);
    expect(submit("n1", "x")).toBe(ids[0]);
  });

  it("reads null as silence, at any depth", () => {
    const body = { a: null, b: { c: null, d: [null, { e: null, f: 0 }] }, g: "", h: false };
    expect(withoutNulls(body)).toEqual({ b: { d: [{ f: 0 }] }, g: "", h: false });
    const event = { type: "message", channel: "D0ANA", channel_type: "im", user: "U0ANA", ts: "1.1" };
    const silent = { subtype: null, bot_id: null, thread_ts: null, team: null, user_team: null };
    expect(parseMessage(withoutNulls({ ...event, text: "status", ...silent }), home)).toEqual(
      parseMessage({ ...event, text: "status" }, home),
    );
  });

  it("tells clicks apart by person, message, button and moment", () => {
    const base = { channel: { id: "C0SOC" }, message: { ts: "1.1" } };
    const ids = [
      press(base),
      press({ ...base, user: { id: "U0LEE" } }),
      press({ ...base, message: { ts: "1.2" } }),
      press({ ...base, actions: [{ action_id: "press-2", action_ts: "9.1", value: "tok" }] }),
      press({ ...base, actions: [{ action_id: "press-1", action_ts: "9.2", value: "tok" }] }),
      press(base),
    ].map((heard) => heard?.id);
    expect(new Set(ids).size).toBe(5);
    expect(ids[5]).toBe(ids[0]);
  });

  it("leaves what is no payload alone", () => {
    for (const odd of [null, 7, "x", [], {}, { user: 1 }, { event: null }]) {
      expect(parseCommand(odd, home)).toBeUndefined();
      expect(parseAction(odd, home)).toBeUndefined();
      expect(parseMessage(odd, home)).toBeUndefined();
      expect(parseSubmission(odd, home)).toBeUndefined();
    }
  });

  it("refuses a form whose note was changed", () => {
    const view = { id: "V1", callback_id: "falconer-form", state: { values: {} } };
    const submit = (note: string) =>
      parseSubmission({ user: { id: "U0ANA" }, view: { ...view, private_metadata: note } }, home);
    const note = JSON.stringify({
      command: "isolate",
      reply: { kind: "command", user: "U0LEE", channel: "C0SOC" },
    });
    expect(submit(note)?.reply.user).toBe("U0ANA");
    expect(submit(note.replace('"command"', '"other"'))).toBeUndefined();
    expect(submit("{")).toBeUndefined();
  });
});

describe("forms", () => {
  it("come back as they were typed, empty fields left out", () => {
    expect(
      readForm({
        "field:hosts": { value: { value: "WIN-01" } },
        "field:reason": { value: { value: null } },
        "field:product": { value: { selected_option: { value: "epp" } } },
        "field:emergency": { value: { selected_options: [{}] } },
        "field:quiet": { value: { selected_options: [] } },
        other: { value: { value: "x" } },
      }),
    ).toEqual({ hosts: "WIN-01", product: "epp", emergency: "true" });
  });

  it("show each fault at a field that is there", () => {
    const state = { "field:hosts": {}, "field:reason": {} };
    expect(faultErrors({ reason: "too short", ghost: "missing" }, state)).toEqual({
      "field:reason": "too short",
      "field:hosts": "missing",
    });
  });

  it("keep their fields' names when redrawn, so that what was typed stays", () => {
    const form = {
      command: "x",
      title: "X",
      submit: "Go",
      fields: [{ name: "a", label: "A", kind: "line", required: true }],
    } as const;
    expect(renderForm({ ...form, intro: "facts" }, "{}").blocks.at(-1)).toEqual(
      renderForm(form, "{}").blocks[0],
    );
  });
});

describe("addresses and names from outside", () => {
  it.each([
    ["https://hooks.slack.com/commands/1", "https://slack.com/api/", true],
    ["http://hooks.slack.com/commands/1", "https://slack.com/api/", false],
    ["https://hooks.slack.com.evil.example/1", "https://slack.com/api/", false],
    ["https://evilslack.com/1", "https://slack.com/api/", false],
    ["https://a@hooks.slack.com/1", "https://slack.com/api/", false],
    ["http://127.0.0.1:9/respond", "https://slack.com/api/", false],
    ["http://127.0.0.1:9/respond", "http://127.0.0.1:4000/api/", true],
    ["http://169.254.169.254/", "http://127.0.0.1:4000/api/", false],
    ["http://127.0.0.1:9/respond", "http://localhost:4000/api/", true],
    ["https://hooks.slack-gov.com/1", "https://slack-gov.com/api/", true],
    ["nonsense", "https://slack.com/api/", false],
  ])("%s with the API at %s: %s", (address, api, isTrusted) => {
    expect(isTrustedAddress(address, api)).toBe(isTrusted);
  });

  it.each([
    ["..\\..\\Windows\\System32\\x", "__.._Windows_System32_x"],
    ["../../.ssh/authorized_keys", "__.._.ssh_authorized_keys"],
    ["a:b", "a_b"],
    ["report 1.md", "report 1.md"],
    ["", "file.txt"],
  ])("a file named %j is called %j", (name, safe) => {
    expect(safeName(name)).toBe(safe);
    expect(safeName(`${"x".repeat(4_000)}${name}`).length).toBeLessThanOrEqual(100);
  });
});
