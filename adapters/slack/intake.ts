/**
 * From a Slack event to the bot and back to the acknowledgement. The order matters: a form
 * opens at once; anything else is stored, then acknowledged, and never waited for. Whatever
 * goes wrong, Slack gets its acknowledgement and the person a private word.
 */
import type { App } from "@slack/bolt";
import { z } from "zod";
import type { Bot } from "../../src/chat/adapter.ts";
import type { Form } from "../../src/chat/form.ts";
import type { Place } from "../../src/chat/place.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { newId } from "../../src/lib/id.ts";
import { CallRefused } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import { INTERACTIVE_PATIENCE_MS } from "./calls.ts";
import type { Heard, Home } from "./heard.ts";
import { SURFACE } from "./heard.ts";
import type { HomePages } from "./home.ts";
import { deliveryOf } from "./incoming.ts";
import type { Log } from "./log.ts";
import { faultErrors, renderForm } from "./modal.ts";
import { parseCommand } from "./parse-command.ts";
import { parseSubmission, writeFormNote } from "./parse-form.ts";
import { parseHomeOpened, parseMessage } from "./parse-message.ts";
import { parseAction } from "./parse-press.ts";
import type { Talk } from "./talk.ts";
import { notice } from "./talk.ts";

/** Slack shows an error after three seconds; a slow store must not make it show one. */
const ACK_WITHIN_MS = 2.5 * SECOND;

/** Turns remembered to have opened their form, so that a repeat of one is not an error. */
const MOST_FORMS = 500;

const NOT_RECORDED = "This could not be recorded, so nothing was done. Please try again.";

type Acknowledge = (payload?: unknown) => Promise<void>;

interface IntakeParts {
  readonly bot: Bot;
  readonly calls: Calls;
  readonly talk: Talk;
  readonly homePages: HomePages;
  readonly clock: Clock;
  readonly log: Log;
  readonly commandName: string;
  readonly home: () => Home;
}

const openedView = z.looseObject({ view: z.looseObject({ id: z.string(), hash: z.string().optional() }) });

/** Catches every command, button, form, message and mention that Bolt hands on; registered once. */
export function registerIntake(app: App, parts: IntakeParts): void {
  const { bot, calls, talk, clock, log, home } = parts;
  const withForm = new Set<string>();

  app.command(parts.commandName, ({ body, ack, context }) =>
    hear(parseCommand(body, home(), deliveryOf(context)), ack as Acknowledge),
  );
  app.action(/[\s\S]*/, ({ body, ack, context }) =>
    hear(parseAction(body, home(), deliveryOf(context)), ack as Acknowledge),
  );
  app.view(/[\s\S]*/, ({ body, ack }) => submitted(body, ack as Acknowledge));
  const follows = (place: Place): boolean => bot.follows?.(place) === true;
  const spoken = (event: unknown): Promise<void> =>
    hear(parseMessage(event, home(), follows), acknowledgedLater);
  app.event("app_mention", ({ event }) => spoken(event));
  app.event("message", ({ event }) => spoken(event));
  app.event("app_home_opened", ({ event }) => {
    const account = parseHomeOpened(event, home());
    if (account !== undefined) void parts.homePages.opened(account);
    return Promise.resolve();
  });
  app.error((error) => {
    log.error("a slack listener failed", { error: String(error) });
    return Promise.resolve();
  });

  /** What could not be read is left unacknowledged: `incoming.ts` acknowledges and says so. */
  async function hear(heard: Heard | undefined, ack: Acknowledge): Promise<void> {
    if (heard === undefined) return;
    try {
      const preview = bot.preview(heard.input);
      if (preview.next === "form" && heard.trigger !== undefined)
        await openForm(heard, heard.trigger, preview.form, ack);
      else await store(heard, ack);
    } catch (error) {
      await apologise(heard, ack, error, "Something went wrong here, and nothing was done.");
    }
  }

  async function store(heard: Heard, ack: Acknowledge): Promise<void> {
    const { id, account, input, reply, order, files } = heard;
    const place = {
      surface: SURFACE,
      channel: reply.channel,
      ...(reply.thread === undefined ? {} : { thread: reply.thread }),
    };
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
    try {
      await firstOf(taken.stored, ack === acknowledgedLater ? undefined : ACK_WITHIN_MS);
    } catch (error) {
      await ack();
      // The bot tells the person itself while it can; a failed `done` means that it could not.
      await taken.done.catch(() => apologise(heard, ack, error, NOT_RECORDED));
    }
    await ack();
  }

  /** Resolves when stored, or when Slack cannot be kept waiting any longer; rejects when it failed in time. */
  async function firstOf(stored: Promise<boolean>, limitMs: number | undefined): Promise<void> {
    if (limitMs === undefined) return void (await stored);
    const done = new AbortController();
    const late = clock.sleep(limitMs, done.signal).then(
      () => log.warn("a turn is acknowledged before it is stored"),
      () => undefined,
    );
    stored.catch((error: unknown) => log.error("a turn was not stored", { error: String(error) }));
    try {
      await Promise.race([stored, late]);
    } finally {
      done.abort();
    }
  }

  async function openForm(heard: Heard, trigger: string, form: Form, ack: Acknowledge): Promise<void> {
    const note = writeFormNote({ command: form.command, reply: heard.reply, nonce: newId() });
    const opening = calls.call(
      "views.open",
      { trigger_id: trigger, view: renderForm(form, note) },
      { patienceMs: 0 },
    );
    const [opened] = await Promise.allSettled([opening, ack()]);
    if (opened.status === "rejected") {
      const reason: unknown = opened.reason;
      // A repeated delivery: the form is open already.
      const isUsed = reason instanceof CallRefused && reason.code === "exchanged_trigger_id";
      if (isUsed && withForm.has(heard.id)) return;
      return apologise(heard, ack, reason, "The form could not be opened. Please try again.");
    }
    remember(heard.id);
    const { data } = openedView.safeParse(opened.value);
    // Without the view's id the form stays as it is: it is complete without what is looked up.
    if (data !== undefined) void complete(data.view, heard, form, note);
  }

  function remember(turn: string): void {
    withForm.add(turn);
    const [oldest] = withForm;
    if (withForm.size > MOST_FORMS && oldest !== undefined) withForm.delete(oldest);
  }

  /** The facts that had to be looked up, put into the form while it is being filled in. */
  async function complete(
    view: { readonly id: string; readonly hash?: string | undefined },
    heard: Heard,
    form: Form,
    note: string,
  ): Promise<void> {
    try {
      const full = await bot.elaborate(form, heard.account);
      if (full === form) return;
      const hash = view.hash === undefined ? {} : { hash: view.hash };
      const args = { view_id: view.id, ...hash, view: renderForm(full, note) };
      await calls.call("views.update", args, { lane: view.id, patienceMs: INTERACTIVE_PATIENCE_MS });
    } catch (error) {
      // The form on the screen is complete without them; it may also be closed by now.
      log.debug("a form stays as it was opened", { error: String(error) });
    }
  }

  async function submitted(body: unknown, ack: Acknowledge): Promise<void> {
    const heard = parseSubmission(body, home());
    if (heard === undefined) return;
    try {
      const faults = bot.check(heard.command, heard.input.kind === "form" ? heard.input.values : {});
      const errors = faultErrors(faults, heard.state);
      if (Object.keys(errors).length > 0) await ack({ response_action: "errors", errors });
      else await store(heard, ack);
    } catch (error) {
      await apologise(heard, ack, error, "Something went wrong here, and nothing was done.");
    }
  }

  async function apologise(heard: Heard, ack: Acknowledge, error: unknown, words: string): Promise<void> {
    const reference = newId();
    log.error("a turn could not be taken", { turn: heard.id, reference, error: String(error) });
    await ack();
    const answer = { card: notice(`${words} (reference ${reference})`), audience: "actor" } as const;
    const turn = { id: `${heard.id}:${reference}`, reply: heard.reply, receivedAt: clock.now() };
    await talk
      .respond(turn, answer)
      .catch((failure: unknown) =>
        log.error("a person could not be told", { reference, error: String(failure) }),
      );
  }
}

/** Events are acknowledged by `incoming.ts` when their listener is done. */
const acknowledgedLater: Acknowledge = () => Promise.resolve();
