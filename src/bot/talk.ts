/**
 * Which turns are talk for whoever follows their thread: lines that nobody addressed to us, and
 * addressed ones that begin with no command of ours, where a platform shows us no others.
 */
import type { Turn } from "../chat/turn.ts";
import type { Talk } from "./ports.ts";
import type { Registry } from "./registry.ts";

/** The line; undefined for everything that is an ordinary turn. */
export async function talkIn<Services>(
  turn: Turn,
  registry: Registry<Services>,
  talk: Talk | undefined,
): Promise<string | undefined> {
  const { input, place } = turn;
  if (input.kind === "talk") return input.text;
  if (input.kind !== "line" || talk?.follows(place) !== true) return undefined;
  const [word = ""] = input.text.trim().split(/\s/, 1);
  if (registry.find(word) !== undefined) return undefined;
  return (await talk.hears(input.text, turn)) ? input.text : undefined;
}

/** One after the other for each thread: lines keep the order in which they were typed. */
export function createTurnTaking(): <T>(thread: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (thread, work) => {
    const before = tails.get(thread) ?? Promise.resolve();
    const running = before.then(work, work);
    const tail = running.then(
      () => undefined,
      () => undefined,
    );
    tails.set(thread, tail);
    void tail.then(() => {
      if (tails.get(thread) === tail) tails.delete(thread);
    });
    return running;
  };
}
