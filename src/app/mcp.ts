/**
 * `mcp`: one AI agent over standard input and output, beside whatever else runs on this
 * store. What it proposes is stored and posted by a running bot, now or later.
 */
import type { Readable, Writable } from "node:stream";
import type { Bot } from "../chat/adapter.ts";
import type { Config } from "../config.ts";
import { SECOND, type AnchoredClock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import { createAgents, ownAgent } from "./agents.ts";
import { createCore, type Core } from "./core.ts";

const DRAIN_MS = 3 * SECOND;

export interface McpOptions {
  readonly config: Config;
  readonly clock: AnchoredClock;
  readonly log: Logger;
  readonly login: string;
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

/** Resolves when the program at the other end is gone, or when told to stop. */
export async function runMcp(options: McpOptions): Promise<void> {
  const { login, input, output, signal } = options;
  const cores = await openCores(options);
  const agents = createAgents(cores.now);
  cores.use((core) => void core.adapters.set(agents.surface, agents));
  await agents.start(cores.bot);
  const connection = agents.serve(ownAgent(login), { input, output });
  const told = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([connection.over, told]);
  await connection.close();
  await agents.stop();
  await cores.close();
}

/**
 * The core in use. In the demo the simulator belongs to whichever bot runs, and bots come
 * and go while a program stays connected: then the core is exchanged before the next turn.
 */
async function openCores({ config, clock, log }: McpOptions) {
  let core = await open();
  let exchange: Promise<void> | undefined;
  let prepare: (core: Core) => void = () => undefined;

  async function open(): Promise<Core> {
    const opened = await createCore({ config, clock, log, kind: "shell" });
    log.addSecret(opened.cloud.clientSecret.use());
    await opened.instance.start();
    return opened;
  }

  async function current(): Promise<Core> {
    if (exchange === undefined && !(await core.cloud.isCurrent())) {
      exchange ??= swap().finally(() => (exchange = undefined));
    }
    await exchange;
    return core;
  }

  async function swap(): Promise<void> {
    const old = core;
    const next = await open();
    prepare(next);
    core = next;
    await shut(old);
  }

  const bot: Bot = {
    ...core.bot,
    accept(turn) {
      const taken = current().then((now) => now.bot.accept(turn));
      return { stored: taken.then(({ stored }) => stored), done: taken.then(({ done }) => done) };
    },
  };
  return {
    bot,
    now: (): Core => core,
    use(job: (core: Core) => void): void {
      prepare = job;
      job(core);
    },
    close: () => shut(core),
  };
}

async function shut(core: Core): Promise<void> {
  await core.bot.drain(DRAIN_MS);
  await core.studio.stop();
  await core.signOut();
  await core.instance.stop();
  await core.cloud.stop();
  await core.store.close();
}
