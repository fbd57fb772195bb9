/**
 * A call from beginning to end: turn in the governor, token, the wire, one renewal after
 * 401, retries by the rules. What comes out is a parsed reply or a FalconError, in time.
 */
import type { z } from "zod";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Call, Reply } from "./call.ts";
import type { Courier } from "./courier.ts";
import { isEnvelope } from "./envelope.ts";
import { FalconError } from "./errors.ts";
import { hiddenFault, statusFault, stopped, tooLate, unreadable } from "./faults.ts";
import type { Family, Governor, Priority } from "./governor.ts";
import { repeat, type RepeatParts } from "./repeat.ts";
import type { TokenKeeper } from "./token.ts";
import { within } from "./within.ts";

export interface TimeLimits {
  /** One try, at most. */
  readonly readMs: number;
  readonly writeMs: number;
  /** A read with all its tries; a hung one is told to a person within 32 s. */
  readonly readDeadlineMs: number;
  /** A write with all that precedes it; begun, it has its whole `writeMs`. */
  readonly writeDeadlineMs: number;
  /** How long people wait for a rate limit before they are told instead. */
  readonly patienceMs: number;
}

/** 10 s a try and 28 s in all keep a hung read below the 32 s in which a person has to be told. */
export const TIME_LIMITS: TimeLimits = {
  readMs: 10 * SECOND,
  writeMs: 20 * SECOND,
  readDeadlineMs: 28 * SECOND,
  writeDeadlineMs: 30 * SECOND,
  patienceMs: 10 * SECOND,
};

/** Times are milliseconds; unless given, the client's `TimeLimits`. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long waits for the rate limit may be together before the person is told instead. */
  readonly maxWaitMs?: number;
  readonly deadlineMs?: number;
  readonly priority?: Priority;
}

/** A call and what its answer has to look like; the methods of `endpoints/` are made of these. */
export interface Endpoint<Row> extends Call {
  readonly family: Family;
  /**
   * A read may be repeated, and so may a change that is the same when made twice; any other
   * write only when it certainly did nothing.
   */
  readonly isRead: boolean;
  /** Asks for one thing alone: an error inside a 2xx without resources is the answer, also to a write. */
  readonly isAboutOne?: boolean;
  /** How long Falcon may keep the call open on purpose, beyond the usual limits. */
  readonly waitMs?: number;
  readonly reply: z.ZodType<Row>;
}

/** Rejects with a FalconError, or with what `save` threw; `effect` says what a write may have done. */
export type Ask = <Row>(endpoint: Endpoint<Row>, options?: CallOptions) => Promise<Row>;

/** Each try asks the governor, then the token keeper, then the courier. */
export interface AskParts extends RepeatParts {
  readonly courier: Courier;
  readonly governor: Governor;
  readonly tokens: TokenKeeper;
  readonly limits: TimeLimits;
  readonly clock: Clock;
}

/** The moments that bound one call. */
interface Bounds {
  /** No try begins after this. */
  readonly startBy: number;
  readonly patientUntil: number;
  /** When a try that begins at `now` is given up. */
  readonly tryMs: (now: number) => number;
}

/** The one way to Falcon for every endpoint. */
export function createAsk(parts: AskParts): Ask {
  const { courier, governor, tokens, clock } = parts;

  return async function ask<Row>(endpoint: Endpoint<Row>, options: CallOptions = {}): Promise<Row> {
    const { method, path, isRead } = endpoint;
    const { signal } = options;
    const bounds = boundsOf(endpoint, options, parts.limits, clock.now());
    const { startBy, patientUntil } = bounds;
    try {
      return await repeat(parts, { method, path, isRead, signal, startBy, patientUntil }, async () => {
        const until = Math.min(patientUntil, startBy);
        await governor.enter(endpoint.family, { until, signal, priority: options.priority });
        return read(endpoint, await signed(endpoint, bounds, signal));
      });
    } catch (error) {
      // Waits end with the caller's own reason; nothing was under way then.
      if (error instanceof FalconError || signal?.aborted !== true) throw error;
      throw stopped(endpoint, "none");
    }
  };

  /** With a token; a 401 costs exactly one more, for however many calls saw it. */
  async function signed(
    endpoint: Endpoint<unknown>,
    bounds: Bounds,
    signal: AbortSignal | undefined,
  ): Promise<Reply> {
    const inTime = <T>(work: Promise<T>): Promise<T> =>
      within(work, {
        ms: bounds.startBy - clock.now(),
        signal,
        late: () => tooLate(endpoint),
        stopped: () => stopped(endpoint, "none"),
      });
    const send = (token: string): Promise<Reply> => {
      const timeoutMs = bounds.tryMs(clock.now());
      if (timeoutMs <= 0) throw tooLate(endpoint);
      const authorization = `Bearer ${token}`;
      return courier.send(endpoint, { authorization, timeoutMs, isWrite: !endpoint.isRead, signal });
    };
    const token = await inTime(tokens.get());
    const reply = await send(token);
    if (reply.status !== 401) return reply;
    const other = await inTime(tokens.replace(token));
    if (other === undefined) return reply;
    const second = await send(other);
    tokens.tried(second.status !== 401);
    return second;
  }

  function read<Row>(endpoint: Endpoint<Row>, reply: Reply): Row {
    const retryAt = governor.learn(reply.status, reply.header);
    const fault = statusFault(endpoint, reply, retryAt);
    if (fault !== undefined) throw fault;
    if (endpoint.save !== undefined) return endpoint.reply.parse(reply.body);
    // What was deleted is often answered with nothing at all.
    const body = reply.body ?? (endpoint.method === "DELETE" ? { resources: [] } : undefined);
    if (!isEnvelope(body)) throw unreadable(endpoint, reply.status, "no envelope");
    const { isRead, isAboutOne = false } = endpoint;
    const hidden = isRead || isAboutOne ? hiddenFault(endpoint, reply, isAboutOne) : undefined;
    if (hidden !== undefined) throw hidden;
    const parsed = endpoint.reply.safeParse(body);
    if (!parsed.success) throw unreadable(endpoint, reply.status, "an envelope of another shape");
    return parsed.data;
  }
}

function boundsOf(
  { isRead, waitMs = 0 }: Endpoint<unknown>,
  options: CallOptions,
  limits: TimeLimits,
  now: number,
): Bounds {
  const deadlineMs = options.deadlineMs ?? (isRead ? limits.readDeadlineMs : limits.writeDeadlineMs);
  const patientUntil = now + (options.maxWaitMs ?? limits.patienceMs);
  if (isRead) {
    const deadlineAt = now + deadlineMs + waitMs;
    const tryMs = (at: number): number => Math.min(limits.readMs + waitMs, deadlineAt - at);
    return { startBy: deadlineAt, patientUntil, tryMs };
  }
  // Cut short, a write is one whose outcome nobody knows; so it begins in time or not at all.
  return {
    startBy: Math.max(now, now + deadlineMs - limits.writeMs),
    patientUntil,
    tryMs: () => limits.writeMs + waitMs,
  };
}
