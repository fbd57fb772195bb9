/** A scripted bot behind the port, and an adapter on an emulated Discord around it. */
import { onTestFinished } from "vitest";
import type { DiscordOptions, Log } from "../../../adapters/discord/index.ts";
import { createDiscordAdapter } from "../../../adapters/discord/index.ts";
import type { Bot, ChatAdapter, StartRefused, Suggestion } from "../../../src/chat/adapter.ts";
import type { ArgInfo } from "../../../src/chat/args.ts";
import type { Press } from "../../../src/chat/card.ts";
import { card, text } from "../../../src/chat/card.ts";
import type { CommandInfo } from "../../../src/chat/command.ts";
import type { Form, FormValues } from "../../../src/chat/form.ts";
import type { Answer, Audience, Input, Turn } from "../../../src/chat/turn.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import type { Discord, DiscordOptions as WorldOptions } from "../../emulators/discord/index.ts";
import { startDiscord } from "../../emulators/discord/index.ts";
import { seal } from "./seal.ts";

export interface ScriptedBot extends Bot {
  commands: readonly CommandInfo[];
  /** Every delivery, repeats included. */
  readonly heard: Turn[];
  /** Each turn once, as a store with a unique key would keep it. */
  readonly kept: Turn[];
  readonly presses: Map<string, Press>;
  readonly lines: string[];
  audience: Audience;
  form: ((input: Input) => Form | undefined) | undefined;
  faults: Readonly<Record<string, string>>;
  answer: ((turn: Turn) => Answer | undefined) | undefined;
  suggestions: readonly Suggestion[];
  storeMs: number;
  workMs: number;
  storeFails: boolean;
  throws: boolean;
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const arg = (name: string, kind: ArgInfo["kind"], more: Partial<ArgInfo> = {}): ArgInfo => ({
  name,
  kind,
  label: name,
  hint: `the ${name}`,
  named: false,
  rest: false,
  required: false,
  ...more,
});

export const info = (
  name: string,
  args: readonly ArgInfo[] = [],
  more: Partial<CommandInfo> = {},
): CommandInfo => ({
  name,
  aliases: [],
  summary: `What ${name} does`,
  role: "viewer",
  judgesRights: false,
  changes: false,
  audience: "channel",
  agents: "read",
  hidden: false,
  args,
  examples: [],
  ...more,
});

export const COMMANDS: readonly CommandInfo[] = [
  info("status"),
  info("host", [arg("host", "host", { required: true })]),
  info("detections", [
    arg("host", "host"),
    arg("days", "number", { named: true }),
    arg("severity", "choice", { named: true, choices: ["low", "high"] }),
  ]),
  info(
    "isolate",
    [
      arg("hosts", "hosts", { required: true }),
      arg("reason", "text", { required: true, rest: true }),
      arg("for", "duration", { named: true }),
      arg("emergency", "flag", { named: true }),
    ],
    { changes: true },
  ),
  info("approve", [arg("request", "request", { required: true }), arg("reason", "text", { rest: true })], {
    changes: true,
    audience: "actor",
  }),
  info("again", [arg("request", "request", { required: true })], { hidden: true }),
];

/** The isolation form with what is known filled in. */
export const isolateForm = (values: FormValues = {}): Form => ({
  command: "isolate",
  title: "Isolate",
  intro: "Isolate hosts",
  submit: "Isolate",
  fields: [
    { name: "hosts", label: "Hosts", hint: "names or ids", kind: "line", required: true },
    { name: "reason", label: "Reason", kind: "paragraph", required: true, maxLength: 3_000 },
    { name: "for", label: "For", hint: "30m, 4h", kind: "line", required: false },
    { name: "emergency", label: "Emergency", kind: "toggle", required: false },
  ].map((field) => {
    const value = values[field.name];
    return { ...field, ...(value === undefined ? {} : { value }) } as Form["fields"][number];
  }),
});

/** `kept`: the store, which several processes may share. */
export function scriptedBot(adapter: () => ChatAdapter, kept: Turn[] = []): ScriptedBot {
  const bot: ScriptedBot = {
    commands: COMMANDS,
    heard: [],
    kept,
    presses: new Map(),
    lines: [],
    audience: "channel",
    form: undefined,
    faults: {},
    answer: undefined,
    suggestions: [],
    storeMs: 0,
    workMs: 0,
    storeFails: false,
    throws: false,
    preview(input) {
      if (bot.throws) throw new Error("a dependency broke");
      const press = input.kind === "press" ? bot.presses.get(input.token) : undefined;
      if (press?.as === "form") return { next: "form", form: isolateForm(press.args) };
      const form = bot.form?.(input);
      return form === undefined ? { next: "run", audience: bot.audience } : { next: "form", form };
    },
    elaborate: (form) => Promise.resolve(form),
    check: () => bot.faults,
    accept(turn) {
      bot.heard.push(turn);
      const isNew = !bot.kept.some((earlier) => earlier.id === turn.id);
      if (isNew) bot.kept.push(turn);
      const stored = wait(bot.storeMs).then(() => {
        if (bot.storeFails) throw new Error("disk full");
        return isNew;
      });
      const done = stored.then(async (fresh) => {
        if (!fresh) return;
        await wait(bot.workMs);
        const answer = bot.answer?.(turn);
        if (answer !== undefined) await adapter().respond(turn, answer);
      });
      return { stored, done };
    },
    seal(press) {
      const token = seal(press);
      bot.presses.set(token, press);
      return token;
    },
    suggest(line) {
      bot.lines.push(line);
      return Promise.resolve(bot.suggestions);
    },
    overview: () => Promise.resolve(card("Yours", text("nothing waits for you"))),
  };
  return bot;
}

export interface Rig {
  readonly discord: Discord;
  readonly bot: ScriptedBot;
  readonly adapter: ReturnType<typeof createDiscordAdapter>;
  readonly fatal: StartRefused[];
  readonly logged: { readonly level: string; readonly message: string; readonly fields: unknown }[];
}

type Changes = Partial<DiscordOptions> | ((discord: Discord) => Partial<DiscordOptions>);

/** Everything started and, when the test is over, stopped. */
export async function rig(world: WorldOptions = {}, changes: Changes = {}): Promise<Rig> {
  const built = await prepare(world, changes);
  await built.adapter.start(built.bot);
  return built;
}

export async function prepare(world: WorldOptions = {}, changes: Changes = {}): Promise<Rig> {
  const discord = await startDiscord(world);
  const logged: Rig["logged"] = [];
  const write =
    (level: string): Log["info"] =>
    (message, fields) =>
      void logged.push({ level, message, fields });
  const fatal: StartRefused[] = [];
  const adapter = createDiscordAdapter({
    token: discord.token,
    apiUrl: discord.apiUrl,
    clock: anchoredClock(),
    log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    onFatal: (error) => fatal.push(error),
    ...(typeof changes === "function" ? changes(discord) : changes),
  });
  const bot = scriptedBot(() => adapter);
  onTestFinished(async () => {
    await adapter.stop();
    await discord.stop();
  });
  return { discord, bot, adapter, fatal, logged };
}

/** Waits until it is so; fails with what was expected. */
export async function until(what: string, isSo: () => boolean, limitMs = 5_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await wait(10);
  }
}

export const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
