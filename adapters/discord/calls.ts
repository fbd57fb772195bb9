/**
 * REST calls through the SDK's queues, each failure as one of `call-errors.ts`. The SDK's own
 * retries are off: it would repeat what must not be repeated. What may be is repeated once here.
 */
import type { REST } from "discord.js";
import type { Log } from "./log.ts";
import { CallRefused, CallUncertain, CallUnsent, readCallError } from "./call-errors.ts";
import type { Refusals } from "./refusals.ts";

/** The HTTP methods of Discord's REST interface. */
export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
/** Without host and version; the SDK adds both. */
export type Path = `/${string}`;

/** A part of a multipart body, as the SDK takes it. */
export interface FileUpload {
  readonly name: string;
  readonly data: Buffer;
  readonly contentType: string;
}

/** What goes along with a call, and whether it may be made twice. */
export interface CallOptions {
  readonly body?: unknown;
  readonly query?: URLSearchParams;
  readonly files?: readonly FileUpload[];
  /** Asking twice does no harm. */
  readonly repeatable?: boolean;
  /** Carries its right in its address; the bot's token stays at home. */
  readonly isOpen?: boolean;
  /** Where it writes: refusals are counted there, and named by `explain`. */
  readonly channel?: string;
}

/**
 * @throws CallRefused, CallUnsent or CallUncertain; PlaceGone for a channel that is left alone for a while
 */
export interface Calls {
  call(method: Method, path: Path, options?: CallOptions): Promise<unknown>;
}

const FORBIDDEN = 403;
const UNAUTHORIZED = 401;

/** Limits are sat out by the SDK's queues, so they show as a slow answer and not as an error. */
export function createCalls(parts: {
  readonly rest: REST;
  readonly refusals: Refusals;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Names the missing permission and the channel. */
  explain(channel: string, refusal: CallRefused): string;
  /** The bot's token stopped working: the SDK has forgotten it already. */
  onDeadToken(): void;
}): Calls {
  const { rest, refusals, log, signal } = parts;

  async function once(method: Method, path: Path, options: CallOptions): Promise<unknown> {
    const what = `${method} ${withoutTokens(path)}`;
    const { body, query, files, isOpen = false, channel } = options;
    signal.throwIfAborted();
    const sent = rest.request({
      method: method as never,
      fullRoute: path,
      auth: !isOpen,
      signal,
      ...(body === undefined ? {} : { body }),
      ...(query === undefined ? {} : { query }),
      ...(files === undefined || files.length === 0 ? {} : { files: [...files] }),
    });
    try {
      const answer = await unlessStopped(sent);
      if (channel !== undefined) refusals.accepted(channel);
      return answer;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw judged(readCallError(what, error), isOpen, channel);
    }
  }

  /** The SDK sits out limits without looking at the signal. */
  async function unlessStopped<T>(work: Promise<T>): Promise<T> {
    const stopped = Promise.withResolvers<never>();
    const stop = (): void => stopped.reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([work, stopped.promise]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  function judged(error: Error, isOpen: boolean, channel: string | undefined): Error {
    if (!(error instanceof CallRefused)) return error;
    if (error.status === UNAUTHORIZED && !isOpen) parts.onDeadToken();
    if (error.status !== FORBIDDEN || channel === undefined) return error;
    const why = parts.explain(channel, error);
    log.warn("discord does not let us", { channel, why, code: error.code });
    refusals.refused(channel, why);
    return new CallRefused(why, error.status, error.code);
  }

  return {
    async call(method, path, options = {}) {
      if (options.channel !== undefined) refusals.check(options.channel);
      try {
        return await once(method, path, options);
      } catch (error) {
        const isLost = error instanceof CallUncertain || error instanceof CallUnsent;
        if (!isLost || options.repeatable !== true) throw error;
        return once(method, path, options);
      }
    },
  };
}

/** Interaction tokens are rights, and stay out of messages. */
const withoutTokens = (path: string): string =>
  path.replace(/^(\/(?:interactions|webhooks)\/[^/]+\/)[^/]+/, "$1…");
