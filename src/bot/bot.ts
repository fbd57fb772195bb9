/**
 * The bot as adapters see it. A turn is stored, waits for its slot, is answered by the
 * dispatcher, and the answer goes back through the adapter it came from. Nothing here
 * knows a command or a platform.
 */
import type { Bot, ChatAdapter } from "../chat/adapter.ts";
import type { Card } from "../chat/card.ts";
import type { Command } from "../chat/command.ts";
import type { Form } from "../chat/form.ts";
import { hasRole, type Account, type Person, type Surface } from "../chat/person.ts";
import type { Answer, Turn } from "../chat/turn.ts";
import { SECOND } from "../lib/clock.ts";
import { parseArguments } from "./arguments.ts";
import { createButtons } from "./buttons.ts";
import { createDispatcher, type DispatchParts } from "./dispatch.ts";
import { createFairGate } from "./fair-gate.ts";
import { createInboxKeeper } from "./inbox-keeper.ts";
import type { Completions, Inbox, Prompts } from "./ports.ts";
import { BUSY, NO_ROLE, notStored } from "./plain-answers.ts";
import { createPreview } from "./preview.ts";
import { Stopping } from "./refusal.ts";
import { createRegistry } from "./registry.ts";
import { createSuggest } from "./suggest.ts";
import { createTurnTaking } from "./talk.ts";
import { within } from "./time-limit.ts";

/** Turns that run at the same time. A slow Falcon must not let one person take all of them. */
const LIMITS = { running: 64, runningOfOnePerson: 32 } as const;
/** Turns taken at the same time, running and waiting; one more is told to come back. */
const MOST_TAKEN = 1_000;
/** An adapter tries every road it has; after this it has none. */
const RESPOND_LIMIT_MS = 30 * SECOND;
/** What a person waits for in silence. */
const PATIENCE_MS = 2_500;
/** For what is said about stopping itself. */
const NEVER = new AbortController().signal;

interface BotParts<Services> extends Omit<DispatchParts<Services>, "registry" | "buttons"> {
  readonly commands: readonly Command<Services>[];
  readonly adapter: (surface: Surface) => Pick<ChatAdapter, "respond" | "working"> | undefined;
  readonly inbox: Inbox;
  readonly prompts: Prompts;
  readonly completions: Completions;
  readonly overview: (person: Person) => Promise<Card>;
  /** Adds looked-up facts to a form; the person may read. */
  readonly elaborate: (form: Form, person: Person) => Promise<Form>;
  /** Signs buttons; the same in every process, never shown. */
  readonly key: string;
  /** This process, as the store knows it. */
  readonly owner: string;
}

export interface RunningBot extends Bot {
  /** Takes a turn and returns its answer instead of sending it; undefined for one seen before. */
  handle(turn: Turn): Promise<Answer | undefined>;
  /** Answers what a dead process left unanswered. How many turns were taken up. */
  resume(): Promise<number>;
  /** Takes nothing new, waits up to `ms` for what runs, leaves the rest to the next process. */
  drain(ms: number): Promise<void>;
}

/** Signs, stores and answers; adapters and commands come in from outside. */
export function createBot<Services>(parts: BotParts<Services>): RunningBot {
  const { clock, log, people } = parts;
  const registry = createRegistry(parts.commands);
  const buttons = createButtons(parts);
  const dispatcher = createDispatcher({ ...parts, registry, buttons });
  const keeper = createInboxKeeper(parts);
  const suggest = createSuggest({ ...parts, registry });
  const gate = createFairGate(LIMITS);
  const inTurn = createTurnTaking(clock);
  const stop = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let isDraining = false;

  /** False for a turn seen before. Too many waiting ones are not stored: they are told so at once. */
  async function take(turn: Turn): Promise<"taken" | "seen" | "busy"> {
    if (isDraining) throw new Stopping();
    const { input } = turn;
    if (input.kind === "talk" && (await parts.talk?.hears(input.text, turn)) !== true) return "seen";
    if (underWay.size >= MOST_TAKEN) return "busy";
    return (await keeper.take(turn)) ? "taken" : "seen";
  }

  /** Undefined when the process stops first; the turn is then still in the inbox. */
  async function work(turn: Turn, send: (answer: Answer) => Promise<void>): Promise<Answer | undefined> {
    const { surface, channel } = turn.place;
    const leave = await gate.enter({
      person: `${turn.account.surface}:${turn.account.id}`,
      place: `${surface}:${channel}`,
    });
    try {
      if (stop.signal.aborted) return undefined;
      const answer = await dispatcher.answer(turn, stop.signal);
      if (answer !== undefined) await send(answer);
      await keeper.finish(turn);
      return answer;
    } catch (error) {
      // Only a stop gets here; whatever else goes wrong is part of the answer.
      log.warn("a turn was left to the next process", { err: error, turn: turn.id });
      return undefined;
    } finally {
      leave();
    }
  }

  /** A lost answer is logged, not tried for ever: what the command did is in the store. Throws when stopped. */
  async function respond(turn: Turn, answer: Answer, stopped: AbortSignal): Promise<void> {
    const adapter = parts.adapter(turn.place.surface);
    try {
      if (adapter === undefined) throw new Error(`no adapter for ${turn.place.surface}`);
      await within(RESPOND_LIMIT_MS, clock, stopped, () => adapter.respond(turn, answer));
    } catch (error) {
      if (stopped.aborted) throw error;
      log.error("an answer could not be given", { err: error, turn: turn.id, surface: turn.place.surface });
    }
  }

  /** Whoever waits long is told that work goes on; that this fails costs nothing but the word. */
  async function patiently<T>(turn: Turn, job: () => Promise<T>): Promise<T> {
    const answered = new AbortController();
    const word = clock
      .sleep(PATIENCE_MS, answered.signal)
      .then(() => parts.adapter(turn.place.surface)?.working?.(turn))
      .catch((error: unknown) => {
        if (!answered.signal.aborted) log.warn("a word of progress could not be given", { err: error });
      });
    try {
      return await job();
    } finally {
      answered.abort();
      void word;
    }
  }

  /** Counted, so that `drain` can wait for it. */
  function counted<T>(job: () => Promise<T>): Promise<T> {
    const running = keeper.during(job);
    underWay.add(running);
    const forget = (): void => void underWay.delete(running);
    running.then(forget, forget);
    return running;
  }

  function accept(turn: Turn): { readonly stored: Promise<boolean>; readonly done: Promise<void> } {
    const taken = take(turn);
    const job = async (): Promise<void> => {
      const answer = await instead(turn, taken);
      if (answer !== undefined) await respond(turn, answer, NEVER);
      else if ((await taken) === "taken") {
        await patiently(turn, () => work(turn, (given) => respond(turn, given, stop.signal)));
      }
    };
    const done = counted(() => (turn.input.kind === "talk" ? inTurn(turn, job) : job()));
    const stored = taken.then((state) => state !== "seen");
    // Whoever waits for `done` alone has been told of the failure by then.
    stored.catch(() => undefined);
    return { stored, done };
  }

  /** The answer to a turn that was not even taken. */
  async function instead(turn: Turn, taken: ReturnType<typeof take>): Promise<Answer | undefined> {
    try {
      return (await taken) === "busy" ? BUSY : undefined;
    } catch (error) {
      log.error("a turn could not be stored", { err: error, turn: turn.id });
      return notStored(error);
    }
  }

  return {
    commands: registry.infos,
    preview: createPreview(registry, buttons),
    check(name, values) {
      const command = registry.find(name, "buttons");
      if (command === undefined) return {};
      const parsed = parseArguments(command, values);
      return parsed.ok ? {} : parsed.faults;
    },
    accept,
    follows: (place) => parts.talk?.follows(place) === true,
    seal: (press) => buttons.seal(press),
    suggest: (line, account) => suggest(line, account, stop.signal),

    async elaborate(form, account) {
      try {
        const { person } = await people.who(account, "cached");
        return hasRole(person.roles, "viewer") ? await parts.elaborate(form, person) : form;
      } catch (error) {
        log.warn("a form stays without its facts", { err: error, command: form.command });
        return form;
      }
    },

    overview: async (account: Account) => {
      const { person } = await people.who(account, "cached");
      return hasRole(person.roles, "viewer") ? parts.overview(person) : NO_ROLE;
    },

    handle: (turn) =>
      counted(async () => {
        const taken = take(turn);
        const answer = await instead(turn, taken);
        if (answer !== undefined) return answer;
        return (await taken) === "taken" ? work(turn, async () => {}) : undefined;
      }),

    async resume() {
      await buttons.recall();
      const orphans = await keeper.orphans();
      for (const turn of orphans) {
        void counted(() => work(turn, (answer) => respond(turn, answer, stop.signal)));
      }
      return orphans.length;
    },

    async drain(ms) {
      isDraining = true;
      const idle = Promise.allSettled(underWay).then(() => "idle" as const);
      const over = new AbortController();
      const late = clock.sleep(ms, over.signal).then(() => "late" as const);
      const ended = await Promise.race([idle, late]);
      over.abort();
      await late.catch(() => "late");
      stop.abort(new Stopping());
      await Promise.allSettled([...underWay, buttons.settle()]);
      if (ended === "late") await keeper.leave();
    },
  };
}
