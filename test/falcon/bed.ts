/** The client beside a scripted Falcon. Its waits between calls take no time; connections are real. */
import { onTestFinished } from "vitest";
import { createFalcon, type Falcon, type FalconOptions } from "../../src/falcon/client.ts";
import type { Observed } from "../../src/falcon/courier.ts";
import { FalconError } from "../../src/falcon/errors.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Log } from "../../src/lib/log.ts";
import { Secret } from "../../src/lib/secret.ts";
import { startScripted, type ScriptedServer } from "./server.ts";

export const SECRET = "a-very-secret-secret";

export interface Bed {
  readonly server: ScriptedServer;
  readonly falcon: Falcon;
  readonly clock: HastyClock;
  /** Every line logged, fields and all. */
  readonly logged: readonly string[];
  readonly calls: readonly Observed[];
  readonly dates: readonly number[];
  another(options?: Partial<FalconOptions>): Falcon;
}

export interface HastyClock extends Clock {
  /** All the waits that were asked for, in milliseconds. */
  readonly waits: readonly number[];
  skip(ms: number): void;
}

/** Follows real time, except that a wait is over at once and its time has passed. */
export function hastyClock(): HastyClock {
  let skipped = 0;
  const waits: number[] = [];
  return {
    waits,
    now: () => Date.now() + skipped,
    skip: (ms) => void (skipped += ms),
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      waits.push(ms);
      skipped += ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

export async function bed(options: Partial<FalconOptions> = {}): Promise<Bed> {
  const server = await startScripted();
  onTestFinished(server.stop);
  const clock = hastyClock();
  const logged: string[] = [];
  const calls: Observed[] = [];
  const dates: number[] = [];
  const another = (more: Partial<FalconOptions> = {}): Falcon =>
    createFalcon({
      baseUrl: server.url,
      clientId: "client-1",
      clientSecret: new Secret(SECRET),
      clock,
      log: recording(logged),
      version: "9.9.9",
      random: () => 0.5,
      onCall: (call) => void calls.push(call),
      onServerDate: (ms) => void dates.push(ms),
      ...options,
      ...more,
    });
  return { server, falcon: another(), clock, logged, calls, dates, another };
}

/** The FalconError that the call ends in. */
export async function errorOf(work: Promise<unknown>): Promise<FalconError> {
  const error: unknown = await work.then(
    () => new Error("the call succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof FalconError) return error;
  throw error;
}

function recording(lines: string[]): Log {
  const write = (message: string, fields: object = {}): void => {
    lines.push(`${message} ${JSON.stringify(fields, (_, value: unknown) => readable(value))}`);
  };
  return { debug: write, info: write, warn: write, error: write, child: () => recording(lines) };
}

const readable = (value: unknown): unknown =>
  value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value;
