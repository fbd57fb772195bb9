/**
 * Edits of one message, at most one a second: while one is on its way the newest of those
 * that follow replaces the others, and all of them are done when it is.
 */
import type { Clock } from "../lib/clock.ts";
import { SECOND } from "../lib/clock.ts";

const EDIT_EVERY_MS = SECOND;

/** One for a whole adapter: messages do not wait for one another. */
export interface Edits {
  /** Resolves when this content or a newer one is on the screen. */
  submit(message: string, write: () => Promise<void>): Promise<void>;
}

interface Pending {
  write: () => Promise<void>;
  readonly done: PromiseWithResolvers<void>;
}

/** The pace is ours, below what platforms allow: an edited card need not show every state on the way. */
export function createEdits(parts: { readonly clock: Clock; readonly signal: AbortSignal }): Edits {
  const { clock, signal } = parts;
  /** Messages being edited now, with what comes next. */
  const busy = new Map<string, { next: Pending | undefined }>();

  async function writeAll(message: string, first: Pending): Promise<void> {
    const slot: { next: Pending | undefined } = { next: undefined };
    busy.set(message, slot);
    for (let current: Pending | undefined = first; current !== undefined; current = slot.next) {
      slot.next = undefined;
      const startedAt = clock.now();
      await current.write().then(current.done.resolve, current.done.reject);
      try {
        await clock.sleep(EDIT_EVERY_MS - (clock.now() - startedAt), signal);
      } catch (stopped) {
        rejectNext(slot, stopped);
        break;
      }
    }
    busy.delete(message);
  }

  const rejectNext = (slot: { readonly next: Pending | undefined }, reason: unknown): void =>
    slot.next?.done.reject(reason);

  return {
    submit(message, write) {
      const slot = busy.get(message);
      if (slot?.next !== undefined) {
        slot.next.write = write;
        return slot.next.done.promise;
      }
      const pending: Pending = { write, done: Promise.withResolvers<void>() };
      if (slot === undefined) void writeAll(message, pending);
      else slot.next = pending;
      return pending.done.promise;
    },
  };
}
