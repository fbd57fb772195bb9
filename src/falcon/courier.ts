/**
 * Brings one call to where Falcon is now: follows the wrong cloud's 308 as far as it may be
 * followed, with method and body kept, and tells whoever measures. Tries once.
 */
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Call, Reply } from "./call.ts";
import { redirectTarget, type CloudTable } from "./cloud.ts";
import { FalconError, type FalconErrorKind } from "./errors.ts";
import { strayed } from "./faults.ts";
import type { Sending, Wire } from "./http.ts";

/** A cloud that sends us on more often than this leads nowhere. */
const MOST_REDIRECTS = 2;

/** One exchange, for metrics. The path is a template: ids travel in the query and the body. */
export interface Observed {
  readonly method: string;
  readonly path: string;
  /** The HTTP status, or why none arrived. */
  readonly outcome: number | FalconErrorKind;
  readonly ms: number;
}

/**
 * `address` is where it begins; after a redirect the courier's own, newer one counts, for every
 * later call.
 */
export interface CourierParts {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly log: Log;
  readonly clouds: CloudTable;
  readonly address: string;
  readonly onCall: (observed: Observed) => void;
  /** Falcon's own clock, from the `Date` of every answer. */
  readonly onServerDate: (ms: number) => void;
}

export interface Courier {
  /** @throws FalconError when nothing readable arrived, or Falcon sends us where we do not go */
  send(call: Call, sending: Sending): Promise<Reply>;
  /** Where calls go now, and the region that the last answer named. */
  address(): string;
  region(): string | undefined;
}

/** One for each client: the address that a 308 told is remembered here, and later calls go there at once. */
export function createCourier(parts: CourierParts): Courier {
  const { wire, clock, log, clouds, onCall, onServerDate } = parts;
  let address = parts.address;
  let region: string | undefined;

  async function exchange(from: string, call: Call, sending: Sending): Promise<Reply> {
    const startedAt = clock.now();
    const seen = (outcome: Observed["outcome"]): void =>
      onCall({ method: call.method, path: call.path, outcome, ms: clock.now() - startedAt });
    try {
      const reply = await wire.send(from, call, sending);
      seen(reply.status);
      return reply;
    } catch (error) {
      seen(error instanceof FalconError ? error.kind : "unavailable");
      throw error;
    }
  }

  return {
    address: () => address,
    region: () => region,
    async send(call, sending) {
      for (let redirects = 0; ; redirects += 1) {
        const from = address;
        const reply = await exchange(from, call, sending);
        const date = Date.parse(reply.header("date") ?? "");
        if (Number.isFinite(date)) onServerDate(date);
        region = reply.header("x-cs-region") ?? region;
        if (reply.status !== 308) return reply;
        const target = redirectTarget(from, reply.header("x-cs-region"), reply.header("location"), clouds);
        if (target === undefined || redirects >= MOST_REDIRECTS) throw strayed(call);
        log.info("falcon sent us to another cloud", { from, to: target });
        address = target;
      }
    },
  };
}
