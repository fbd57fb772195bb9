/**
 * The entry: reads the words after `npm run falcon --`, the environment and the settings,
 * and runs the bot, one command, or a piece of housekeeping. Exit codes: 0 fine, 2 settings
 * wrong, 1 anything else.
 */
import { flushCompileCache } from "node:module";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { parseWords, type Words } from "./app/words.ts";
import { StartRefused } from "./chat/adapter.ts";
import { ConfigFaults, loadConfig, type Config } from "./config.ts";
import { anchoredClock } from "./lib/clock.ts";
import { BotError } from "./lib/errors.ts";
import { createLogger, type Logger } from "./log.ts";

const clock = anchoredClock();
let log: Logger | undefined;
// A reader that went away (`| head`) is no fault of ours.
process.stdout.on("error", () => undefined);
const out = (text: string): void => void process.stdout.write(text);
const line = (text: string): void => out(`${text}\n`);

async function main(): Promise<number | undefined> {
  const words = parseWords(process.argv.slice(2));
  if (words.run === "simulate") {
    const { runSimulate } = await import("./simulator/command.ts");
    const signal = untilStopped();
    await runSimulate({
      port: words.port,
      ...(words.scenario && { scenario: words.scenario }),
      print: line,
      signal,
    });
    return 0;
  }
  // A shell is quiet unless somebody wants to hear more; the bot says what happens.
  const env = words.run === "bot" ? process.env : { LOG_LEVEL: "warn", ...process.env };
  const login = loginName();
  const config = await loadConfig({ env, login, ...(words.config && { configFile: words.config }) });
  log = createLogger({
    level: config.logLevel,
    destination: words.run === "bot" ? "stdout" : "stderr",
    secrets: config.secrets,
  });
  return words.run === "bot" ? startBot(config, log, login) : housekeeping(words, config, log, login);
}

async function startBot(config: Config, log: Logger, login: string): Promise<undefined> {
  const { runBot } = await import("./app/run.ts");
  const fatal = (error: unknown): void => {
    log.error("stopping: it cannot go on", { error });
    report(error);
    void end(1);
  };
  process.on("unhandledRejection", (error) => {
    log.error("a rejection that nobody handled", { error });
  });
  process.on("uncaughtException", fatal);
  const running = await runBot({
    config,
    clock,
    log,
    login,
    print: (text) => void process.stderr.write(`${text}\n`),
    onFatal: fatal,
  });
  // Kept for the next start while this one may still be killed.
  flushCompileCache();
  // Loading is over: from now on answers matter more than memory (bin/falconer.js).
  setFlagsFromString("--no-optimize-for-size");
  let isEnding = false;
  async function end(code: number): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    await running.stop();
    process.exit(code);
  }
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void end(0));
  return undefined;
}

async function housekeeping(words: Words, config: Config, log: Logger, login: string): Promise<number> {
  switch (words.run) {
    case "check": {
      const { check } = await import("./app/check.ts");
      return (await check({ config, clock, log, print: line })) ? 0 : 1;
    }
    case "audit verify":
    case "audit export":
    case "backup": {
      const { keepHouse } = await import("./app/house.ts");
      return keepHouse({ words, config, print: line });
    }
    case "mcp": {
      const { runMcp } = await import("./app/mcp.ts");
      const { stdin: input, stdout: output } = process;
      await runMcp({ config, clock, log, login, input, output, signal: untilStopped() });
      return 0;
    }
    case "token create":
    case "token list":
    case "token revoke": {
      const { manageTokens } = await import("./app/tokens.ts");
      return manageTokens({ words, config, clock, login, print: line });
    }
    case "rtr": {
      const { runRtrShell } = await import("./app/rtr-shell.ts");
      const { host, isQueued } = words;
      return runRtrShell({
        config,
        clock,
        log,
        login,
        host,
        isQueued,
        signal: untilStopped(),
        ...rtrTerminal(),
      });
    }
    case "command": {
      const { runShell } = await import("./app/shell.ts");
      const { isTTY, columns } = process.stdout;
      return runShell({
        config,
        clock,
        log,
        login,
        words: words.words,
        isJson: words.isJson,
        out: words.out,
        write: out,
        isTerminal: isTTY,
        width: isTTY ? columns : 120,
      });
    }
    case "bot":
    case "simulate":
      return 1;
  }
}

/** Answers go to stdout; prompts that nobody types at go beside them. */
function rtrTerminal() {
  const { stdin, stdout, stderr } = process;
  const isTerminal = stdin.isTTY && stdout.isTTY;
  const write = (bytes: string | Uint8Array): void => void stdout.write(bytes);
  const aside = isTerminal ? write : (text: string): void => void stderr.write(text);
  return {
    input: stdin,
    output: stdout,
    isTerminal,
    folder: startedIn(),
    width: stdout.isTTY ? stdout.columns : 120,
    screen: { isTerminal: stdout.isTTY, write, aside },
  };
}

/** `npm run` enters the folder of the package, and says where it was called. */
function startedIn(): string {
  const isPackage = process.cwd() === join(import.meta.dirname, "..");
  return (isPackage ? process.env["INIT_CWD"] : undefined) ?? process.cwd();
}

function untilStopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  return stop.signal;
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name; it is a viewer then.
    return "nobody";
  }
}

/** One plain sentence for people. What we have no sentence for may hold anything: it goes to the log, scrubbed. */
function report(error: unknown): void {
  if (error instanceof BotError) process.stderr.write(`${error.hint}\n`);
  else if (error instanceof StartRefused || error instanceof ConfigFaults)
    process.stderr.write(`${error.message}\n`);
  else process.stderr.write("Something went wrong; the log has the details.\n");
  if (!(error instanceof ConfigFaults)) log?.error("it ended", { error });
}

main().then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error: unknown) => {
    report(error);
    process.exit(error instanceof ConfigFaults ? 2 : 1);
  },
);
