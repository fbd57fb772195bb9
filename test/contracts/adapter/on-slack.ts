/** The real Bolt beside the emulated Slack. */
import { onTestFinished } from "vitest";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import type { Harness, OpenForm } from "./harness.ts";
import { isOurs } from "./harness.ts";
import type { Message, View } from "../../emulators/slack/index.ts";
import { activeTokens, labels, textOf } from "../../emulators/slack/index.ts";
import type { Act } from "../../emulators/slack/actions.ts";
import { prepare, quiet, until } from "../../adapters/slack/bot-double.ts";
import { botDouble } from "./bot-double.ts";

const CHANNEL = "C0SOC";
const ROOMS = Array.from({ length: 80 }, (_, n) => `C1ROOM${n}`);

export async function openOnSlack(): Promise<Harness> {
  const { slack, adapter } = await prepare({ channels: [CHANNEL, ...ROOMS].map((id) => ({ id })) });
  let current = adapter;
  const bot = botDouble(() => current);
  await adapter.start(bot);
  let last: Act | undefined;

  const present = (messages: readonly Message[]): readonly Message[] =>
    messages.filter((message) => message.byBot && !message.deleted);
  const said = (): readonly Message[] =>
    present([CHANNEL, ...ROOMS].flatMap((id) => slack.channel(id).messages));
  const privately = (person: string): readonly Message[] => [
    ...present(slack.ephemerals(person)),
    ...present(slack.direct(person).messages),
  ];
  const messageOf = (ts: string): Message => {
    const found = said().find((message) => message.ts === ts);
    if (found === undefined) throw new Error(`no message ${ts}`);
    return found;
  };

  /** Files go into the thread under their message. */
  const filesOf = (message: Message): string =>
    said()
      .filter(({ threadTs, ts }) => threadTs === message.ts || ts === message.ts)
      .flatMap(({ files }) => files.map(({ bytes }) => bytes.toString()))
      .join("\n");

  /** Slack's client keeps what was typed while the view stays open. */
  const formOf = (person: string, view: View, values: Readonly<Record<string, string>>): OpenForm => ({
    values,
    async send(typed) {
      await slack.submit(person, view, { Hosts: typed["hosts"] ?? "", Reason: typed["reason"] ?? "" });
      const isOpen = view.state === "open";
      return {
        faults: Object.entries(view.errors).flat().join(" "),
        again: isOpen ? formOf(person, view, typed) : undefined,
      };
    },
  });

  return {
    adapter,
    async restart() {
      const again = createSlackAdapter({ ...slack, apiUrl: slack.url, clock: anchoredClock(), log: quiet });
      onTestFinished(() => again.stop());
      current = again;
      await again.start(bot);
      return again;
    },
    connections: () => slack.sockets.open().length,
    bot,
    place: { surface: "slack", channel: CHANNEL },
    // Slack takes one message a second in a channel.
    room: (n) => ({ surface: "slack", channel: ROOMS[n] ?? CHANNEL }),
    ana: "U0ANA",
    lee: "U0LEE",
    hears: "line",
    async say(person, command, values = {}) {
      last = await slack.slash(person, CHANNEL, [command, ...Object.values(values)].join(" "));
    },
    async mention(person, words) {
      await slack.mention(person, CHANNEL, words);
    },
    async press(person, message, label) {
      last = await slack.click(person, messageOf(message), label);
    },
    async choose(person, message, words) {
      last = await slack.choose(person, messageOf(message), words);
    },
    async openForm(person, command) {
      await slack.slash(person, CHANNEL, command);
      await until("the form", () => slack.modals(person).length > 0);
      const [view] = slack.modals(person);
      if (view === undefined) throw new Error("no form is open");
      return formOf(person, view, {});
    },
    async redeliver(times) {
      if (last !== undefined) await slack.redeliver(last.envelope, times);
    },
    messages: async () =>
      said().map((message) => ({
        id: message.ts,
        text: textOf(message),
        labels: labels(message),
        attached: filesOf(message),
      })),
    pins: async () => [...slack.channel(CHANNEL).pins],
    forbidPins: () => slack.fail({ call: "pins.add", fault: { kind: "refuse", error: "missing_scope" } }),
    privateWords: async (person) => privately(person).map(textOf),
    async pings() {
      const all = [...said(), ...privately("U0ANA"), ...privately("U0LEE")];
      return all.flatMap(activeTokens).filter((token) => !isOurs(token));
    },
    async remove(message) {
      messageOf(message).deleted = true;
    },
  };
}
