/** What the live suites share: a talkative script, a console that ends with its test, and short readings. */
import { onTestFinished } from "vitest";
import { wordsOf } from "../../../adapters/web/ui/inline.ts";
import type { MessageView } from "../../../adapters/web/view.ts";
import { buttons, card, runs } from "../../../src/chat/card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import type { LiveStream, LivingConsole, Reader } from "./living-console.ts";
import { startConsole } from "./living-console.ts";
import type { Script } from "./scripted-bot.ts";

export const GENERAL = { surface: "web", channel: "general" };

const FORM = {
  command: "isolate",
  title: "Isolate",
  fields: [{ name: "reason", label: "Reason", kind: "paragraph", required: true }],
  submit: "Ask",
} as const;

/** `secret …` is answered in private, `form` opens a form, anything else is said back to all. */
export const TALK: Script = {
  preview(words) {
    if (words === "form") return { next: "form", form: FORM };
    return words.startsWith("secret") ? { next: "run", audience: "actor" } : undefined;
  },
  elaborate: (form) => ({ ...form, intro: ["last user ", untrusted("svc\u202E")] }),
  check: (_command, { reason }): Record<string, string> => (reason ? {} : { reason: "Say why." }),
  answer: (words) => ({
    card: card(["said ", untrusted(words)], buttons(runs("Again", "again", { n: "1" }))),
    audience: words.startsWith("secret") ? "actor" : "channel",
  }),
};

export async function open(
  script: Script = TALK,
  options: Parameters<typeof startConsole>[1] = {},
): Promise<LivingConsole> {
  const living = await startConsole(script, options);
  onTestFinished(living.stop);
  return living;
}

export async function listen(reader: Reader, lastEventId?: string): Promise<LiveStream> {
  const stream = await reader.stream(lastEventId);
  onTestFinished(() => stream[Symbol.asyncDispose]());
  return stream;
}

/** One string per message: a person's line with its author, a card by its title. */
export const saidIn = (messages: readonly MessageView[]): readonly string[] =>
  messages.map(({ card, author }) => {
    const [block] = card.blocks;
    const isLine = author !== undefined && block?.kind === "text";
    return isLine ? `${author.name}: ${wordsOf(block.text)}` : wordsOf(card.title);
  });

/** The frame that says that a turn is over. */
export const ended = ({ event }: { readonly event: string }): boolean => event === "turn";
