/**
 * `rtr -d HOST`: the same session with a prompt. Lines go through the same bot, rights, approvals
 * and rows as in chat; this process holds the session, and only draws what its rows say.
 */
import { createTerminalAdapter, renderText } from "../../adapters/terminal/index.ts";
import { createListings } from "../../adapters/terminal/listed.ts";
import { openPrompt, type Prompt } from "../../adapters/terminal/prompt.ts";
import { oneLine, promptText, type Screen } from "../../adapters/terminal/rtr-screen.ts";
import { createApprovalWorker } from "../approvals/worker.ts";
import type { Card } from "../chat/card.ts";
import type { Input, Turn } from "../chat/turn.ts";
import { SECOND } from "../lib/clock.ts";
import { newId } from "../lib/id.ts";
import { untrusted } from "../lib/untrusted.ts";
import { platformWords } from "../rtr/cards/words.ts";
import { completeCommand } from "../rtr/grammar/complete.ts";
import { createLibraryNames } from "../rtr/library/complete.ts";
import { maskedRoughly } from "../rtr/grammar/mask.ts";
import { isAlive } from "../rtr/session-machine.ts";
import { LOCAL_WORDS } from "../rtr/talk/line.ts";
import { offerOf } from "../rtr/grammar/offer.ts";
import type { RtrSessionRow } from "../store/rtr-rows.ts";
import { closeCore } from "./close-core.ts";
import { createCore, type Core } from "./core.ts";
import { isBotAlive } from "./instance.ts";
import { followCommands, LOOK_MS } from "./rtr-follow.ts";
import { openHistory } from "./rtr-history.ts";
import { localFilesOf } from "./rtr-shell-files.ts";
import { saveFiles } from "./rtr-print.ts";
import type { RtrShellOptions } from "./rtr-shell-options.ts";

const OWN_WORDS = [...LOCAL_WORDS, "clear"];
const OPENING_MS = 60 * SECOND;
const ENDING_MS = 8 * SECOND;

/** The exit code: 0 when the session was had, 1 when it could not be opened or was lost. */
export async function runRtrShell(options: RtrShellOptions): Promise<number> {
  const core = await createCore({ ...options, kind: "shell" });
  options.log.addSecret(core.cloud.clientSecret.use());
  const { isTerminal, width } = options;
  const draw = (card: Card): string =>
    renderText(card, { isColor: isTerminal, width, now: core.clock.now(), commands: core.bot.commands });
  const terminal = createTerminalAdapter({
    write: options.screen.write,
    isColor: isTerminal,
    width,
    isJson: false,
    now: core.clock.now,
  });
  core.adapters.set(terminal.surface, terminal);
  await terminal.start(core.bot);
  await core.instance.start();
  const sessions = core.rtr.worker({ adopts: false, isAnotherAlive: async () => false });
  const approvals = createApprovalWorker(core.approvalParts, core.instance.owner);
  // A bot beside us carries out what was approved; alone we do it ourselves.
  if (!(await isBotAlive(core.store, core.clock))) approvals.start();
  sessions.start();
  try {
    return await converse(core, options, draw);
  } finally {
    await core.bot.drain(SECOND);
    await sessions.stop();
    await approvals.stop();
    await closeCore(core, 0);
  }
}

async function converse(core: Core, options: RtrShellOptions, draw: (card: Card) => string): Promise<number> {
  const { screen, signal } = options;
  const channel = `rtr-shell:${newId()}`;
  const say = (input: Input): Turn => turnOf(options.login, channel, input, core.clock.now());
  const asked = say({
    kind: "options",
    command: "rtr",
    values: { host: options.host, ...(options.isQueued ? { queue: "true" } : {}) },
  });
  const answer = await core.bot.handle(asked);
  const opened = await core.store.rtrSessions.byOrigin(asked.id);
  if (opened === undefined) {
    if (answer !== undefined) screen.write(draw(answer.card));
    return 1;
  }
  const session = await connected(core, opened.id, signal);
  if (!isAlive(session.state) || session.state === "connecting") {
    const painted = await core.rtr.paint(`rtr:${session.id}`);
    if (painted !== undefined) screen.write(draw(painted.card));
    return 1;
  }
  const end = await talk(core, options, { session, say, draw });
  return end.state === "lost" ? 1 : 0;
}

async function connected({ store, clock }: Core, id: string, stop: AbortSignal): Promise<RtrSessionRow> {
  const until = clock.now() + OPENING_MS;
  for (;;) {
    const row = await store.rtrSessions.get(id);
    if (row === undefined) throw new Error("the session has vanished from the store");
    if (row.state !== "connecting" || clock.now() >= until || stop.aborted) return row;
    await clock.sleep(LOOK_MS);
  }
}

interface Conversation {
  readonly session: RtrSessionRow;
  readonly say: (input: Input) => Turn;
  readonly draw: (card: Card) => string;
}

async function talk(
  core: Core,
  options: RtrShellOptions,
  { session, say, draw }: Conversation,
): Promise<RtrSessionRow> {
  const { store, clock, bot } = core;
  const { screen } = options;
  const listings = createListings();
  const history = await openHistory(options.config);
  const names = createLibraryNames({ falcon: core.falcon.rtr, clock, log: options.log.child("rtr") });
  let row = session;
  const refresh = async (): Promise<RtrSessionRow> =>
    (row = (await store.rtrSessions.get(session.id)) ?? row);
  const promptNow = (): string => promptText(row.hostname, row.directory, following.waiting());
  const following = followCommands({
    core,
    screen,
    draw,
    above: (text) => prompt.say(text),
    async onEnd({ base, command, directory, stdout }) {
      if (base === "ls" && stdout?.text !== undefined) listings.learn(command, directory, stdout.text);
      await refresh();
    },
  });

  /** Runs one line; resolves when its output is there. */
  async function submit(line: string): Promise<boolean> {
    if (!options.isTerminal) screen.aside(`${promptNow()}${maskedRoughly(line)}\n`);
    if (line.trim() === "clear") {
      if (options.isTerminal) screen.write("\u001b[2J\u001b[H");
      return true;
    }
    const local = await localFilesOf(line);
    if (local.outcome === "unreadable") {
      screen.write(`${local.why}\n`);
      return true;
    }
    const turn = { ...say({ kind: "options", command: "run", values: { line } }), files: local.files };
    const answer = await bot.handle(turn);
    const entry = await store.rtrEntries.byOrigin(turn.id);
    if (entry === undefined) {
      if (answer !== undefined) await showAnswer(answer.card);
    } else {
      if (entry.state === "proposed" && answer !== undefined) screen.write(draw(answer.card));
      // A request may take a quarter of an hour: one goes on meanwhile.
      if (entry.approvalId === undefined) await following.now(entry.id);
      else following.later(entry.id);
    }
    return (await refresh()).state !== "closed" && row.state !== "closing" && line.trim() !== "exit";
  }

  async function showAnswer(card: Card): Promise<void> {
    screen.write(draw(card));
    for (const saved of await saveFiles(card, options.folder)) screen.write(`saved: ${saved}\n`);
  }

  function interrupt(): boolean {
    const entry = following.foreground();
    if (entry === undefined) return false;
    screen.write("^C\n");
    cancel(entry).catch((error: unknown) =>
      options.log.warn("a command could not be cancelled", { entry, error }),
    );
    return true;
  }

  async function cancel(entry: string): Promise<void> {
    const seq = (await store.rtrEntries.get(entry))?.seq ?? "";
    await bot.handle(say({ kind: "options", command: "run", values: { line: `cancel ${seq}` } }));
  }

  if (options.isTerminal) screen.write(`${welcome(row)}\n`);
  const prompt = openPrompt({
    input: options.input,
    output: options.output,
    isTerminal: options.isTerminal,
    history: history.lines,
    prompt: promptNow,
    complete: async (line) =>
      (await names.complete(line)) ??
      completeCommand(line, offerOf(row), OWN_WORDS) ??
      listings.complete(line, oneLine(row.directory)),
    submit,
    interrupt,
    remember: (line) => history.add(line),
  });
  const watched = watch(core, session.id, prompt, screen);
  const stop = (): void => prompt.close();
  options.signal.addEventListener("abort", stop);
  if (options.signal.aborted) stop();
  try {
    await prompt.over;
    // Whoever has left the terminal waits for nothing more; a pipe is done when all of it is.
    if ((await refresh()).state !== "closing" && !options.isTerminal) await following.settled();
  } finally {
    options.signal.removeEventListener("abort", stop);
    watched.end();
  }
  const left = following.waiting();
  if (left > 0) screen.write(`Not waited for, and not run any more: ${left}\n`);
  await refresh();
  if (isAlive(row.state))
    await bot.handle(say({ kind: "options", command: "run", values: { line: "exit" } }));
  const until = clock.now() + ENDING_MS;
  while ((await refresh()).state !== "closed" && row.state !== "lost" && clock.now() < until)
    await clock.sleep(LOOK_MS);
  await history.save();
  return row;
}

const welcome = ({ hostname, platform, deviceId = "", state }: RtrSessionRow): string =>
  [
    `Session on ${oneLine(hostname)} (${platformWords(platform)}, ${deviceId}).`,
    state === "queued" ? " The host is offline: what is typed waits until it is back." : "",
    " Tab completes, help lists the commands, Ctrl-C cancels one, exit ends the session.",
  ].join("");

/** The prompt ends when the session does, whoever ended it. */
function watch(core: Core, id: string, prompt: Prompt, screen: Screen): { end(): void } {
  const over = new AbortController();
  const loop = async (): Promise<void> => {
    for (;;) {
      await core.clock.sleep(5 * LOOK_MS, over.signal);
      const row = await core.store.rtrSessions.get(id);
      if (row !== undefined && isAlive(row.state)) continue;
      screen.write(`\nThe session is ${row?.state ?? "gone"}.\n`);
      prompt.close();
      return;
    }
  };
  loop().catch(() => undefined);
  return { end: () => over.abort() };
}

const turnOf = (login: string, channel: string, input: Input, now: number): Turn => ({
  id: `terminal:${newId(16)}`,
  account: { surface: "terminal", tenant: "", id: login, name: untrusted(login), standing: "member" },
  place: { surface: "terminal", channel },
  input,
  askedBy: "person",
  receivedAt: now,
  reply: undefined,
});
