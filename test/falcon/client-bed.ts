/** The real client beside a living neighbour, with a log that is kept. */
import { inspect } from "node:util";
import { createFalcon, type Falcon, type FalconOptions } from "../../src/falcon/client.ts";
import { FalconError } from "../../src/falcon/errors.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import type { Log } from "../../src/lib/log.ts";
import { Secret } from "../../src/lib/secret.ts";

export const CLIENT_ID = "0123456789abcdef0123456789abcdef";
export const CLIENT_SECRET = "kT9-a-secret-that-nobody-may-read-77";
export const AID = "a1".repeat(16);
export const CONTAIN = "/devices/entities/devices-actions/v2";
export const HOST_QUERY = "/devices/queries/devices/v1";
export const HOST_DETAILS = "/devices/entities/devices/v2";
export const ALERT_QUERY = "/alerts/queries/alerts/v2";
export const ALERT_DETAILS = "/alerts/entities/alerts/v2";

export interface ClientBed {
  readonly falcon: Falcon;
  /** Every line with all its fields, as deep as they go. */
  readonly lines: readonly string[];
}

export function clientFor(
  url: string | undefined,
  more: Partial<FalconOptions> & { readonly secret?: string } = {},
): ClientBed {
  const { secret = CLIENT_SECRET, ...options } = more;
  const lines: string[] = [];
  const write = (message: string, fields?: unknown): void => {
    lines.push(`${message} ${inspect(fields, { depth: 12, showHidden: true })}`);
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  const falcon = createFalcon({
    baseUrl: url,
    clientId: CLIENT_ID,
    clientSecret: new Secret(secret),
    clock: anchoredClock(),
    log,
    version: "test",
    random: () => 0,
    ...options,
  });
  return { falcon, lines };
}

/** The FalconError that the work ends with; anything else fails the test. */
export async function faultOf(work: Promise<unknown>): Promise<FalconError> {
  const outcome = await work.then(
    (value: unknown) => new Error(`it succeeded with ${inspect(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof FalconError) return outcome;
  throw outcome;
}

export async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const startedAt = performance.now();
  const value = await work;
  return { value, ms: performance.now() - startedAt };
}
