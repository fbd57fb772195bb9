/**
 * Web API calls: each in its lane, each failure as one of `call-errors.ts`. Nothing is
 * retried blindly; reads are asked for a second time when the answer was lost.
 */
import type { webApi } from "@slack/bolt";
import { SECOND } from "../../src/lib/clock.ts";
import { CallRefused, CallUncertain, CallUnsent, DEAD_TOKEN, readCallError } from "./call-errors.ts";
import type { LaneOptions, Lanes } from "./lanes.ts";
import { withoutNulls } from "./nulls.ts";

/** The body of an accepted call, not yet read by any schema, without nulls. */
export type Answer = Readonly<Record<string, unknown>>;

/** How a call waits and whether it may be made twice. */
export interface CallOptions extends LaneOptions {
  /** The channel, or whatever else the limit is counted by. */
  readonly lane?: string;
  /** Asking twice does no harm. */
  readonly repeatable?: boolean;
}

/** @throws CallRefused, CallLimited, CallUnsent or CallUncertain, and nothing else of the SDK's */
export interface Calls {
  call(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<Answer>;
  upload(args: Parameters<webApi.WebClient["filesUploadV2"]>[0], channel: string): Promise<void>;
}

/** Longest that somebody looking at the screen is kept waiting for a limit. */
export const INTERACTIVE_PATIENCE_MS = 10 * SECOND;

/** A dead token is confirmed with `auth.test` before `onDeadToken` is called. */
export function createCalls(parts: {
  readonly client: webApi.WebClient;
  readonly lanes: Lanes;
  /** The bot's token stopped working. */
  onDeadToken(code: string): void;
}): Calls {
  const { client, lanes } = parts;

  async function once(method: string, args: Readonly<Record<string, unknown>>): Promise<Answer> {
    try {
      return withoutNulls({ ...(await client.apiCall(method, { ...args })) });
    } catch (error) {
      const read = readCallError(method, error);
      if (read instanceof CallRefused && DEAD_TOKEN.has(read.code)) await confirmDead();
      throw read;
    }
  }

  /** `account_inactive` may speak of the person written to; only `auth.test` speaks of us. */
  async function confirmDead(): Promise<void> {
    try {
      await client.apiCall("auth.test");
    } catch (error) {
      const read = readCallError("auth.test", error);
      if (read instanceof CallRefused && DEAD_TOKEN.has(read.code)) parts.onDeadToken(read.code);
    }
  }

  return {
    call(method, args, options = {}) {
      const { lane = "", repeatable = false, ...laneOptions } = options;
      const work = async (): Promise<Answer> => {
        try {
          return await once(method, args);
        } catch (error) {
          const isLost = error instanceof CallUncertain || error instanceof CallUnsent;
          if (!repeatable || !isLost) throw error;
          return once(method, args);
        }
      };
      return lanes.run(method, lane, work, laneOptions);
    },
    upload: (args, channel) =>
      lanes.run("files.uploadV2", channel, async () => {
        try {
          await client.filesUploadV2(args);
        } catch (error) {
          throw readCallError("files.uploadV2", error);
        }
      }),
  };
}
