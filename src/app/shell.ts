/** One command in a shell: the same bot, answered on stdout, beside whatever else runs on this store. */
import { createTerminalAdapter, isFailure, saveFiles } from "../../adapters/terminal/index.ts";
import { createApprovalWorker } from "../approvals/worker.ts";
import type { Config } from "../config.ts";
import { isOpen } from "../approvals/execution-machine.ts";
import { SECOND, type AnchoredClock } from "../lib/clock.ts";
import { newId } from "../lib/id.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Logger } from "../log.ts";
import type { Card } from "../chat/card.ts";
import type { ChatAdapter } from "../chat/adapter.ts";
import type { Answer, Turn } from "../chat/turn.ts";
import { closeCore } from "./close-core.ts";
import { createCore, type Core } from "./core.ts";
import { isBotAlive } from "./instance.ts";

/** Without a bot the shell itself carries out what was approved, and waits this long for the end. */
const FOLLOW_MS = 60 * SECOND;
const STEP_MS = 500;

interface ShellOptions {
  readonly config: Config;
  readonly clock: AnchoredClock;
  readonly log: Logger;
  readonly login: string;
  readonly words: readonly string[];
  readonly isJson: boolean;
  /** Where the answer's files are saved; absent: what is text among them is printed. */
  readonly out?: string | undefined;
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly width: number;
}

/** The exit code: 0 answered, 1 refused or failed. */
export async function runShell(options: ShellOptions): Promise<number> {
  const { config, clock, log, login } = options;
  const core = await createCore({ config, clock, log, kind: "shell" });
  log.addSecret(core.cloud.clientSecret.use());
  const terminal = createTerminalAdapter({
    write: options.write,
    isColor: options.isTerminal && !options.isJson,
    width: options.width,
    isJson: options.isJson,
    now: clock.now,
  });
  core.adapters.set(terminal.surface, terminal);
  await terminal.start(core.bot);
  await core.instance.start();
  try {
    const turn = lineTurn(login, asLine(options.words), clock.now());
    const answer = await core.bot.handle(turn);
    if (answer === undefined) return 1;
    await respond(terminal, turn, answer, options.out);
    if (isFailure(answer.card) || isQuestion(answer.card)) return 1;
    // With --json the one document has been printed; the request's end is in its row.
    return await follow(core, requestIn(answer.card.data), async (card) => {
      if (!options.isJson) await terminal.respond(turn, { card, audience: "actor" });
    });
  } finally {
    await closeCore(core, SECOND);
  }
}

/** The answer is printed whatever becomes of its files: what it says has happened. */
async function respond(
  terminal: Pick<ChatAdapter, "respond">,
  turn: Turn,
  answer: Answer,
  out: string | undefined,
): Promise<void> {
  if (out === undefined || isFailure(answer.card)) return terminal.respond(turn, answer);
  try {
    const card = await saveFiles(answer.card, out);
    await terminal.respond(turn, { ...answer, card });
  } catch (fault) {
    await terminal.respond(turn, answer);
    throw fault;
  }
}

const lineTurn = (login: string, text: string, now: number): Turn => ({
  id: `terminal:${newId(16)}`,
  account: { surface: "terminal", tenant: "", id: login, name: untrusted(login), standing: "member" },
  place: { surface: "terminal", channel: "shell" },
  input: { kind: "line", text },
  askedBy: "person",
  receivedAt: now,
  reply: undefined,
});

/** Words that the shell has split are quoted again where the grammar would split them. */
export const asLine = (words: readonly string[]): string =>
  words
    .map((word) => (/[\s"']/.test(word) || word === "" ? `"${word.replaceAll('"', "'")}"` : word))
    .join(" ");

/** "Which one?": whoever reads the exit code must not take it for done. */
const isQuestion = ({ data }: Card): boolean => typeof data === "object" && data !== null && "choice" in data;

function requestIn(data: unknown): string | undefined {
  if (typeof data !== "object" || data === null || !("request" in data)) return undefined;
  return typeof data.request === "string" ? data.request : undefined;
}

/** With a bot running there is nothing to do here; without one an approved request is carried out now. */
async function follow(
  core: Core,
  request: string | undefined,
  show: (card: ReturnType<Core["approvals"]["card"]>) => Promise<void>,
): Promise<number> {
  if (request === undefined || (await isBotAlive(core.store, core.clock))) return 0;
  const before = await core.approvals.view(request);
  if (!before.executions.some((row) => isOpen(row.state))) return 0;
  const worker = createApprovalWorker(core.approvalParts, core.instance.owner);
  const end = core.clock.now() + FOLLOW_MS;
  let view = before;
  while (view.executions.some((row) => isOpen(row.state)) && core.clock.now() < end) {
    await worker.tick();
    await core.clock.sleep(STEP_MS);
    view = await core.approvals.view(request);
  }
  await worker.stop();
  await show(core.approvals.card(view));
  return view.approval.state === "done" ? 0 : 1;
}
