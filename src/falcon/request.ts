/**
 * A call from beginning to end: turn in the governor, token, the wire, wrong-cloud
 * redirects, one renewal after 401, retries by the rules. What comes out is a parsed
 * reply or a FalconError.
 */
import type { z } from "zod";
import { SECOND, type AnchoredClock, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Secret } from "../lib/secret.ts";
import { redirectTarget } from "./cloud.ts";
import { FalconError } from "./errors.ts";
import type { Family, Governor } from "./governor.ts";
import { statusFault, type Call, type Reply, type Wire } from "./http.ts";
import { pauseBefore } from "./retry.ts";
import { createTokenKeeper, type Token, type TokenKeeper } from "./token.ts";

const READ_DEADLINE_MS = 28 * SECOND;
const WRITE_TIMEOUT_MS = 20 * SECOND;
const PATIENCE_MS = 10 * SECOND;
/** A cloud that sends us on more often than this leads nowhere. */
const MOST_REDIRECTS = 2;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long a wait for the rate limit may be before the person is told instead. */
  readonly maxWaitMs?: number;
  readonly deadlineMs?: number;
}

export interface Endpoint<Reply> extends Omit<Call, "signal" | "timeoutMs"> {
  readonly family: Family;
  /** A read may be repeated; a write only when it certainly did nothing. */
  readonly isRead: boolean;
  readonly reply: z.ZodType<Reply>;
}

export type Ask = <R>(endpoint: Endpoint<R>, options?: CallOptions) => Promise<R>;

export interface Observed {
  readonly method: string;
  readonly path: string;
  readonly outcome: number | FalconError["kind"];
  readonly ms: number;
}

export interface RequestParts {
  readonly wire: Wire;
  readonly governor: Governor;
  readonly clock: Clock & Partial<Pick<AnchoredClock, "witness">>;
  readonly random: () => number;
  readonly log: Log;
  readonly address: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly memberCid: string | undefined;
  readonly onCall: (observed: Observed) => void;
}

export interface Requester {
  readonly ask: Ask;
  readonly tokens: TokenKeeper;
  /** Where calls go now, and the region that the last answer named. */
  address(): string;
  region(): string | undefined;
  /** One raw call to the token service. */
  plain(call: Call, token: string | undefined): Promise<Reply>;
}

export function createRequester(parts: RequestParts): Requester {
  const { wire, governor, clock, random, log } = parts;
  let address = parts.address;
  let region: string | undefined;

  /** Sends once, follows a 308 to where it may be followed. */
  async function plain(call: Call, token: string | undefined): Promise<Reply> {
    for (let redirects = 0; ; redirects += 1) {
      const from = address;
      const reply = await timed(call, () => wire.send(from, call, token));
      const date = Date.parse(reply.header("date") ?? "");
      if (Number.isFinite(date)) clock.witness?.(date);
      region = reply.header("x-cs-region") ?? region;
      if (reply.status !== 308) return reply;
      const target = redirectTarget(from, reply.header("x-cs-region"), reply.header("location"));
      if (target === undefined || redirects >= MOST_REDIRECTS) throw strayed(call);
      log.info("falcon sent us to another cloud", { from, to: target });
      address = target;
    }
  }

  async function timed(call: Call, work: () => Promise<Reply>): Promise<Reply> {
    const startedAt = clock.now();
    const seen = (outcome: Observed["outcome"]): void =>
      parts.onCall({ method: call.method, path: call.path, outcome, ms: clock.now() - startedAt });
    try {
      const reply = await work();
      seen(reply.status);
      return reply;
    } catch (error) {
      seen(error instanceof FalconError ? error.kind : "unavailable");
      throw error;
    }
  }

  async function fetchToken(): Promise<Token> {
    const form = {
      client_id: parts.clientId,
      client_secret: parts.clientSecret.use(),
      ...(parts.memberCid === undefined ? {} : { member_cid: parts.memberCid }),
    };
    const call: Call = { method: "POST", path: "/oauth2/token", form };
    return patiently(call, true, {}, async (signal) => {
      const reply = await plain({ ...call, signal }, undefined);
      const { access_token: value, expires_in: expiresIn } = (reply.body ?? {}) as Record<string, unknown>;
      if (reply.status < 300 && typeof value === "string" && value !== "") {
        return { value, expiresIn: typeof expiresIn === "number" ? expiresIn : 1_799 };
      }
      const retry = governor.learn(reply.status, reply.header);
      if (reply.status === 400 || reply.status === 401 || reply.status === 403) throw refusedSignIn(reply);
      throw statusFault(call, reply, retry) ?? unreadable(call);
    });
  }

  const tokens = createTokenKeeper({ clock, fetch: fetchToken });

  /** Repeats by the rules until the deadline. */
  async function patiently<T>(
    call: Call,
    isRead: boolean,
    options: CallOptions,
    work: (signal: AbortSignal | undefined) => Promise<T>,
  ): Promise<T> {
    const deadlineAt = clock.now() + (options.deadlineMs ?? READ_DEADLINE_MS);
    const patienceMs = options.maxWaitMs ?? PATIENCE_MS;
    for (let tries = 1; ; tries += 1) {
      try {
        return await work(options.signal);
      } catch (error) {
        if (!(error instanceof FalconError) || options.signal?.aborted === true) throw error;
        const pause = pauseBefore(error, {
          tries,
          isRead,
          now: clock.now(),
          deadlineAt,
          patienceMs,
          random: random(),
        });
        if (pause === undefined) throw error;
        log.debug("falcon is asked again", {
          method: call.method,
          path: call.path,
          tries,
          kind: error.kind,
          pause,
        });
        await clock.sleep(pause, options.signal);
      }
    }
  }

  async function ask<R>(endpoint: Endpoint<R>, options: CallOptions = {}): Promise<R> {
    const call: Call = {
      ...endpoint,
      signal: options.signal,
      ...(endpoint.isRead ? {} : { timeoutMs: WRITE_TIMEOUT_MS }),
    };
    return patiently(call, endpoint.isRead, options, async () => {
      await governor.enter(endpoint.family, options.maxWaitMs ?? PATIENCE_MS, options.signal);
      const reply = await signed(call);
      const fault = statusFault(call, reply, governor.learn(reply.status, reply.header));
      if (fault !== undefined) throw fault;
      const parsed = endpoint.reply.safeParse(reply.body ?? {});
      if (!parsed.success) throw unreadable(call, parsed.error);
      return parsed.data;
    });
  }

  /** With a token; a 401 costs exactly one more, for however many calls saw it. */
  async function signed(call: Call): Promise<Reply> {
    const token = await tokens.get();
    const reply = await plain(call, token);
    if (reply.status !== 401) return reply;
    tokens.drop(token);
    return plain(call, await tokens.get());
  }

  return { ask, tokens, plain, address: () => address, region: () => region };
}

function refusedSignIn(reply: Reply): FalconError {
  return new FalconError({
    kind: "auth",
    effect: "none",
    status: reply.status,
    hint: "Falcon refuses the sign-in. Check FALCON_CLIENT_ID, FALCON_CLIENT_SECRET and the API client's address allow-list.",
    message: `POST /oauth2/token: ${reply.status} (trace ${reply.header("x-cs-traceid") ?? "none"})`,
  });
}

const strayed = (call: Call): FalconError =>
  new FalconError({
    kind: "unexpected-reply",
    effect: "none",
    hint: "Falcon sent Falconer to an address that it does not trust. Set FALCON_CLOUD or FALCON_BASE_URL.",
    message: `${call.method} ${call.path}: redirected to an unknown place`,
  });

const unreadable = (call: Call, cause?: unknown): FalconError =>
  new FalconError({
    kind: "unexpected-reply",
    effect: "unknown",
    hint: "Falcon's answer was not understood.",
    message: `${call.method} ${call.path}: the answer has another shape`,
    cause,
  });
