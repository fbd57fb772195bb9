/**
 * One token per client: fetched once however many ask, renewed before it lapses, dropped
 * when Falcon no longer takes it. A failed sign-in is not repeated at once, so that a
 * revoked client does not hammer the token service. Source: POST /oauth2/token.
 */
import { MINUTE, SECOND, type Clock } from "../lib/clock.ts";
import { singleFlight } from "../lib/single-flight.ts";
import type { FalconError } from "./errors.ts";

export interface Token {
  readonly value: string;
  /** Seconds, as Falcon tells. */
  readonly expiresIn: number;
}

const RENEW_BEFORE_MS = 3 * MINUTE;
const FIRST_REST_MS = 5 * SECOND;
const LONGEST_REST_MS = MINUTE;

export interface TokenKeeper {
  get(): Promise<string>;
  /** This token was answered with 401; a newer one is left alone. */
  drop(value: string): void;
  current(): string | undefined;
}

export function createTokenKeeper(parts: {
  readonly clock: Clock;
  readonly fetch: () => Promise<Token>;
}): TokenKeeper {
  const { clock } = parts;
  let token: { readonly value: string; readonly renewAt: number } | undefined;
  let failure: { readonly error: unknown; readonly until: number } | undefined;
  let failures = 0;

  const renew = singleFlight(async (): Promise<string> => {
    try {
      const { value, expiresIn } = await parts.fetch();
      const life = expiresIn * SECOND;
      token = { value, renewAt: clock.now() + Math.max(life - RENEW_BEFORE_MS, life / 2) };
      failures = 0;
      failure = undefined;
      return value;
    } catch (error) {
      if (isRefusal(error)) {
        failures += 1;
        const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1));
        failure = { error, until: clock.now() + rest };
      }
      throw error;
    }
  });

  return {
    current: () => token?.value,
    async get() {
      if (token !== undefined && clock.now() < token.renewAt) return token.value;
      if (failure !== undefined && clock.now() < failure.until) throw failure.error;
      return renew();
    },
    drop(value) {
      if (token?.value === value) token = undefined;
    },
  };
}

const isRefusal = (error: unknown): boolean => (error as Partial<FalconError>).kind === "auth";
