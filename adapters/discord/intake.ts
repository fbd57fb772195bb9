/**
 * From a Discord event to the bot and back to the first answer. The order matters: a form opens
 * at once; anything else is stored, then acknowledged with who shall see the answer, and never
 * waited for. Whatever goes wrong, the person gets a private word.
 */
import type { Bot } from "../../src/chat/adapter.ts";
import type { Card, Press } from "../../src/chat/card.ts";
import type { Form } from "../../src/chat/form.ts";
import type { Audience, Input } from "../../src/chat/turn.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { DAY, SECOND } from "../../src/lib/clock.ts";
import { newId } from "../../src/lib/id.ts";
import type { Callbacks } from "./callbacks.ts";
import { complete } from "./complete.ts";
import type { Late } from "./late.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { bodies } from "./message-body.ts";
import { faultCard, readForm, renderForm } from "./modal.ts";
import type { Heard, Home, Interaction, Ticket } from "./parse.ts";
import { parseInteraction, parseMessage, SURFACE } from "./parse.ts";
import { renderMessage } from "./render.ts";
import type { Reply } from "./reply.ts";
import type { ServerTime } from "./server-time.ts";
import { madeAt } from "./snowflake.ts";
import type { Talk } from "./talk.ts";
import { notice } from "./talk.ts";
import type { Witnesses } from "./witnesses.ts";

/** Discord shows an error after three seconds; a slow store must not make it show one. */
const ACK_WITHIN_MS = 1.5 * SECOND;
const ANSWERABLE_MS = 3 * SECOND;

const NOT_RECORDED = "This could not be recorded, so nothing was done. Please try again.";
const TROUBLE = "Something went wrong here, and nothing was done.";
const LAPSED = "This form is too old to be understood. Nothing was done; ask again.";

type Said = Omit<Heard, "input"> & { readonly input: Input; readonly ticket?: Ticket };

/** What the gateway brings. Rejects only for what nobody foresaw. */
export interface Intake {
  interaction(event: unknown): Promise<void>;
  message(event: unknown): Promise<void>;
}

/** Events may overtake one another at each `await`: order is the bot's to keep, by `order`. */
export function createIntake(parts: {
  readonly bot: Bot;
  readonly callbacks: Callbacks;
  readonly talk: Talk;
  readonly ledger: Ledger;
  readonly late: Late;
  readonly witnesses: Pick<Witnesses, "saw">;
  readonly serverTime: Pick<ServerTime, "atLeast">;
  readonly clock: Clock;
  readonly log: Log;
  readonly home: () => Home;
  /** A conversation that is one person's own. */
  readonly noteDirect: (channel: string) => void;
}): Intake {
  const { bot, callbacks, talk, ledger, late, witnesses, serverTime, clock, log, home } = parts;
  const seal = (press: Press): string => bot.seal(press);

  async function hear(said: Said): Promise<void> {
    try {
      const preview = bot.preview(said.input);
      const isForm = preview.next === "form";
      if (isForm && said.ticket !== undefined) return await openForm(said, said.ticket, preview.form);
      await store(said, isForm ? "actor" : preview.audience);
    } catch (error) {
      await apologise(said, error, TROUBLE);
    }
  }

  async function openForm(said: Said, ticket: Ticket, form: Form): Promise<void> {
    const isOpen = await callbacks.show(ticket, renderForm(form, seal));
    if (!isOpen) late.tell(said.account.id, said.reply.channel, ticket.id);
  }

  async function store(said: Said, audience: Audience): Promise<void> {
    const { ticket, id, account, input, order, files } = said;
    if (ticket !== undefined && !ledger.open(ticket.id)) return;
    // Replayed after a broken connection: Discord itself says whether it can still be answered.
    const isOld = ticket !== undefined && looksOld(ticket.id);
    if (isOld && !(await acknowledge(ticket, audience))) {
      late.tell(account.id, said.reply.channel, ticket.id);
      return;
    }
    const reply: Reply = {
      ...said.reply,
      ...(ticket === undefined ? {} : { interaction: { ...ticket, audience } }),
    };
    const place = { surface: SURFACE, channel: reply.channel };
    const taken = bot.accept({
      id,
      account,
      place,
      input,
      askedBy: "person",
      receivedAt: clock.now(),
      ...(order === undefined ? {} : { order }),
      ...(files === undefined ? {} : { files }),
      reply,
    });
    taken.done.catch((error: unknown) => log.error("a turn failed", { turn: id, error: String(error) }));
    const isAcked = ticket === undefined || isOld;
    try {
      const isNew = await firstOf(taken.stored, isAcked ? undefined : ACK_WITHIN_MS);
      if (isAcked) return;
      if (isNew) await acknowledge(ticket, audience);
      else ledger.settle(ticket.id, true);
    } catch (error) {
      if (!isAcked) await acknowledge(ticket, audience);
      // The bot tells the person itself while it can; a failed `done` means that it could not.
      await taken.done.catch(() => apologise(said, error, NOT_RECORDED, audience));
    }
  }

  /** By our own clock, which may be wrong. */
  const looksOld = (interaction: string): boolean => isPast(interaction, clock.now());

  /** By Discord's clock: it is past answering, whatever Discord would say. */
  const isTooLate = (interaction: string): boolean => isPast(interaction, serverTime.atLeast());

  /** Harmless when it was done before. */
  async function acknowledge(ticket: Ticket, audience: Audience): Promise<boolean> {
    let isAlive = false;
    try {
      isAlive = await callbacks.defer(ticket, audience);
      if (!isAlive) log.warn("an interaction could not be acknowledged in time", { interaction: ticket.id });
    } catch (error) {
      log.warn("an acknowledgement did not reach discord", { interaction: ticket.id, error: String(error) });
    }
    ledger.settle(ticket.id, isAlive);
    return isAlive;
  }

  /** Whether it is new; true when Discord cannot be kept waiting any longer. Rejects when it failed in time. */
  async function firstOf(stored: Promise<boolean>, limitMs: number | undefined): Promise<boolean> {
    if (limitMs === undefined) return stored;
    const done = new AbortController();
    const waited = clock.sleep(limitMs, done.signal).then(
      () => {
        log.warn("a turn is acknowledged before it is stored");
        return true;
      },
      () => true,
    );
    stored.catch((error: unknown) => log.error("a turn was not stored", { error: String(error) }));
    try {
      return await Promise.race([stored, waited]);
    } finally {
      done.abort();
    }
  }

  async function submitted(one: Extract<Interaction, { kind: "submitted" }>): Promise<void> {
    const { ticket, heard } = one;
    const preview = bot.preview({ kind: "press", token: one.form });
    if (preview.next !== "form") return whisper(ticket, notice(LAPSED));
    const { command } = preview.form;
    const values = readForm(preview.form, one.values);
    const faults = bot.check(command, values);
    if (Object.keys(faults).length > 0) return whisper(ticket, faultCard(preview.form, values, faults));
    await hear({ ...heard, ticket, input: { kind: "form", command, values } });
  }

  async function whisper(ticket: Ticket, card: Card): Promise<void> {
    const [drawn] = bodies(renderMessage(card, seal), undefined);
    if (drawn !== undefined) await callbacks.whisper(ticket, drawn);
  }

  /** `audience`: who sees the interaction's own message, where one is open already. */
  async function apologise(
    said: Omit<Said, "input">,
    error: unknown,
    words: string,
    audience: Audience = "actor",
  ): Promise<void> {
    const reference = newId();
    const { ticket, id } = said;
    log.error("a turn could not be taken", { turn: id, reference, error: String(error) });
    const reply = {
      ...said.reply,
      ...(ticket === undefined ? {} : { interaction: { ...ticket, audience } }),
    };
    const card = notice(`${words} (reference ${reference})`);
    try {
      if (ticket !== undefined) await acknowledge(ticket, audience);
      const turn = { id: `${id}:${reference}`, reply, receivedAt: clock.now() };
      await talk.respond(turn, { card, audience: "actor" });
    } catch (failure) {
      log.error("a person could not be told", { reference, error: String(failure) });
    }
  }

  return {
    async interaction(event) {
      const one = parseInteraction(event, home(), bot.commands);
      if (one === undefined) return;
      const { ticket, heard } = one;
      if (heard.reply.isDirect) parts.noteDirect(heard.reply.channel);
      witnesses.saw(event);
      try {
        if (isTooLate(ticket.id)) {
          if (ledger.open(ticket.id) && one.kind !== "typing")
            late.tell(heard.account.id, heard.reply.channel, ticket.id);
        } else if (one.kind === "said") await hear({ ...heard, ticket, input: one.input });
        else if (one.kind === "submitted") await submitted(one);
        else await callbacks.complete(ticket, await complete(bot, one, heard.account));
      } catch (error) {
        if (one.kind === "typing") log.debug("nothing could be offered", { error: String(error) });
        else await apologise({ ...heard, ticket }, error, TROUBLE);
      }
    },
    async message(event) {
      const heard = parseMessage(event, home(), (place) => bot.follows?.(place) === true);
      if (heard === undefined) return;
      if (heard.reply.isDirect) parts.noteDirect(heard.reply.channel);
      await hear(heard);
    },
  };
}

/** An id older than a day was not made by the clock that we compare with. */
function isPast(interaction: string, now: number | undefined): boolean {
  const ageMs = (now ?? 0) - madeAt(interaction);
  return ageMs > ANSWERABLE_MS && ageMs < DAY;
}
