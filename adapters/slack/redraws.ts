/**
 * Things that are put up anew with each edit of a message, at most once a minute: until then
 * the newest of them waits, so that a busy card does not fill its thread. What is up already
 * is left alone.
 */
import type { Clock } from "../../src/lib/clock.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import type { Log } from "./log.ts";

const AGAIN_AFTER_MS = MINUTE;
/** Slots remembered; what is put into an older one counts as its first. */
const REMEMBERED = 2_000;

/** `before`: what stood in the slot. */
type Write = (before: string | undefined) => Promise<void>;

export interface Redraws {
  /** `state` tells contents apart. Resolves once it is written, or waits to be. */
  submit(slot: string, state: string, write: Write): Promise<void>;
}

interface Slot {
  readonly name: string;
  state: string | undefined;
  writtenAt: number;
  next: { readonly state: string; readonly write: Write } | undefined;
  isBusy: boolean;
}

/** Uploads are not edited by Slack: each new state is another file in the thread. */
export function createRedraws(parts: {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}): Redraws {
  const { clock, signal, log } = parts;
  const slots = new Map<string, Slot>();

  function slotOf(name: string): Slot {
    const known = slots.get(name);
    if (known !== undefined) return known;
    const [oldest] = slots.keys();
    if (slots.size >= REMEMBERED && oldest !== undefined) slots.delete(oldest);
    const slot: Slot = { name, state: undefined, writtenAt: -Infinity, next: undefined, isBusy: false };
    slots.set(name, slot);
    return slot;
  }

  async function writeNow(slot: Slot, state: string, write: Write): Promise<void> {
    await write(slot.state);
    slot.state = state;
    slot.writtenAt = clock.now();
  }

  async function writeLater(slot: Slot): Promise<void> {
    slot.isBusy = true;
    try {
      while (slot.next !== undefined) {
        await clock.sleep(slot.writtenAt + AGAIN_AFTER_MS - clock.now(), signal);
        const { next } = slot;
        slot.next = undefined;
        if (next !== undefined) await writeNow(slot, next.state, next.write);
      }
    } catch (error) {
      // The next edit brings the newest state along.
      if (!signal.aborted) log.warn("a file was not put up again", { slot: slot.name, error: String(error) });
    } finally {
      slot.isBusy = false;
    }
  }

  return {
    async submit(name, state, write) {
      const slot = slotOf(name);
      if (slot.state === state) {
        slot.next = undefined;
        return;
      }
      if (slot.isBusy || clock.now() - slot.writtenAt < AGAIN_AFTER_MS) {
        slot.next = { state, write };
        if (!slot.isBusy) void writeLater(slot);
        return;
      }
      slot.isBusy = true;
      try {
        await writeNow(slot, state, write);
      } finally {
        void writeLater(slot);
      }
    },
  };
}
