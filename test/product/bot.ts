/** The product as it runs: a child process with its environment, from the outside. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../bin/falconer.js");
const READY_WITHIN_MS = 20_000;

export interface Bot {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything printed so far, both streams. */
  output(): string;
  kill(): Promise<void>;
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Home {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  start(more?: Readonly<Record<string, string>>): Promise<Bot>;
  /** The same without waiting until it is ready. */
  launch(more?: Readonly<Record<string, string>>): Bot;
  /** Runs one shell command beside the bot. */
  shell(...args: readonly string[]): Promise<Ended>;
  /** A process that ends by itself, with further environment, and perhaps something to read. */
  run(args: readonly string[], more?: Readonly<Record<string, string>>, input?: string): Promise<Ended>;
  remove(): Promise<void>;
}

/** A folder of its own with settings, and an environment that points there and nowhere else. */
export async function createHome(options: {
  readonly settings?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is listened on; this machine alone unless given. */
  readonly listenOn?: string;
}): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), "falconer-"));
  const settings = join(folder, "falconer.yaml");
  if (options.settings !== undefined) await writeFile(settings, options.settings);
  const port = await freePort();
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    FALCONER_DATA_DIR: join(folder, "data"),
    FALCONER_LISTEN: `${options.listenOn ?? "127.0.0.1"}:${port}`,
    ...(options.settings === undefined ? {} : { FALCONER_CONFIG: settings }),
    ...options.env,
  };
  return {
    folder,
    env,
    start: (more = {}) => ready(launch({ ...env, ...more }, `http://127.0.0.1:${port}`)),
    launch: (more = {}) => launch({ ...env, ...more }, `http://127.0.0.1:${port}`),
    shell: (...args) => runToEnd(args, env),
    run: (args, more = {}, input) => runToEnd(args, { ...env, ...more }, input),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function runToEnd(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = "",
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...env }, stdio: "pipe" });
  // One that ends without reading closes the pipe before us.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

function launch(env: Readonly<Record<string, string>>, url: string): Bot {
  const child = spawn(process.execPath, [MAIN], { env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, "exit") as Promise<[number | null]>;
  return {
    url,
    child,
    output: () => printed,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async stop() {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
  };
}

async function ready(bot: Bot): Promise<Bot> {
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end) {
    if (bot.child.exitCode !== null) throw new Error(`it ended with ${bot.child.exitCode}:\n${bot.output()}`);
    const answer = await fetch(`${bot.url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return bot;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  // Nobody else would end it, and what is left running makes the next one late too.
  await bot.kill();
  throw new Error(`not ready:\n${bot.output()}`);
}

/** Megabytes of memory that the process holds now. */
export async function residentMb({ child }: Bot): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until the check holds and returns what it found; says what it waited for when it never does. */
export async function until<T>(
  what: string,
  check: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 15_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
