/**
 * `check`: every question at once, each with a time limit, one line each. Lines come in
 * the order of the questions, as soon as all earlier ones are answered.
 */
import { clip, visible } from "../chat/visible.ts";
import { anchoredClock, type Clock } from "../lib/clock.ts";
import { BotError } from "../lib/errors.ts";
import { withinLimit } from "./time-limit.ts";

const LONGEST_WORDS = 400;

export interface Check {
  readonly name: string;
  /** What was found; `isOk: false` is something that is missing. Throws when it could not be found out. */
  run(signal: AbortSignal): Promise<string | { readonly words: string; readonly isOk: boolean }>;
}

export interface CheckOptions {
  /** Takes one line, without its end. */
  print(line: string): void;
  readonly clock?: Pick<Clock, "sleep">;
  readonly timeoutMs: number;
}

interface Finding {
  readonly sign: "ok" | "MISSING" | "FAILED";
  readonly words: string;
}

const SIGN_COLUMNS = "MISSING".length;

/** True when all is well. */
export async function runChecks(
  checks: readonly Check[],
  { print, timeoutMs, clock = anchoredClock() }: CheckOptions,
): Promise<boolean> {
  const nameColumns = Math.max(0, ...checks.map(({ name }) => name.length));
  const running = checks.map(async (check) => find(check, clock, timeoutMs));
  let isWell = true;
  for (const [index, finding] of running.entries()) {
    const { sign, words } = await finding;
    isWell &&= sign === "ok";
    const name = checks[index]?.name ?? "";
    const line = `${sign.padEnd(SIGN_COLUMNS)}  ${name.padEnd(nameColumns)}  ${clip(visible(words), LONGEST_WORDS)}`;
    print(line.trimEnd());
  }
  return isWell;
}

async function find(check: Check, clock: Pick<Clock, "sleep">, timeoutMs: number): Promise<Finding> {
  try {
    const found = await withinLimit(clock, timeoutMs, (signal) => check.run(signal));
    if (typeof found === "string") return { sign: "ok", words: found };
    return { sign: found.isOk ? "ok" : "MISSING", words: found.words };
  } catch (error) {
    return { sign: "FAILED", words: reasonOf(error) };
  }
}

/** Who runs this owns the machine and reads its log, so the message of an unknown error helps them. */
function reasonOf(error: unknown): string {
  if (error instanceof BotError) return error.hint;
  return error instanceof Error ? error.message : String(error);
}
