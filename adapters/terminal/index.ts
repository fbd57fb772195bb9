/**
 * A shell as a chat platform of one conversation: whatever is said is printed. It hears
 * nothing by itself; whoever runs the shell makes the turn. Nobody looks again at what was
 * printed, so an edit prints the whole card once more.
 */
import { readInline } from "../../src/chat/incoming-file.ts";
import type { Bot, ChatAdapter } from "../../src/chat/adapter.ts";
import type { Card } from "../../src/chat/card.ts";
import type { MessageRef } from "../../src/chat/place.ts";
import { renderJson } from "./json.ts";
import { renderText } from "./render.ts";

export { renderText, type RenderOptions } from "./render.ts";
export { saveFiles } from "./save.ts";

const SURFACE = "terminal";

interface TerminalOptions {
  readonly write: (text: string) => void;
  /** False unless a person's terminal is at the other end. */
  readonly isColor: boolean;
  /** Columns. */
  readonly width: number;
  /** One JSON document: answers are printed, what is said unasked is not. */
  readonly isJson: boolean;
  readonly now: () => number;
}

/** Has no `find`: what was printed cannot be looked at again. */
export function createTerminalAdapter(options: TerminalOptions): ChatAdapter {
  const { write, isColor, width, isJson, now } = options;
  let bot: Bot | undefined;
  let isFirst = true;

  const print = (card: Card): void => {
    const commands = bot?.commands ?? [];
    const text = renderText(card, { isColor, width, now: now(), commands });
    write(isFirst ? text : `\n${text}`);
    isFirst = false;
  };
  const say = (channel: string, card: Card, message: string): MessageRef => {
    if (!isJson) print(card);
    return { surface: SURFACE, channel, message };
  };

  return {
    surface: SURFACE,
    async start(given) {
      bot = given;
    },
    async stop() {
      bot = undefined;
    },
    isReady: () => true,
    async respond(_turn, { card }) {
      if (isJson) write(renderJson(card));
      else print(card);
    },
    post: async (place, card, key) => say(place.channel, card, key),
    async update(ref, card) {
      say(ref.channel, card, ref.message);
    },
    readFile: async (file, mostBytes) => readInline(file, mostBytes),
    direct: async (account, card, key) => say(account.id, card, key),
  };
}

/** The bot's answers to what failed or was refused carry `{ error: { code, hint, … } }` as data. */
export function isFailure(card: Card): boolean {
  return typeof card.data === "object" && card.data !== null && "error" in card.data;
}
