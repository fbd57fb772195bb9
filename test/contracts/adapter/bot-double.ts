/** A bot behind the port that keeps what it hears and answers as it is told to. */
import { createHash } from "node:crypto";
import type { Bot, ChatAdapter } from "../../../src/chat/adapter.ts";
import type { Press } from "../../../src/chat/card.ts";
import { card } from "../../../src/chat/card.ts";
import type { Form, FormFaults, FormValues } from "../../../src/chat/form.ts";
import type { Answer, Audience, Turn } from "../../../src/chat/turn.ts";
import { INFOS } from "./product-cards.ts";

export interface BotDouble extends Bot {
  /** Every delivery, repeats included. */
  readonly heard: Turn[];
  /** Each turn once, as a store with a unique key keeps it. */
  readonly kept: Turn[];
  readonly presses: ReadonlyMap<string, Press>;
  /** What `preview` promises about the answer. */
  audience: Audience;
  /** Whether a command that is said opens its form. */
  opensForms: boolean;
  faults: (values: FormValues) => FormFaults;
  answer: (turn: Turn) => Answer | undefined;
}

export const isolateForm = (values: FormValues): Form => ({
  command: "isolate",
  title: "Isolate hosts",
  submit: "Ask",
  fields: [
    { name: "hosts", label: "Hosts", kind: "line" as const, required: true },
    { name: "reason", label: "Reason", kind: "paragraph" as const, required: true, maxLength: 3_000 },
  ].map((field) => {
    const value = values[field.name];
    return value === undefined ? field : { ...field, value };
  }),
});

export function botDouble(adapter: () => ChatAdapter): BotDouble {
  const presses = new Map<string, Press>();
  const bot: BotDouble = {
    commands: INFOS,
    heard: [],
    kept: [],
    presses,
    audience: "channel",
    opensForms: false,
    faults: () => ({}),
    answer: () => undefined,
    preview(input) {
      const press = input.kind === "press" ? presses.get(input.token) : undefined;
      if (press?.as === "form") return { next: "form", form: isolateForm(press.args) };
      const isSaid = input.kind === "line" || input.kind === "options";
      return isSaid && bot.opensForms
        ? { next: "form", form: isolateForm({}) }
        : { next: "run", audience: bot.audience };
    },
    elaborate: async (form) => form,
    check: (_command, values) => bot.faults(values),
    accept(turn) {
      bot.heard.push(turn);
      if (bot.kept.some(({ id }) => id === turn.id))
        return { stored: Promise.resolve(false), done: Promise.resolve() };
      bot.kept.push(turn);
      const answer = bot.answer(turn);
      const stored = Promise.resolve(true);
      return {
        stored,
        done: stored.then(() => (answer === undefined ? undefined : adapter().respond(turn, answer))),
      };
    },
    seal(press) {
      const digest = createHash("sha256").update(JSON.stringify(press)).digest("hex");
      const token = `v1.${digest}`;
      presses.set(token, press);
      return token;
    },
    suggest: async () => [],
    overview: async () => card("Yours"),
  };
  return bot;
}
