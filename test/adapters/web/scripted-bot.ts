/** A bot that answers what it is told to: enough to see what the console asks and does with answers. */
import type { Bot, ChatAdapter, Preview, Suggestion } from "../../../src/chat/adapter.ts";
import type { Card, Press } from "../../../src/chat/card.ts";
import { card } from "../../../src/chat/card.ts";
import type { CommandInfo } from "../../../src/chat/command.ts";
import type { Form, FormFaults, FormValues } from "../../../src/chat/form.ts";
import type { Answer, Turn } from "../../../src/chat/turn.ts";

export interface Script {
  readonly commands?: readonly CommandInfo[];
  preview?(words: string): Preview | undefined;
  elaborate?(form: Form): Form;
  check?(command: string, values: FormValues): FormFaults;
  suggest?(line: string): readonly Suggestion[];
  overview?(): Card;
  /** `words`: the line, the pressed command with its arguments, or the form's command and values. */
  answer(words: string, turn: Turn, adapter: ChatAdapter): Promise<Answer | undefined> | Answer | undefined;
}

export interface ScriptedBot extends Bot {
  /** Every turn that was taken, in order. */
  readonly taken: readonly Turn[];
}

export function createScriptedBot(script: Script, adapter: () => ChatAdapter): ScriptedBot {
  const taken: Turn[] = [];
  const presses = new Map<string, Press>();

  const wordsOf = (input: Turn["input"]): string => {
    if (input.kind === "line" || input.kind === "talk") return input.text;
    if (input.kind === "press") {
      const press = presses.get(input.token);
      return press === undefined
        ? "forged"
        : `${press.command} ${Object.values(press.args).join(" ")}`.trim();
    }
    return `${input.command} ${Object.values(input.values).join(" ")}`.trim();
  };

  return {
    taken,
    commands: script.commands ?? [],
    preview: (input) => script.preview?.(wordsOf(input)) ?? { next: "run", audience: "channel" },
    elaborate: async (form) => script.elaborate?.(form) ?? form,
    check: (command, values) => script.check?.(command, values) ?? {},
    accept(turn) {
      if (taken.some(({ id }) => id === turn.id)) {
        return { stored: Promise.resolve(false), done: Promise.resolve() };
      }
      taken.push(turn);
      const work = async (): Promise<void> => {
        const answer = await script.answer(wordsOf(turn.input), turn, adapter());
        if (answer !== undefined) await adapter().respond(turn, answer);
      };
      return { stored: Promise.resolve(true), done: work() };
    },
    seal(press) {
      const token = `sealed.${press.command}.${Object.values(press.args).join(".")}.${press.as}`;
      presses.set(token, press);
      return token;
    },
    suggest: async (line) => script.suggest?.(line) ?? [],
    overview: async () => script.overview?.() ?? card("For you"),
  };
}
