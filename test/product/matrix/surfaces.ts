/** The five surfaces, asked alike: a command and its arguments in, the words and the files of the answer out. */
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { COMMANDS } from "../../../commands/index.ts";
import type { ArgInfo } from "../../../src/chat/args.ts";
import { runShell } from "../../../src/app/shell.ts";
import { loadConfig } from "../../../src/config.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { createLogger } from "../../../src/log.ts";
import type { MessageView } from "../../../adapters/web/view.ts";
import { openReader } from "../../adapters/web/living-console.ts";
import { textOf as discordText, type Discord } from "../../emulators/discord/index.ts";
import { textOf as slackText, type Slack } from "../../emulators/slack/index.ts";
import type { Agent } from "../agents.ts";
import { until, type Bot, type Home } from "../bot.ts";

export type Value = string | number | boolean;

export interface Question {
  readonly command: string;
  readonly args: Readonly<Record<string, Value>>;
}

export interface NamedFile {
  readonly name: string;
  /** Undefined where it is only spoken of. */
  readonly content: string | undefined;
}

export interface Said {
  readonly text: string;
  /** Waits until there is one with each of these endings. */
  files(endings: readonly string[]): Promise<readonly NamedFile[]>;
  /** What the next page says; the way there is the surface's own. */
  next(): Promise<Said>;
}

/** `wantsFiles`: where files have to be asked for by themselves, they are. */
export type Surface = (question: Question, wantsFiles: boolean) => Promise<Said>;

export const SURFACES = ["slack", "discord", "console", "shell", "mcp"] as const;
export type SurfaceName = (typeof SURFACES)[number];

const INFO = new Map(COMMANDS.map(({ info }) => [info.name, info]));

export const argsOf = (command: string): readonly ArgInfo[] => INFO.get(command)?.args ?? [];

/** As it is typed. */
export function lineOf({ command, args }: Question): string {
  const words = argsOf(command).flatMap(({ name, named, kind }) => {
    const value = args[name];
    if (value === undefined) return [];
    if (kind === "flag") return [`--${name}`];
    return named ? [`--${name}`, quoted(String(value))] : [quoted(String(value))];
  });
  return [command, ...words].join(" ");
}

const quoted = (value: string): string => (/\s/.test(value) ? `"${value}"` : value);

export function onSlack(slack: Slack, user: string, channel: string): Surface {
  const said = () => [...slack.channel(channel).messages, ...slack.ephemerals(user)];
  const heard = async (what: string, act: () => Promise<unknown>): Promise<Said> => {
    const before = new Set(said());
    const filesBefore = slack.files().length;
    await act();
    const message = await until(`${what} on Slack`, () =>
      said().find((one) => one.byBot && !before.has(one) && isAnswer(slackText(one))),
    );
    return {
      text: slackText(message),
      files: (endings) =>
        until(`the files of ${what} on Slack`, () => {
          const files = slack.files().slice(filesBefore);
          return (
            haveAll(
              files.map(({ name }) => name),
              endings,
            ) && files.map(({ name, bytes }) => ({ name, content: bytes.toString("utf8") }))
          );
        }),
      next: () => heard(`more of ${what}`, () => slack.click(user, message, "Next page")),
    };
  };
  return (question) => heard(lineOf(question), () => slack.slash(user, channel, lineOf(question)));
}

const haveAll = (names: readonly string[], endings: readonly string[]): boolean =>
  endings.every((ending) => names.some((name) => name.endsWith(ending)));

/** Words that stand in for an answer until it comes, or that say where it is. */
const STUBS = new Set(["", "Looking into it…", "Answered in private.", "Answered below."]);
const isAnswer = (text: string): boolean => !STUBS.has(text.trim());

export function onDiscord(discord: Discord, user: string, channel: string): Surface {
  const said = () => [...discord.channel(channel).messages, ...discord.privateAnswers(user)];
  const heard = async (what: string, act: () => Promise<unknown>): Promise<Said> => {
    const before = new Set(said());
    await act();
    const message = await until(`${what} on Discord`, () =>
      said().find((one) => one.byBot && !before.has(one) && isAnswer(discordText(one))),
    );
    return {
      text: discordText(message),
      files: (endings) =>
        until(
          `the files of ${what} on Discord`,
          () =>
            haveAll(
              message.attachments.map(({ filename }) => filename),
              endings,
            ) &&
            message.attachments.map(({ filename, bytes }) => ({
              name: filename,
              content: bytes.toString("utf8"),
            })),
        ),
      next: () => heard(`more of ${what}`, () => discord.press(user, message, "Next page")),
    };
  };
  return (question) =>
    heard(lineOf(question), () => discord.command(user, channel, question.command, question.args));
}

export async function onConsole({ url }: Pick<Bot, "url">, person: string): Promise<Surface> {
  const reader = await openReader(url, person);
  const heard = async (what: string, act: () => Promise<unknown>): Promise<Said> => {
    const { turn } = (await act()) as { readonly turn: string };
    const message = await until(`${what} in the console`, async () =>
      (await reader.messages()).find(({ answers }) => answers === turn),
    );
    return {
      text: wordsIn(message.card),
      files: async () =>
        Promise.all(
          filesIn(message).map(async ({ name, href }) => ({
            name,
            content: await (await fetch(new URL(href, url))).text(),
          })),
        ),
      next: () => heard(`more of ${what}`, () => reader.press(tokenOf(message, "Next page"))),
    };
  };
  return (question) => heard(lineOf(question), () => reader.say(lineOf(question)));
}

const filesIn = ({ card }: MessageView) => card.blocks.filter((block) => block.kind === "file");

function tokenOf({ card }: MessageView, label: string): string {
  const buttons = card.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return buttons.find((button) => button.label === label)?.token ?? `no button ${label}`;
}

const UNREAD = new Set(["kind", "token", "href", "style", "sha256", "tone"]);

/** Everything that a page shows of a card. */
function wordsIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(wordsIn).join(" ");
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .flatMap(([key, inner]) => (UNREAD.has(key) ? [] : [wordsIn(inner)]))
    .join("\n");
}

/** The shell's own run, without the start of a process for each line. */
export async function inShell(home: Home, login: string): Promise<Surface> {
  const config = await loadConfig({ env: { ...home.env }, login });
  const clock = anchoredClock();
  const log = createLogger({ level: "silent", destination: "stderr", secrets: config.secrets });
  const asked: Surface = async (question, wantsFiles) => {
    const words = lineOf(question)
      .match(/"[^"]*"|\S+/g)!
      .map((word) => word.replaceAll('"', ""));
    const out = await mkdtemp(join(home.folder, "out-"));
    let text = "";
    const write = (piece: string): void => void (text += piece);
    await runShell({
      config,
      clock,
      log,
      login,
      words,
      out: wantsFiles ? out : undefined,
      isJson: false,
      write,
      isTerminal: false,
      width: 400,
    });
    return {
      text,
      files: async () =>
        Promise.all(
          (await readdir(out)).map(async (name) => ({
            name,
            content: await readFile(join(out, name), "utf8"),
          })),
        ),
      next: () => asked({ ...question, args: { ...question.args, cursor: cursorIn(text) } }, wantsFiles),
    };
  };
  return asked;
}

/** The line that stands for the button of the next page. */
const cursorIn = (text: string): string => /Next page\s.*--cursor (\S+)/.exec(text)?.[1] ?? "";

export function overMcp(agent: Agent): Surface {
  const asked: Surface = async ({ command, args }) => {
    const { text, data } = await agent.call(`falcon_${command}`, args);
    return {
      text: `${text}\n${JSON.stringify(data)}`,
      files: async () =>
        [
          ...text.matchAll(
            /^File (\S+?):(?: \d+ bytes, for people|\n([\s\S]*?)(?=\nFile |\n\nPicture |$(?![\s\S])))/gm,
          ),
        ].map(([, name = "", content]) => ({ name, content })),
      next: () => asked({ command, args: { ...args, cursor: String(data["next"]) } }, false),
    };
  };
  return asked;
}
