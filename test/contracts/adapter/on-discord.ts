/** The real discord.js beside the emulated Discord. */
import { onTestFinished } from "vitest";
import { createDiscordAdapter } from "../../../adapters/discord/index.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import type { Harness, OpenForm } from "./harness.ts";
import { isOurs } from "./harness.ts";
import type { Act, Json, Message, Modal } from "../../emulators/discord/index.ts";
import { activeTokens, labels, textOf } from "../../emulators/discord/index.ts";
import { prepare, quiet, until } from "../../adapters/discord/bot-double.ts";
import { botDouble } from "./bot-double.ts";

const CHANNEL = "7001";
/** The commands' own names of arguments, as the adapter registers them. */
const OPTION_NAMES: Readonly<Record<string, string>> = { hosts: "host" };

export async function openOnDiscord(): Promise<Harness> {
  const { discord, adapter } = await prepare();
  let current = adapter;
  const bot = botDouble(() => current);
  await adapter.start(bot);
  let last: Act | undefined;

  const present = (messages: readonly Message[]): readonly Message[] =>
    messages.filter((message) => message.byBot && !message.deleted && !message.isThinking);
  const said = (): readonly Message[] => present(discord.channel(CHANNEL).messages);
  const privately = (person: string): readonly Message[] => [
    ...discord.privateAnswers(person),
    ...present(discord.dms(person)),
  ];
  const messageOf = (id: string): Message => {
    const found = said().find((message) => message.id === id);
    if (found === undefined) throw new Error(`no message ${id}`);
    return found;
  };
  const newestModal = async (person: string, before: number): Promise<Modal> => {
    await until("the form", () => discord.modals(person).length > before);
    const modal = discord.modals(person).at(-1);
    if (modal === undefined) throw new Error("no form is open");
    return modal;
  };

  /** Discord closes a form that is sent; one with faults is told of in private and opened anew. */
  const formOf = (person: string, modal: Modal): OpenForm => ({
    values: valuesIn(modal),
    async send(typed) {
      const told = discord.privateAnswers(person).length;
      const heard = bot.heard.length;
      await discord.submit(person, modal, typed);
      await until(
        "the form was taken or refused",
        () => bot.heard.length > heard || discord.privateAnswers(person).length > told,
      );
      const word = discord.privateAnswers(person).at(told);
      const [label] = word === undefined ? [] : labels(word);
      if (bot.heard.length > heard || word === undefined || label === undefined)
        return { faults: "", again: undefined };
      const open = discord.modals(person).length;
      await discord.press(person, word, label);
      return { faults: textOf(word), again: formOf(person, await newestModal(person, open)) };
    },
  });

  return {
    adapter,
    async restart() {
      const again = createDiscordAdapter({ ...discord, clock: anchoredClock(), log: quiet });
      onTestFinished(() => again.stop());
      current = again;
      await again.start(bot);
      return again;
    },
    connections: () => discord.gateway.open(),
    bot,
    place: { surface: "discord", channel: CHANNEL },
    room: () => ({ surface: "discord", channel: CHANNEL }),
    ana: "2001",
    lee: "2002",
    hears: "options",
    async say(person, command, values = {}) {
      const named = Object.entries(values).map(([name, value]) => [OPTION_NAMES[name] ?? name, value]);
      last = await discord.command(person, CHANNEL, command, Object.fromEntries(named));
    },
    async mention(person, words) {
      discord.say(person, CHANNEL, `@bot ${words}`);
    },
    async press(person, message, label) {
      last = await discord.press(person, messageOf(message), label);
    },
    async choose(person, message, words) {
      last = await discord.choose(person, messageOf(message), words);
    },
    async openForm(person, command) {
      const open = discord.modals(person).length;
      await discord.command(person, CHANNEL, command);
      return formOf(person, await newestModal(person, open));
    },
    async redeliver(times) {
      for (let n = 0; n < times; n += 1) last?.redeliver();
    },
    messages: async () =>
      said().map((message) => ({
        id: message.id,
        text: textOf(message),
        labels: labels(message),
        attached: filesOf(message),
      })),
    pins: async () => discord.channel(CHANNEL).messages.flatMap(({ id, pinned }) => (pinned ? [id] : [])),
    forbidPins: () => void discord.channel(CHANNEL).deny.add("PinMessages"),
    privateWords: async (person) => privately(person).map(textOf),
    async pings() {
      const all = [...said(), ...privately("2001"), ...privately("2002")];
      const tokens = all.flatMap(activeTokens).filter((token) => !isOurs(token));
      return [...tokens, ...discord.pings.map(({ who }) => who)];
    },
    async remove(message) {
      messageOf(message).deleted = true;
    },
  };
}

const filesOf = ({ attachments }: Message): string =>
  attachments.map(({ bytes }) => bytes.toString()).join("\n");

function valuesIn(modal: Modal): Readonly<Record<string, string>> {
  const rows = modal.data["components"] as readonly Json[];
  const inputs = rows.flatMap((row) => row["components"] as readonly Json[]);
  const filled = inputs.filter((input) => typeof input["value"] === "string" && input["value"] !== "");
  return Object.fromEntries(filled.map((input) => [String(input["custom_id"]), String(input["value"])]));
}
