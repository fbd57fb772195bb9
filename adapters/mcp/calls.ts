/**
 * A call is a turn like any other: stored, answered by the bot, the answer handed back to
 * whoever waits for it. Nobody waits for a turn that a dead process left behind.
 */
import type { Bot } from "../../src/chat/adapter.ts";
import type { Answer, Turn } from "../../src/chat/turn.ts";

interface Waiting {
  answer(answer: Answer): void;
  working(): void;
}

/** One for the adapter; turns are told apart by their id. */
export interface Calls {
  /** Undefined when no answer came: the process is stopping, or the caller gave up. */
  ask(
    bot: Pick<Bot, "accept">,
    turn: Turn,
    signal: AbortSignal,
    working: () => void,
  ): Promise<Answer | undefined>;
  answer(turn: Turn, answer: Answer): void;
  working(turn: Turn): void;
}

/** A caller that gives up does not stop the turn: its request may be stored by then. */
export function createCalls(): Calls {
  const waiting = new Map<string, Waiting>();
  return {
    async ask(bot, turn, signal, working) {
      const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
      const giveUp = (): void => resolve(undefined);
      waiting.set(turn.id, { answer: resolve, working });
      signal.addEventListener("abort", giveUp, { once: true });
      try {
        if (signal.aborted) return undefined;
        const { stored, done } = bot.accept(turn);
        // What went wrong with storing is part of the answer.
        stored.catch(() => undefined);
        void done.then(giveUp, giveUp);
        return await promise;
      } finally {
        signal.removeEventListener("abort", giveUp);
        waiting.delete(turn.id);
      }
    },
    answer: (turn, answer) => waiting.get(turn.id)?.answer(answer),
    working: (turn) => waiting.get(turn.id)?.working(),
  };
}
