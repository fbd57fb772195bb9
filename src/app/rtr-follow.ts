/**
 * Follows the commands of the RTR shell until their output is printed: the one that was just
 * typed, and those that wait until somebody else agrees, while one goes on typing.
 */
import type { Screen } from "../../adapters/terminal/rtr-screen.ts";
import { commandTitle } from "../rtr/cards/words.ts";
import { card, type Card } from "../chat/card.ts";
import { SECOND } from "../lib/clock.ts";
import type { RtrEntryRow } from "../store/rtr-rows.ts";
import type { Core } from "./core.ts";
import { printEntry } from "./rtr-print.ts";

export const LOOK_MS = SECOND / 10;
const HINT_AFTER_MS = 5 * SECOND;

export interface Following {
  /** Resolves when the command's output stands on the screen. */
  now(id: string): Promise<void>;
  /** Prints it whenever it comes, above whatever is being typed then. */
  later(id: string): void;
  /** The command that the prompt waits for. */
  foreground(): string | undefined;
  /** Commands that wait for somebody else, or run because somebody agreed. */
  waiting(): number;
  /** When those have ended. */
  settled(): Promise<void>;
}

export interface FollowParts {
  readonly core: Core;
  readonly screen: Screen;
  readonly draw: (card: Card) => string;
  /** Puts text above the prompt without losing what is being typed. */
  readonly above: (text: string) => void;
  /** A command has ended, and its output is known. */
  readonly onEnd: (entry: RtrEntryRow) => Promise<void>;
}

export function followCommands({ core, screen, draw, above, onEnd }: FollowParts): Following {
  const { store, clock, log } = core;
  const later = new Set<Promise<void>>();
  let foreground: string | undefined;

  async function ended(id: string): Promise<RtrEntryRow | undefined> {
    for (;;) {
      const entry = await store.rtrEntries.get(id);
      if (entry === undefined) return undefined;
      const isOver = entry.finishedAt !== undefined && !(await isFetching(entry));
      if (isOver || entry.state === "queued") return entry;
      await clock.sleep(LOOK_MS);
    }
  }

  /** The host has handed the file over, and it is on its way to us. */
  async function isFetching({ id, base, state, sessionId }: RtrEntryRow): Promise<boolean> {
    if (base !== "get" || state !== "done") return false;
    const files = (await store.evidence.of(sessionId)).filter(({ entryId }) => entryId === id);
    return files.length === 0 || files.some((file) => file.state === "fetching");
  }

  async function print(entry: RtrEntryRow, page: Screen): Promise<void> {
    await printEntry(core, entry, page, (shown) => page.write(draw(shown)));
    await onEnd(entry);
  }

  async function told(id: string): Promise<string> {
    const entry = await ended(id);
    if (entry === undefined) return "";
    const parts: string[] = [];
    const write = (bytes: string | Uint8Array): void =>
      void parts.push(typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes));
    await print(entry, { ...screen, write });
    return draw(card(commandTitle(entry.command))) + parts.join("");
  }

  /** Whoever waits for long is told what can be done. */
  function hint(over: AbortSignal): void {
    clock
      .sleep(HINT_AFTER_MS, over)
      .then(() => screen.write("… the host has not answered yet; Ctrl-C stops waiting for it\n"))
      .catch((error: unknown) => {
        if (!over.aborted) log.warn("a hint could not be shown", { error });
      });
  }

  return {
    async now(id) {
      foreground = id;
      const over = new AbortController();
      try {
        if (screen.isTerminal) hint(over.signal);
        const entry = await ended(id);
        over.abort();
        if (entry !== undefined) await print(entry, screen);
      } finally {
        over.abort();
        foreground = undefined;
      }
    },
    later(id) {
      const follow = told(id)
        .catch((error: unknown) => {
          log.warn("a command could not be followed", { entry: id, error });
          return "";
        })
        .then((text) => {
          // The prompt is drawn again below it, and counts what waits from then on.
          later.delete(follow);
          if (text !== "") above(text);
        });
      later.add(follow);
    },
    foreground: () => foreground,
    waiting: () => later.size,
    async settled() {
      await Promise.allSettled(later);
    },
  };
}
