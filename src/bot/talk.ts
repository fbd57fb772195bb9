/**
 * Which turns are talk for whoever follows their thread: lines that nobody addressed to us, and
 * addressed ones that begin with no command of ours, where a platform shows us no others.
 */
import type { Turn } from "../chat/turn.ts";
import type { Clock } from "../lib/clock.ts";
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

/** Platforms deliver on several connections at once: lines typed together may come in another order. */
const SETTLE_MS = 20;

interface Waiting {
  readonly order: string;
  start(): Promise<void>;
}

/** One after the other for each thread, in the order in which they were typed. */
export function createTurnTaking(
  clock: Clock,
): <T>(turn: Pick<Turn, "place" | "order">, work: () => Promise<T>) => Promise<T> {
  const threads = new Map<string, Waiting[]>();

  async function serve(thread: string, waiting: Waiting[]): Promise<void> {
    await clock.sleep(SETTLE_MS);
    while (waiting.length > 0) {
      waiting.sort((a, b) => a.order.length - b.order.length || (a.order < b.order ? -1 : 1));
      await waiting.shift()?.start();
    }
    threads.delete(thread);
  }

  return <T>({ place, order = "" }: Pick<Turn, "place" | "order">, work: () => Promise<T>): Promise<T> => {
    const { channel, thread = "" } = place;
    const key = `${channel} ${thread}`;
    const queue = threads.get(key) ?? [];
    const done = Promise.withResolvers<T>();
    queue.push({
      order,
      // Whoever waits for it hears of a failure; the next line has its turn all the same.
      start: () => work().then(done.resolve, done.reject),
    });
    if (!threads.has(key)) {
      threads.set(key, queue);
      void serve(key, queue);
    }
    return done.promise;
  };
}
