/** The line under the bot's name: frozen or not, and how many requests wait for a decision. */
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import type { Log } from "./log.ts";

/** What everybody in the guild may know without asking. */
export interface Pulse {
  readonly isFrozen: boolean;
  readonly openRequests: number;
}

/** Discord takes five updates in twenty seconds. */
const SETTLE_MS = 5 * SECOND;
const IDLE_WORDS = "/falcon help";

/** Never rejects: it is only a word beside the name. */
export interface Presence {
  changed(): void;
  /** Shows it at once: after signing in. */
  show(): Promise<void>;
}

/** At most one update in five seconds; `dnd` while everything is frozen. */
export function createPresence(parts: {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly pulse: (() => Promise<Pulse>) | undefined;
  set(words: string, isBusy: boolean): void;
}): Presence {
  const { clock, log, signal, pulse } = parts;
  let shown = "";
  let isWaiting = false;

  async function show(): Promise<void> {
    try {
      const now = await pulse?.();
      const words = now === undefined ? IDLE_WORDS : wordsOf(now);
      if (words === shown || signal.aborted) return;
      parts.set(words, now?.isFrozen === true);
      shown = words;
    } catch (error) {
      log.warn("the presence could not be shown", { error: String(error) });
    }
  }

  async function settle(): Promise<void> {
    await clock.sleep(SETTLE_MS, signal);
    isWaiting = false;
    await show();
  }

  return {
    show: () => {
      shown = "";
      return show();
    },
    changed() {
      if (isWaiting || signal.aborted) return;
      isWaiting = true;
      settle().catch((error: unknown) => {
        isWaiting = false;
        if (!signal.aborted) log.warn("the presence could not be shown", { error: String(error) });
      });
    },
  };
}

function wordsOf({ isFrozen, openRequests }: Pulse): string {
  const open =
    openRequests === 0 ? "" : `${openRequests} ${openRequests === 1 ? "request waits" : "requests wait"}`;
  return [isFrozen ? "frozen" : "", open].filter((part) => part !== "").join(" · ") || IDLE_WORDS;
}
