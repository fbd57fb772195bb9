/**
 * `rtr -d HOST`: the same session with a prompt. Lines go through the same bot, rights, approvals
 * and rows as in chat; this process holds the session, and only draws what its rows say.
 */
import { createTerminalAdapter, renderText } from "../../adapters/terminal/index.ts";
import { completePath, folderOf, namesListed } from "../../adapters/terminal/listed.ts";
import { openPrompt, type Prompt } from "../../adapters/terminal/prompt.ts";
import { promptText, type Screen } from "../../adapters/terminal/rtr-screen.ts";
import { createApprovalWorker } from "../approvals/worker.ts";
import type { Card } from "../chat/card.ts";
import type { Input, Turn } from "../chat/turn.ts";
import { SECOND } from "../lib/clock.ts";
import { newId } from "../lib/id.ts";
import { untrusted } from "../lib/untrusted.ts";
import { completeCommand } from "../rtr/grammar/complete.ts";
import { createLibraryNames } from "../rtr/library/complete.ts";
import { maskedRoughly } from "../rtr/grammar/mask.ts";
import { isAlive } from "../rtr/session-machine.ts";
import { LOCAL_WORDS } from "../rtr/talk/line.ts";
import { offerOf } from "../rtr/grammar/offer.ts";
import type { RtrEntryRow, RtrSessionRow } from "../store/rtr-rows.ts";
import { createCore, type Core } from "./core.ts";
import { isBotAlive } from "./instance.ts";
import { openHistory } from "./rtr-history.ts";
import { localFilesOf } from "./rtr-shell-files.ts";
import { printEntry, saveFiles } from "./rtr-print.ts";
import type { RtrShellOptions } from "./rtr-shell-options.ts";

const OWN_WORDS = [...LOCAL_WORDS, "clear"];
const LOOK_MS = 100;
const OPENING_MS = 60 * SECOND;
const ENDING_MS = 8 * SECOND;

/** The exit code: 0 when the session was had, 1 when it could not be opened or was lost. */
export async function runRtrShell(options: RtrShellOptions): Promise<number> {
  const core = await createCore({ ...options, kind: "shell" });
  options.log.addSecret(core.cloud.clientSecret.use());
  const { isTerminal, width } = options;
  const show = (card: Card): void => {
    options.screen.write(
      renderText(card, { isColor: isTerminal, width, now: core.clock.now(), commands: core.bot.commands }),
    );
  };
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
    return await converse(core, options, show);
  } finally {
    await core.bot.drain(SECOND);
    await sessions.stop();
    await approvals.stop();
    await core.studio.stop();
    await core.falcon.revoke();
    await core.instance.stop();
    await core.cloud.stop();
    await core.store.close();
  }
}

async function converse(core: Core, options: RtrShellOptions, show: (card: Card) => void): Promise<number> {
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
    if (answer !== undefined) show(answer.card);
    return 1;
  }
  const session = await connected(core, opened.id);
  if (!isAlive(session.state) || session.state === "connecting") {
    const painted = await core.rtr.paint(`rtr:${session.id}`);
    if (painted !== undefined) show(painted.card);
    return 1;
  }
  const end = await talk(core, options, { session, say, show });
  return end.state === "lost" ? 1 : 0;
}

async function connected({ store, clock }: Core, id: string): Promise<RtrSessionRow> {
  const until = clock.now() + OPENING_MS;
  for (;;) {
    const row = await store.rtrSessions.get(id);
    if (row === undefined) throw new Error("the session has vanished from the store");
    if (row.state !== "connecting" || clock.now() >= until) return row;
    await clock.sleep(LOOK_MS);
  }
}

interface Conversation {
  readonly session: RtrSessionRow;
  readonly say: (input: Input) => Turn;
  readonly show: (card: Card) => void;
}

async function talk(
  core: Core,
  options: RtrShellOptions,
  { session, say, show }: Conversation,
): Promise<RtrSessionRow> {
  const { store, clock, bot } = core;
  const { screen } = options;
  const listed = new Map<string, readonly string[]>();
  const history = await openHistory(options.config);
  const names = createLibraryNames({ falcon: core.falcon.rtr, clock, log: options.log.child("rtr") });
  let row = session;
  let running: string | undefined;
  const later = new Set<Promise<void>>();
  const refresh = async (): Promise<RtrSessionRow> =>
    (row = (await store.rtrSessions.get(session.id)) ?? row);

  /** Runs one line; resolves when its output is there. */
  async function submit(line: string): Promise<boolean> {
    if (!options.isTerminal)
      screen.aside(`${promptText(row.hostname, row.directory)}${maskedRoughly(line)}\n`);
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
      if (entry.state === "proposed" && answer !== undefined) show(answer.card);
      const follow = followed(entry.id);
      // A request may take a quarter of an hour: one goes on meanwhile, and waits for it at the end.
      if (entry.approvalId === undefined) await follow;
      else later.add(follow.finally(() => later.delete(follow)));
    }
    return (await refresh()).state !== "closed" && row.state !== "closing" && line.trim() !== "exit";
  }

  async function showAnswer(card: Card): Promise<void> {
    show(card);
    for (const saved of await saveFiles(card)) screen.write(`saved: ${saved}\n`);
  }

  async function followed(id: string): Promise<void> {
    for (;;) {
      const entry = await store.rtrEntries.get(id);
      if (entry === undefined) break;
      if (entry.state === "sent") running = id;
      const isOver = entry.finishedAt !== undefined && !(await isFetching(entry));
      if (isOver || entry.state === "queued") {
        await printEntry(core, entry, screen, show);
        if (entry.base === "ls" && entry.stdout?.text !== undefined)
          listed.set(folderOf(entry.command, entry.directory), namesListed(entry.stdout.text));
        break;
      }
      await clock.sleep(LOOK_MS);
    }
    if (running === id) running = undefined;
    await refresh();
  }

  /** The host has handed the file over, and it is on its way to us. */
  async function isFetching({ id, base, state }: RtrEntryRow): Promise<boolean> {
    if (base !== "get" || state !== "done") return false;
    const files = (await store.evidence.of(session.id)).filter(({ entryId }) => entryId === id);
    return files.length === 0 || files.some((file) => file.state === "fetching");
  }

  function interrupt(): boolean {
    const entry = running;
    if (entry === undefined) return false;
    screen.write("^C\n");
    void bot
      .handle(say({ kind: "options", command: "run", values: { line: "cancel" } }))
      .then((answer) => answer !== undefined && show(answer.card))
      .catch((error: unknown) => options.log.warn("a command could not be cancelled", { entry, error }));
    return true;
  }

  const prompt = openPrompt({
    input: options.input,
    output: options.output,
    isTerminal: options.isTerminal,
    history: history.lines,
    prompt: () => promptText(row.hostname, row.directory),
    complete: async (line) =>
      (await names.complete(line)) ??
      completeCommand(line, offerOf(row), OWN_WORDS) ??
      completePath(line, promptDirectory(row), listed),
    submit,
    interrupt,
    remember: (line) => history.add(line),
  });
  const watched = watch(core, session.id, prompt, screen);
  try {
    await prompt.over;
    if ((await refresh()).state !== "closing") await Promise.allSettled(later);
  } finally {
    watched.end();
  }
  await refresh();
  if (isAlive(row.state))
    await bot.handle(say({ kind: "options", command: "run", values: { line: "exit" } }));
  const until = clock.now() + ENDING_MS;
  while ((await refresh()).state !== "closed" && row.state !== "lost" && clock.now() < until)
    await clock.sleep(LOOK_MS);
  await history.save();
  return row;
}

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

const promptDirectory = ({ directory }: RtrSessionRow): string =>
  promptText(untrusted(""), directory).slice(1, -2);

const turnOf = (login: string, channel: string, input: Input, now: number): Turn => ({
  id: `terminal:${newId(16)}`,
  account: { surface: "terminal", tenant: "", id: login, name: untrusted(login), standing: "member" },
  place: { surface: "terminal", channel },
  input,
  askedBy: "person",
  receivedAt: now,
  reply: undefined,
});
