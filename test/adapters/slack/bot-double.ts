/** A scripted bot behind the port, and an adapter on an emulated workspace around it. */
import { onTestFinished } from "vitest";
import type { Log, SlackOptions } from "../../../adapters/slack/index.ts";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import type { Bot, ChatAdapter, StartRefused } from "../../../src/chat/adapter.ts";
import type { Card, Press } from "../../../src/chat/card.ts";
import { card, text } from "../../../src/chat/card.ts";
import type { Form } from "../../../src/chat/form.ts";
import type { Answer, Input, Turn } from "../../../src/chat/turn.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import type { Slack, SlackOptions as WorkspaceOptions } from "../../emulators/slack/index.ts";
import { startSlack } from "../../emulators/slack/index.ts";
import { seal } from "./seal.ts";

export interface ScriptedBot extends Bot {
  /** Every delivery, repeats included. */
  readonly heard: Turn[];
  /** Each turn once, as a store with a unique key would keep it. */
  readonly kept: Turn[];
  readonly presses: Map<string, Press>;
  form: ((input: Input) => Form | undefined) | undefined;
  faults: Readonly<Record<string, string>>;
  answer: ((turn: Turn) => Answer | undefined) | undefined;
  elaborated: ((form: Form) => Promise<Form>) | undefined;
  overviewCard: () => Card;
  storeMs: number;
  workMs: number;
  storeFails: boolean;
  throws: boolean;
  /** Tells the person itself when a turn could not be stored. */
  explains: boolean;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function scriptedBot(adapter: () => ChatAdapter): ScriptedBot {
  const bot: ScriptedBot = {
    commands: [],
    heard: [],
    kept: [],
    presses: new Map(),
    form: undefined,
    faults: {},
    answer: undefined,
    elaborated: undefined,
    overviewCard: () => card("Yours", text("nothing waits for you")),
    storeMs: 0,
    workMs: 0,
    storeFails: false,
    throws: false,
    explains: false,
    preview(input) {
      if (bot.throws) throw new Error("a dependency broke");
      const form = bot.form?.(input);
      return form === undefined ? { next: "run", audience: "channel" } : { next: "form", form };
    },
    elaborate: async (form) => (await bot.elaborated?.(form)) ?? form,
    check: () => bot.faults,
    accept(turn) {
      bot.heard.push(turn);
      const isNew = !bot.kept.some((earlier) => earlier.id === turn.id);
      if (isNew) bot.kept.push(turn);
      const stored = wait(bot.storeMs).then(() => {
        if (bot.storeFails) throw new Error("disk full");
        return isNew;
      });
      const done = stored.then(
        async (fresh) => {
          if (!fresh) return;
          await wait(bot.workMs);
          const answer = bot.answer?.(turn);
          if (answer !== undefined) await adapter().respond(turn, answer);
        },
        (error: unknown) => {
          if (!bot.explains) throw error;
          return adapter().respond(turn, { card: card("Not stored"), audience: "actor" });
        },
      );
      return { stored, done };
    },
    seal(press) {
      const token = seal(press);
      bot.presses.set(token, press);
      return token;
    },
    suggest: () => Promise.resolve([]),
    overview: () => Promise.resolve(bot.overviewCard()),
  };
  return bot;
}

export interface Rig {
  readonly slack: Slack;
  readonly bot: ScriptedBot;
  readonly adapter: ReturnType<typeof createSlackAdapter>;
  readonly fatal: StartRefused[];
  readonly logged: { readonly level: string; readonly message: string; readonly fields: unknown }[];
}

/** Everything started and, when the test is over, stopped. */
export async function rig(
  workspace: WorkspaceOptions = {},
  changes: Partial<SlackOptions> | ((slack: Slack) => Partial<SlackOptions>) = {},
): Promise<Rig> {
  const built = await prepare(workspace, changes);
  await built.adapter.start(built.bot);
  return built;
}

export async function prepare(
  workspace: WorkspaceOptions = {},
  changes: Partial<SlackOptions> | ((slack: Slack) => Partial<SlackOptions>) = {},
): Promise<Rig> {
  const slack = await startSlack(workspace);
  const fatal: StartRefused[] = [];
  const logged: Rig["logged"] = [];
  const write =
    (level: string): Log["info"] =>
    (message, fields) =>
      void logged.push({ level, message, fields });
  const adapter = createSlackAdapter({
    botToken: slack.botToken,
    appToken: slack.appToken,
    apiUrl: slack.url,
    clock: anchoredClock(),
    log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    onFatal: (error) => fatal.push(error),
    ...(typeof changes === "function" ? changes(slack) : changes),
  });
  const bot = scriptedBot(() => adapter);
  onTestFinished(async () => {
    await adapter.stop();
    await slack.stop();
  });
  return { slack, bot, adapter, fatal, logged };
}

/** Waits until it is so; fails with what was expected. */
export async function until(what: string, isSo: () => boolean, limitMs = 5_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await wait(10);
  }
}

export { wait };

export const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
