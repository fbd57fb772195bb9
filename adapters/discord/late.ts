/**
 * Interactions that came too late to be answered, mostly replayed after a broken connection.
 * Nothing is done for them; each person gets one word about all of theirs.
 */
import { PlaceGone } from "../../src/chat/adapter.ts";
import { card, text } from "../../src/chat/card.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import type { Log } from "./log.ts";
import { SURFACE } from "./parse.ts";
import type { Posts } from "./posts.ts";

/** They come in bursts: one word for all of them. */
const SETTLE_MS = SECOND;
/** People told while the connection is bad; more would be a flood. */
const MOST_PEOPLE = 25;

/** Returns at once; the word is said a second later. */
export interface Late {
  tell(user: string, channel: string, interaction: string): void;
}

export function createLate(parts: {
  readonly posts: Posts;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Late {
  const { posts, clock, log, signal } = parts;
  const waiting = new Map<string, { readonly channel: string; readonly first: string; count: number }>();

  async function tellOne(user: string): Promise<void> {
    await clock.sleep(SETTLE_MS, signal);
    const late = waiting.get(user);
    waiting.delete(user);
    if (late === undefined) return;
    const what = late.count === 1 ? "Something you said" : `${late.count} things you said`;
    const word = card(
      "Too late",
      text(`${what} reached me too late to be answered. Nothing was done; say it again.`),
    );
    const key = `late:${late.first}`;
    try {
      await posts.direct({ id: user }, word, key);
    } catch (error) {
      if (!(error instanceof PlaceGone) || late.channel === "") throw error;
      await posts.post({ surface: SURFACE, channel: late.channel }, word, key);
    }
  }

  return {
    tell(user, channel, interaction) {
      log.warn("an interaction came too late and was dropped", { user, interaction });
      const known = waiting.get(user);
      if (known !== undefined) known.count += 1;
      if (known !== undefined || waiting.size >= MOST_PEOPLE) return;
      waiting.set(user, { channel, first: interaction, count: 1 });
      tellOne(user).catch((error: unknown) => {
        if (!signal.aborted) log.warn("a person could not be told", { user, error: String(error) });
      });
    },
  };
}
