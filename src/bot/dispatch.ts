/**
 * From a turn to its answer: which command, who asks, may they, are the values right,
 * run. Whatever is thrown on the way becomes a private answer; refusals by right also
 * leave a line in the audit. Storing, queueing and sending are bot.ts's.
 */
import { asks, buttons as buttonRow, facts, toned, type Card } from "../chat/card.ts";
import type { CommandInfo, Moment } from "../chat/command.ts";
import type { Answer, Turn } from "../chat/turn.ts";
import { SECOND, type Clock } from "../lib/clock.ts";
import { untrusted } from "../lib/untrusted.ts";
import { parseArguments } from "./arguments.ts";
import { authorize } from "./authorize.ts";
import type { Buttons } from "./buttons.ts";
import { settleHosts } from "./grammar/host-words.ts";
import type { People, Seen } from "./people.ts";
import type { Log } from "../lib/log.ts";
import type { Audit, HostWords, Observation, Outcome, Talk } from "./ports.ts";
import { presentError, type Asked } from "./present-error.ts";
import { FaultyInput, Refused } from "./refusal.ts";
import type { Registry } from "./registry.ts";
import { talkIn } from "./talk.ts";
import { within } from "./time-limit.ts";
import { understand, type Request } from "./understand.ts";

/** How long a turn may take until its answer. */
const TURN_LIMIT_MS = 60 * SECOND;

/** What answering a turn takes; the bot adds the commands and the buttons. */
export interface DispatchParts<Services> {
  readonly registry: Registry<Services>;
  readonly services: Services;
  readonly people: People;
  readonly buttons: Buttons;
  readonly hostWords: HostWords;
  readonly talk?: Talk | undefined;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly observe: (observation: Observation) => void;
}

/** What has been learned so far, for the words of a failure. */
interface Trail<Services> {
  request?: Request<Services>;
  seen?: Seen;
}

/**
 * Answers always, except when `stop` fires: then it rejects and the turn is still to be done.
 * Undefined is silence: to talk there may be nothing to say.
 */
export function createDispatcher<Services>(parts: DispatchParts<Services>) {
  const { registry, services, people, buttons, hostWords, clock, log } = parts;

  async function answer(turn: Turn, stop: AbortSignal): Promise<Answer | undefined> {
    const trail: Trail<Services> = {};
    const startedAt = clock.now();
    let outcome: Outcome = "ok";
    try {
      return await within(TURN_LIMIT_MS, clock, stop, async (signal) => {
        const given = await take(turn, trail, signal);
        // The buttons of an answer can be pressed as soon as it is seen, also after a crash.
        if (given !== undefined) await buttons.store(given.card);
        return given;
      });
    } catch (error) {
      if (stop.aborted) throw error;
      const presented = presentError(error, askedBy(turn, trail), log);
      outcome = presented.outcome;
      if (error instanceof Refused) await record(error, turn, trail);
      await buttons.store(presented.answer.card);
      return presented.answer;
    } finally {
      const command = trail.request?.command.info.name ?? "none";
      if (!stop.aborted) parts.observe({ command, outcome, ms: clock.now() - startedAt });
    }
  }

  async function take(turn: Turn, trail: Trail<Services>, signal: AbortSignal): Promise<Answer | undefined> {
    const line = await talkIn(turn, registry, parts.talk);
    return line === undefined ? run(turn, trail, signal) : hear(line, turn, trail, signal);
  }

  /** A line of a thread that is followed: the same rights as for the command that it stands for. */
  async function hear(
    line: string,
    turn: Turn,
    trail: Trail<Services>,
    signal: AbortSignal,
  ): Promise<Answer | undefined> {
    const { talk } = parts;
    const command = talk === undefined ? undefined : registry.find(talk.as, "buttons");
    if (talk === undefined || command === undefined) return undefined;
    const request: Request<Services> = { command, values: {}, wantsForm: false };
    trail.request = request;
    return talk.answer(line, momentOf(turn, await entitled(turn, request, trail), signal));
  }

  async function run(turn: Turn, trail: Trail<Services>, signal: AbortSignal): Promise<Answer> {
    const request = await understand(turn.input, registry, buttons, signal);
    trail.request = request;
    const { command } = request;
    const seen = await entitled(turn, request, trail);
    if (request.wantsForm) return { card: formCard(command.info, request), audience: "actor" };

    const settled = await settle(request, signal);
    trail.request = settled;
    const parsed = parseArguments(command, settled.values);
    if (!parsed.ok) throw new FaultyInput(command.info.name, parsed.faults, settled.values);
    const given = await command.run(parsed.args, momentOf(turn, seen, signal), services);
    return "card" in given ? given : { card: given, audience: command.info.audience };
  }

  /** Nobody is refused on a kept answer: rights may have been given a moment ago. */
  async function entitled(
    turn: Turn,
    { command: { info }, values }: Request<Services>,
    trail: Trail<Services>,
  ): Promise<Seen> {
    if (!info.changes) {
      trail.seen = await people.who(turn.account, "cached");
      try {
        authorize(info, trail.seen, turn.askedBy, values);
        return trail.seen;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
    trail.seen = await people.who(turn.account, "fresh");
    authorize(info, trail.seen, turn.askedBy, values);
    return trail.seen;
  }

  async function settle(request: Request<Services>, signal: AbortSignal): Promise<Request<Services>> {
    const { split, values } = request;
    if (split === undefined || split.words.length === 0) return request;
    const { hosts, text } = await settleHosts(split, hostWords, signal);
    return { ...request, split: undefined, values: { ...values, [split.hosts]: hosts, [split.text]: text } };
  }

  async function record(refusal: Refused, turn: Turn, { request, seen }: Trail<Services>): Promise<void> {
    const { surface, id, name } = turn.account;
    try {
      const actor = seen ?? (await people.who(turn.account, "cached"));
      await parts.audit.append({
        event: `refused.${refusal.why}`,
        actor: actor.person.id,
        actorName: actor.person.name,
        account: { surface, id },
        detail: { command: request?.command.info.name, place: turn.place, standing: actor.standing },
      });
    } catch (error) {
      log.error("a refusal could not be audited", { err: error, why: refusal.why, turn: turn.id, name });
    }
  }

  return { answer };
}

const askedBy = <Services>(turn: Turn, { request }: Trail<Services>): Asked => ({
  turn: turn.id,
  isPerson: turn.askedBy === "person",
  ...(request === undefined ? {} : { info: request.command.info, values: request.values }),
});

const momentOf = (turn: Turn, { person }: Seen, signal: AbortSignal): Moment => ({
  person,
  account: turn.account,
  place: turn.place,
  askedBy: turn.askedBy,
  ...(turn.cites === undefined ? {} : { cites: turn.cites }),
  turnId: turn.id,
  ...(turn.files === undefined ? {} : { files: turn.files }),
  signal,
});

/** For a surface without forms, or a button whose values had to be fetched first: once more, now filled in. */
function formCard(
  info: CommandInfo,
  { values }: { readonly values: Readonly<Record<string, string>> },
): Card {
  const known = info.args.flatMap(({ name, label }) => {
    const value = values[name];
    return value === undefined ? [] : [[label, untrusted(value)] as const];
  });
  return toned(
    "waiting",
    info.summary,
    facts(Object.fromEntries(known)),
    buttonRow(asks("Fill in the form", info.name, values, "primary")),
  );
}
