/**
 * One token per client: fetched once however many ask, renewed before it lapses, replaced
 * when Falcon no longer takes it. What failed is not repeated at once, so that a revoked
 * client does not hammer the token service. Source: POST /oauth2/token.
 */
import { MINUTE, SECOND, type Clock } from "../lib/clock.ts";
import { singleFlight } from "../lib/single-flight.ts";
import { FalconError } from "./errors.ts";

/** Falcon issues them for 1,799 s and gives no refresh token: a new one is asked for. */
export interface Token {
  readonly value: string;
  /** Seconds, as Falcon tells. */
  readonly expiresIn: number;
}

const RENEW_BEFORE_MS = 3 * MINUTE;
const FIRST_REST_MS = 5 * SECOND;
const LONGEST_REST_MS = MINUTE;

export interface TokenKeeper {
  /** A token that should do. Throws the last failure at once while a rest lasts. */
  get(): Promise<string>;
  /**
   * After a 401 for `refused`: another token, which somebody else may have fetched already;
   * undefined while renewing has proved to be of no use.
   */
  replace(refused: string): Promise<string | undefined>;
  /** Whether the token that replaced a refused one was taken. */
  tried(wasTaken: boolean): void;
  /** Forgets the token, for instance because it was given back. */
  drop(): void;
  current(): string | undefined;
}

interface Held {
  readonly value: string;
  readonly renewAt: number;
  readonly lapsesAt: number;
}

/** `fetch` is called once at a time. Its failure is kept for 1 s, a refused sign-in for 5 s to a minute. */
export function createTokenKeeper(parts: {
  readonly clock: Clock;
  readonly fetch: () => Promise<Token>;
}): TokenKeeper {
  const { clock } = parts;
  let held: Held | undefined;
  let failure: { readonly error: unknown; readonly until: number } | undefined;
  let refusals = 0;
  /** A permanent 401 of one service must not cost a token per call, nor stop the others. */
  let useless = { times: 0, until: 0 };

  const renew = singleFlight(async (): Promise<string> => {
    try {
      const { value, expiresIn } = await parts.fetch();
      const life = expiresIn * SECOND;
      const now = clock.now();
      held = { value, renewAt: now + Math.max(life - RENEW_BEFORE_MS, life / 2), lapsesAt: now + life };
      refusals = 0;
      failure = undefined;
      return value;
    } catch (error) {
      const isRefusal = error instanceof FalconError && error.kind === "auth";
      refusals = isRefusal ? refusals + 1 : 0;
      // Only a refusal is worth a rest that grows; a service that stumbled may be well in a second.
      failure = { error, until: clock.now() + (isRefusal ? restAfter(refusals) : SECOND) };
      throw error;
    }
  });

  async function get(): Promise<string> {
    const now = clock.now();
    if (held !== undefined && now < held.renewAt) return held.value;
    // Until it lapses it is good, whether or not it could be renewed early.
    const spare = held !== undefined && now < held.lapsesAt ? held.value : undefined;
    if (failure !== undefined && now < failure.until) {
      if (spare !== undefined) return spare;
      throw failure.error;
    }
    const renewal = renew();
    if (spare === undefined) return renewal;
    // Nobody has to wait for it, and why it fails is kept in `failure`.
    renewal.catch(() => undefined);
    return spare;
  }

  return {
    get,
    current: () => held?.value,
    async replace(refused) {
      if (held?.value === refused) {
        if (clock.now() < useless.until) return undefined;
        held = undefined;
      }
      return get();
    },
    tried(wasTaken) {
      const times = wasTaken ? 0 : useless.times + 1;
      useless = { times, until: wasTaken ? 0 : clock.now() + restAfter(times) };
    },
    drop() {
      held = undefined;
    },
  };
}

/** 5 s, 10 s, 20 s, 40 s, then a minute. */
export const restAfter = (times: number): number =>
  Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.max(0, times - 1));
