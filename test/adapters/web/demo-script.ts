/** A small conversation over the demonstration cards: for looking at the console without a Falcon. */
import type { ArgInfo } from "../../../src/chat/args.ts";
import type { Card } from "../../../src/chat/card.ts";
import { ago, card, facts, mono, note, strong, text, toned } from "../../../src/chat/card.ts";
import type { CommandInfo } from "../../../src/chat/command.ts";
import type { Form } from "../../../src/chat/form.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import {
  EVIL,
  NOW,
  approvalCard,
  approvalsPage,
  detections,
  hostCard,
  overview,
  picker,
  processes,
} from "./demo-cards.ts";
import type { Script } from "./scripted-bot.ts";

const arg = (name: string, more: Partial<ArgInfo> = {}): ArgInfo => ({
  name,
  kind: "text",
  label: name,
  named: false,
  rest: false,
  required: false,
  ...more,
});

const command = (name: string, summary: string, args: readonly ArgInfo[], example = name): CommandInfo => ({
  name,
  aliases: [],
  summary,
  role: "viewer",
  judgesRights: false,
  changes: false,
  audience: "channel",
  agents: "read",
  hidden: false,
  args,
  examples: [example],
});

const HOST = arg("host", {
  kind: "host",
  label: "Host",
  hint: "hostname, device id or IP address",
  required: true,
});
const REASON = arg("reason", {
  label: "Reason",
  hint: "why, for those who decide",
  required: true,
  rest: true,
});
const SEVERITIES = ["low", "medium", "high", "critical"] as const;

export const COMMANDS: readonly CommandInfo[] = [
  command("help", "What Falconer can do, or one command in detail", [arg("command", { hint: "a command" })]),
  command("status", "Whether Falcon, the store and every surface answer", []),
  command("host", "One host: state, owner, open alerts", [HOST], "host WIN-FIN-014"),
  command(
    "hosts",
    "Find hosts by name, platform or tag",
    [
      arg("text"),
      arg("platform", {
        named: true,
        kind: "choice",
        choices: ["windows", "linux", "mac"],
        hint: "operating system",
      }),
    ],
    "hosts --platform windows",
  ),
  command(
    "detections",
    "Detections of the last days",
    [
      arg("host", { kind: "host" }),
      arg("severity", { named: true, kind: "choice", choices: SEVERITIES, hint: "this or worse" }),
      arg("days", { named: true, kind: "number", hint: "1 to 90, 7 unless you say otherwise" }),
    ],
    "detections --severity high",
  ),
  command(
    "isolate",
    "Isolate a host from the network, once a colleague agrees",
    [
      { ...HOST, kind: "hosts" },
      REASON,
      arg("for", { named: true, kind: "duration", hint: "for how long, such as 4h" }),
      arg("emergency", { named: true, kind: "flag", hint: "at once; leaves a review request" }),
    ],
    "isolate WIN-FIN-014 beaconing to a known C2",
  ),
  command("approvals", "Requests that wait, yours or recent ones", []),
  command("audit", "Who did what", []),
];

const ISOLATE_FORM: Form = {
  command: "isolate",
  title: "Isolate a host",
  fields: [
    {
      name: "host",
      label: "Hosts",
      hint: "hostnames, device ids or IP addresses, separated by spaces",
      kind: "line",
      required: true,
      value: "WIN-FIN-014",
    },
    {
      name: "reason",
      label: "Reason",
      hint: "why, for those who decide",
      kind: "paragraph",
      required: true,
      maxLength: 3_000,
    },
    {
      name: "for",
      label: "For",
      kind: "choice",
      required: false,
      options: [
        { value: "1h", label: "1 hour" },
        { value: "4h", label: "4 hours" },
        { value: "1d", label: "1 day" },
      ],
    },
    {
      name: "emergency",
      label: "Emergency",
      hint: "Runs at once and leaves a review request.",
      kind: "toggle",
      required: false,
    },
  ],
  submit: "Ask for approval",
};

export const demoScript: Script = {
  commands: COMMANDS,
  overview,
  preview(words) {
    if (/^isolate(?: \S+)?$/.test(words)) return { next: "form", form: ISOLATE_FORM };
    return /^(help|approvals|audit|status)/.test(words) ? { next: "run", audience: "actor" } : undefined;
  },
  elaborate: (form) => ({
    ...form,
    intro: [
      strong(untrusted("WIN-FIN-014")),
      " · Windows 11 · last user ",
      EVIL,
      " · seen ",
      ago(NOW - 40_000),
      " · 3 open alerts",
    ],
  }),
  check: (_command, { reason = "" }): Record<string, string> =>
    reason.length < 3 ? { reason: "Write at least 3 characters." } : {},
  suggest: (line) =>
    /(host|isolate) \S*$/.test(line)
      ? [
          { value: "WIN-FIN-014", label: "WIN-FIN-014", detail: "Windows 11 · seen 40 s ago" },
          { value: "WIN-FIN-015", label: "WIN-FIN-015", detail: "Windows 11 · seen 1 h ago" },
          { value: "web-prod-03", label: "web-prod-03", detail: "Ubuntu 24.04 · contained" },
        ]
      : [],
  async answer(words, turn, adapter) {
    const [name = "", ...rest] = words.split(" ");
    if (name === "isolate") {
      const place = { surface: "web", channel: "approvals" };
      await adapter.post(place, approvalCard(undefined), "approval:k3v9");
      return {
        card: toned(
          "waiting",
          "Asked for approval",
          text("The request ", mono("k3v9"), " stands in #approvals."),
        ),
        audience: "channel",
      };
    }
    if (name === "approve") {
      const ref = await adapter.find?.({ surface: "web", channel: "approvals" }, "approval:k3v9");
      if (turn.account.id === "ana")
        return {
          card: toned("warning", "You asked for this yourself", text("Somebody else has to decide.")),
          audience: "actor",
        };
      if (ref !== undefined) await adapter.update(ref, approvalCard("Lee Chan, just now"));
      return { card: toned("good", "Approved"), audience: "actor" };
    }
    if (name === "rtr") {
      const root = await adapter.post(
        turn.place,
        toned(
          "good",
          ["RTR on ", untrusted("WIN-FIN-014")],
          facts({
            Owner: "Ana Diaz",
            Directory: mono(untrusted("C:\\")),
            Tier: "read-only",
            "Time left": "10 min",
          }),
          note("Type commands in this thread."),
        ),
        `rtr:${turn.id}`,
      );
      await adapter.post({ ...turn.place, thread: root.message }, processes(), `rtr-out:${turn.id}`);
      return undefined;
    }
    if (name === "slow") await new Promise((resolve) => setTimeout(resolve, 4_000));
    const cards: Record<string, () => Card> = {
      host: () => (rest.join(" ") === "win-fin" ? picker() : hostCard()),
      detections,
      ps: processes,
      approvals: approvalsPage,
    };
    const made =
      cards[name]?.() ?? card(["You said ", mono(untrusted(words))], note("Try ", mono("help"), "."));
    return {
      card: made,
      audience: ["approvals", "audit", "help", "status"].includes(name) ? "actor" : "channel",
    };
  },
};
