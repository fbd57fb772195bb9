/** Logs: pino JSON lines, one a happening. Every line is scrubbed twice: its parts, then the whole. */
import { pino } from "pino";
import { createRedactor } from "./lib/redact.ts";
import type { Log } from "./lib/log.ts";
import type { Secret } from "./lib/secret.ts";
import { createTidy, type Tidy } from "./log/fields.ts";

export type Level = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
type Fields = Readonly<Record<string, unknown>>;

export interface Logger extends Log {
  /** A secret that was learned later, an access token for instance. */
  addSecret(value: string): void;
}

export interface LoggerOptions {
  readonly level: Level;
  /** Under stdio protocols nothing but answers may go to stdout. */
  readonly destination: "stdout" | "stderr" | { write(line: string): void };
  readonly secrets: readonly Secret[];
}

export function createLogger({ level, destination, secrets }: LoggerOptions): Logger {
  const redactor = createRedactor(secrets.map((secret) => secret.use()));
  const write = sink(destination);
  const root = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors arrive told already; pino's own telling of `err` would begin again.
      serializers: { err: (told: unknown) => told },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => write(redactor.scrubLine(line)) },
  );
  return { ...logFor(root, createTidy(redactor)), addSecret: (value) => redactor.add(value) };
}

function logFor(root: pino.Logger, tidy: Tidy, component?: string): Log {
  const named = component === undefined ? {} : { component };
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: Fields = {}): void => {
      if (!root.isLevelEnabled(level)) return;
      root[level]({ ...named, ...tidy.fields(fields) }, tidy.text(message));
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: (part) => logFor(root, tidy, component === undefined ? part : `${component}.${part}`),
  };
}

function sink(destination: LoggerOptions["destination"]): (line: string) => void {
  if (typeof destination === "object") return (line) => destination.write(line);
  const stream = destination === "stdout" ? process.stdout : process.stderr;
  return (line) => void stream.write(line);
}
