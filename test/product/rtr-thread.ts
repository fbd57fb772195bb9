/** A session of RTR in a thread of the emulated Slack, as people see it. */
import type { Message } from "../emulators/slack/index.ts";
import { labels, textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import type { Stage } from "./stage.ts";

export interface Thread {
  readonly root: Message;
  type(user: string, text: string): Promise<unknown>;
  /** What the bot has said in it, oldest first. */
  said(...words: readonly string[]): readonly Message[];
  /** Waits for the one message of the bot with these words. */
  answer(...words: readonly string[]): Promise<Message>;
  press(user: string, message: Message, label: string): Promise<unknown>;
}

export const holds = (message: Message, words: readonly string[]): boolean =>
  words.every((word) => textOf(message).includes(word));

export function threadOf(stage: Pick<Stage, "slack">, root: Message): Thread {
  const { slack } = stage;
  const inThread = (words: readonly string[]): readonly Message[] =>
    slack
      .channel(root.channel)
      .messages.filter((one) => one.byBot && one.threadTs === root.ts && !one.deleted && holds(one, words));
  return {
    root,
    type: (user, text) => slack.talk(user, root.channel, text, { thread: root.ts }),
    said: (...words) => inThread(words),
    answer: (...words) => until(`an answer with ${words.join(", ")}`, () => inThread(words).at(-1)),
    press: (user, message, label) => slack.click(user, message, label),
  };
}

export async function openRtr(stage: Stage, user: string, host: string, more = ""): Promise<Thread> {
  const before = new Set(stage.slack.channel("C0SOC").messages);
  await stage.slack.slash(user, "C0SOC", `rtr ${host} ${more}`.trim());
  const root = await until(`a session on ${host}`, () =>
    stage.slack
      .channel("C0SOC")
      .messages.find(
        (one) => !before.has(one) && one.byBot && one.threadTs === undefined && holds(one, ["RTR on", host]),
      ),
  );
  return threadOf(stage, root);
}

export const openedOn = async (stage: Stage, user: string, host: string): Promise<Thread> => {
  const thread = await openRtr(stage, user, host);
  await thread.answer("The session is open");
  return thread;
};

export const buttonsOf = (message: Message): readonly string[] => labels(message);
