/**
 * Threads hang at messages and have the message's id. One is started when something is first
 * said in it, and woken when Discord has put it to sleep.
 */
import { clip, visible } from "../../src/chat/visible.ts";
import { CODE, CallRefused, isRefusal } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import { LIMITS } from "./limits.ts";
import type { Log } from "./log.ts";

const DAY_MINUTES = 1_440;
/** Where there can be no thread: in a thread, in a direct conversation, or without the right. */
const NO_THREAD: readonly number[] = [
  CODE.wrongChannelType,
  CODE.missingAccess,
  CODE.missingPermissions,
  CODE.unknownMessage,
  CODE.invalidForm,
];

export interface Threads {
  /** False when there can be none: then it is said in the channel, under the message. */
  open(channel: string, root: string, title: string): Promise<boolean>;
  /** Runs the work again once the thread is awake. */
  awake<T>(channel: string, work: () => Promise<T>): Promise<T>;
}

/** Public ones, asleep after a day without a word. */
export function createThreads(parts: { readonly calls: Calls; readonly log: Log }): Threads {
  const { calls, log } = parts;
  return {
    async open(channel, root, title) {
      const name = clip(visible(title).trim(), LIMITS.threadName).trim() || "Falcon";
      try {
        await calls.call("POST", `/channels/${channel}/messages/${root}/threads`, {
          body: { name, auto_archive_duration: DAY_MINUTES },
          repeatable: true,
        });
        return true;
      } catch (error) {
        if (isRefusal(error, CODE.threadExists)) return true;
        if (!(error instanceof CallRefused) || !NO_THREAD.includes(error.code)) throw error;
        log.warn("a thread could not be started", { channel, error: error.message });
        return false;
      }
    },
    async awake(channel, work) {
      try {
        return await work();
      } catch (error) {
        if (!isRefusal(error, CODE.archivedThread)) throw error;
        await calls.call("PATCH", `/channels/${channel}`, {
          body: { archived: false },
          channel,
          repeatable: true,
        });
        return work();
      }
    },
  };
}
