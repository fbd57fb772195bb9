/** Logs: pino JSON lines, one a happening, scrubbed before they leave. */
import { pino, type LoggerOptions } from "pino";
import type { Log } from "./lib/log.ts";
import { createRedactor, isSecretName } from "./lib/redact.ts";
import type { Secret } from "./lib/secret.ts";
import { reveal, Untrusted } from "./lib/untrusted.ts";

const LONGEST_TEXT = 2_000;
const DEEPEST = 8;
const MASK = "[redacted]";

export interface Logger extends Log {
  /** A secret that was learned later. */
  addSecret(value: string): void;
}

export interface LoggerParts {
  readonly level: string;
  readonly destination: "stdout" | "stderr" | { write(line: string): void };
  readonly secrets: readonly Secret[];
}

export function createLogger({ level, destination, secrets }: LoggerParts): Logger {
  const redactor = createRedactor(secrets.map((secret) => secret.use()));
  const write = sink(destination);
  const options: LoggerOptions = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const root = pino(options, { write: (line: string) => write(redactor.scrub(line)) });
  const wrap = (logger: pino.Logger): Logger => ({
    debug: (message, fields) => logger.debug(tidy(fields), message),
    info: (message, fields) => logger.info(tidy(fields), message),
    warn: (message, fields) => logger.warn(tidy(fields), message),
    error: (message, fields) => logger.error(tidy(fields), message),
    child: (component) => wrap(logger.child({ component })),
    addSecret: (value) => redactor.add(value),
  });
  return wrap(root);
}

function sink(destination: LoggerParts["destination"]): (line: string) => void {
  if (typeof destination === "object") return (line) => destination.write(line);
  const stream = destination === "stdout" ? process.stdout : process.stderr;
  return (line) => void stream.write(line);
}

const tidy = (fields: object | undefined): object =>
  fields === undefined ? {} : (plain(fields, 0) as object);

/** Values as they may be printed: names that mean secrets masked, foreign text bounded, errors told in full. */
function plain(value: unknown, depth: number): unknown {
  if (value instanceof Untrusted) return reveal(value).slice(0, LONGEST_TEXT);
  if (typeof value === "string")
    return value.length > LONGEST_TEXT * 4 ? `${value.slice(0, LONGEST_TEXT * 4)}…` : value;
  if (typeof value === "bigint" || typeof value === "symbol") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) return "[too deep]";
  if (value instanceof Error) return plainError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 100).map((one) => plain(one, depth + 1));
  if ("toJSON" in value && typeof value.toJSON === "function") return value.toJSON() as unknown;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSecretName(name) ? MASK : plain(one, depth + 1)]),
  );
}

function plainError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error;
  const code: unknown = "code" in error ? error.code : undefined;
  return { name, message, code, stack, ...(cause === undefined ? {} : { cause: plain(cause, depth + 1) }) };
}
