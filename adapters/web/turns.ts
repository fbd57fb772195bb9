/**
 * What people do on the page, brought to the bot as turns: a line, a press, a form. Also
 * runs a command for a page of its own and hands its card back instead of posting it.
 * Decides nothing: what is understood, allowed and answered is the bot's business.
 */
import { z } from "zod";
import type { Bot } from "../../src/chat/adapter.ts";
import type { Card } from "../../src/chat/card.ts";
import { note, text, type Block } from "../../src/chat/card.ts";
import type { Account } from "../../src/chat/person.ts";
import type { IncomingFile } from "../../src/chat/incoming-file.ts";
import type { Place } from "../../src/chat/place.ts";
import type { Answer, Input, Turn } from "../../src/chat/turn.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Board } from "./board.ts";
import { SURFACE } from "./board.ts";
import type { Hub } from "./hub.ts";
import { PAGE_ANSWER_MS } from "./limits.ts";
import { drawForm } from "./render.ts";
import type { ConsolePerson } from "./session.ts";
import type { FormView, TurnView } from "./view.ts";

/** One act on the page, before it is a turn. */
export interface Said {
  /** Chosen by the page, so that asking again is recognised. */
  readonly id: string;
  readonly place: Place;
  /** The message whose button was pressed, where everybody sees it: what is answered to all belongs in its thread. */
  readonly under?: string | undefined;
  readonly input: Input;
  readonly files?: readonly IncomingFile[];
}

export interface Turns {
  take(bot: Bot, person: ConsolePerson, said: Said): Promise<TurnView>;
  /** The form that this input opens, with what had to be looked up; undefined when it opens none. */
  elaborate(bot: Bot, person: ConsolePerson, input: Input): Promise<FormView | undefined>;
  /** Runs a command and returns its card; undefined when no answer came in time. */
  page(bot: Bot, person: ConsolePerson, place: Place, input: Input): Promise<Card | undefined>;
  /** What the adapter's `respond` does. */
  answer(turn: Turn, answer: Answer): Promise<void>;
  /** The person's turns that still run. */
  running(personId: string): readonly string[];
}

const replySchema = z.object({ under: z.string().optional() });

/** A page's card is never posted: `reply` says so, and a turn re-run after a crash has nobody waiting. */
const PAGE_REPLY = "page";

/** An answer goes to the log first; a page that has gone finds it there. */
export function createTurns(options: {
  readonly board: Board;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly newId: () => string;
  /** What of a typed line may be shown and kept. */
  readonly echo: (line: string) => string;
  readonly onFault: (error: unknown) => void;
}): Turns {
  const { board, hub, clock } = options;
  const running = new Map<string, { readonly person: string; readonly id: string }>();
  const waiting = new Map<string, (card: Card) => void>();

  const turnOf = (person: ConsolePerson, said: Said, reply: unknown): Turn => ({
    // The person is part of it: nobody can use up an id that another person will send.
    id: `${SURFACE}:${person.id}:${said.id}`,
    account: accountOf(person),
    place: said.place,
    input: said.input,
    askedBy: "person",
    receivedAt: clock.now(),
    ...(said.files === undefined ? {} : { files: said.files }),
    reply,
  });

  /** Ends well or badly, never with a rejection. */
  const settle = (done: Promise<void>): Promise<"done" | "failed"> =>
    done.then(
      () => "done" as const,
      (error: unknown) => {
        options.onFault(error);
        return "failed" as const;
      },
    );

  const echoLine = async (bot: Bot, person: ConsolePerson, turn: Turn): Promise<void> => {
    const { input } = turn;
    if (input.kind !== "line" && input.kind !== "talk") return;
    if ((await board.find(turn.place, turn.id)) !== undefined) return;
    const preview = bot.preview(input);
    // A line whose answer only its author sees is theirs alone too; inside a thread talk is for all.
    const isPrivate =
      preview.next === "run" && preview.audience === "actor" && turn.place.thread === undefined;
    await board.say({
      channel: turn.place.channel,
      thread: turn.place.thread,
      onlyFor: isPrivate ? person.id : undefined,
      author: untrusted(person.name),
      card: {
        title: "",
        tone: "neutral",
        blocks: [text(untrusted(options.echo(input.text))), ...namesOf(turn)],
      },
      key: turn.id,
    });
  };

  return {
    async take(bot, person, said) {
      const { input } = said;
      if (input.kind === "form") {
        const faults = bot.check(input.command, input.values);
        if (Object.keys(faults).length > 0) return { outcome: "faults", faults };
      } else {
        const preview = bot.preview(input);
        if (preview.next === "form") return { outcome: "form", form: drawForm(preview.form) };
      }
      const { under } = said;
      const turn = turnOf(person, said, under === undefined ? {} : { under });
      await echoLine(bot, person, turn);
      const { stored, done } = bot.accept(turn);
      const settled = settle(done);
      if (!(await stored)) return { outcome: "seen", turn: said.id };
      running.set(turn.id, { person: person.id, id: said.id });
      void settled.then((state) => {
        running.delete(turn.id);
        hub.send(person.id, "turn", { turn: said.id, state });
      });
      return { outcome: "running", turn: said.id };
    },

    async elaborate(bot, person, input) {
      const preview = bot.preview(input);
      if (preview.next !== "form") return undefined;
      return drawForm(await bot.elaborate(preview.form, accountOf(person)));
    },

    async page(bot, person, place, input) {
      const turn = turnOf(person, { id: `page.${options.newId()}`, place, input }, PAGE_REPLY);
      const ended = new AbortController();
      const card = new Promise<Card>((resolve) => waiting.set(turn.id, resolve));
      try {
        const { stored, done } = bot.accept(turn);
        const settled = settle(done);
        await stored;
        const late = clock.sleep(PAGE_ANSWER_MS, ended.signal).catch(() => undefined);
        return await Promise.race([card, settled.then(() => undefined), late.then(() => undefined)]);
      } finally {
        waiting.delete(turn.id);
        ended.abort();
      }
    },

    async answer(turn, { card, audience }) {
      if (turn.reply === PAGE_REPLY) {
        waiting.get(turn.id)?.(card);
        return;
      }
      const under = audience === "channel" ? replySchema.safeParse(turn.reply).data?.under : undefined;
      await board.say({
        channel: turn.place.channel,
        thread: turn.place.thread ?? under,
        onlyFor: audience === "actor" ? turn.account.id : undefined,
        card,
        key: answerKey(turn.id, audience),
      });
    },

    running: (personId) =>
      [...running.values()].filter(({ person }) => person === personId).map(({ id }) => id),
  };
}

/** What came with a line, so that others see it too. */
const namesOf = ({ files = [] }: Turn): readonly Block[] =>
  files.length === 0 ? [] : [note(files.flatMap(({ name }, i) => (i === 0 ? [name] : [", ", name])))];

/** Always a member: whoever is listed may use the console, and roles say for what. */
export const accountOf = (person: ConsolePerson): Account => ({
  surface: SURFACE,
  id: person.id,
  tenant: "",
  name: untrusted(person.name),
  standing: "member",
});

/** One per turn and audience: an answer given again after a crash replaces itself. */
const answerKey = (turnId: string, audience: string): string => `answer:${audience}:${turnId}`;

/** The reader's own turn that a message with this key answers. */
export function answeredTurn(key: string | undefined, personId: string): string | undefined {
  for (const audience of ["actor", "channel"]) {
    const start = answerKey(`${SURFACE}:${personId}:`, audience);
    if (key?.startsWith(start) === true) return key.slice(start.length);
  }
  return undefined;
}
