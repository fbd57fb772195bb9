/**
 * The Discord adapter: the real discord.js over gateway and REST. This file puts the parts
 * together; the SDK is loaded when the adapter starts, not before.
 */
import type { Client, Status } from "discord.js";
import type { Bot, ChatAdapter } from "../../src/chat/adapter.ts";
import { StartRefused } from "../../src/chat/adapter.ts";
import type { Press } from "../../src/chat/card.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { CallRefused } from "./call-errors.ts";
import { createCallbacks } from "./callbacks.ts";
import type { Calls } from "./calls.ts";
import { createCalls } from "./calls.ts";
import { connect, DISCORD_API } from "./connection.ts";
import { createEdits } from "../../src/chat/edits.ts";
import type { Intake } from "./intake.ts";
import { createIntake } from "./intake.ts";
import { createLate } from "./late.ts";
import { createLedger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { drawMenu } from "./menu.ts";
import type { Home } from "./parse.ts";
import { SURFACE } from "./parse.ts";
import type { People } from "./people.ts";
import { createPeople } from "./people.ts";
import { explainRefusal } from "./permissions.ts";
import { createPins } from "./pins.ts";
import type { Posts } from "./posts.ts";
import { createPosts } from "./posts.ts";
import type { Presence, Pulse } from "./presence.ts";
import { createPresence } from "./presence.ts";
import { obstacleIn } from "./reach.ts";
import { createRefusals } from "./refusals.ts";
import { register } from "./register.ts";
import { createServerTime } from "./server-time.ts";
import { readSent } from "./sent-files.ts";
import type { Talk } from "./talk.ts";
import { createTalk } from "./talk.ts";
import { createThreads } from "./threads.ts";
import { createWitnesses } from "./witnesses.ts";

export type { Log } from "./log.ts";
export type { Pulse } from "./presence.ts";

/** When Discord is away at start, the rest of the product comes up and the adapter follows. */
const START_WAIT_MS = 20 * SECOND;
const REGISTER_AGAIN_MS = 30 * SECOND;

/** Rights, people and words are the bot's; here is only how to reach Discord. */
export interface DiscordOptions {
  readonly token: string;
  /** The one guild that we serve; without it, every guild that the bot was invited to. */
  readonly guildId?: string;
  /** Up to and without the version. */
  readonly apiUrl?: string;
  readonly commandName?: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Discord refused us for good, at the start or later. */
  readonly onFatal?: (error: StartRefused) => void;
  /** What the line under the bot's name tells; without it, how to get help. */
  readonly pulse?: () => Promise<Pulse>;
}

interface Parts {
  readonly calls: Calls;
  readonly posts: Posts;
  readonly pin: NonNullable<ChatAdapter["pin"]>;
  readonly talk: Talk;
  readonly people: People;
  readonly presence: Presence;
  readonly intake: Intake;
  register(): Promise<void>;
}

/** `start` resolves after 20 s at the latest; until Discord has answered `isReady` is false. */
export function createDiscordAdapter(options: DiscordOptions): Required<ChatAdapter> {
  const { clock, log, guildId } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** Conversations with one person, as far as they were seen. */
  const direct = new Set<string>();
  const serverTime = createServerTime(clock);
  const state: { client?: Client; parts?: Parts; isUp: boolean; isSettled: boolean; isFatal: boolean } = {
    isUp: false,
    isSettled: false,
    isFatal: false,
  };

  function fatal(error: StartRefused): void {
    if (state.isFatal || signal.aborted) return;
    state.isFatal = true;
    log.error("discord refuses us for good", { setting: error.setting, error: error.message });
    options.onFatal?.(error);
  }

  const ready = (): Parts => {
    if (state.parts === undefined || !state.isUp) throw new Error("discord is not signed in yet");
    return state.parts;
  };

  /** The parts around one client; a further attempt to sign in has parts of its own. */
  function build(client: Client, bot: Bot): Parts {
    const seal = (press: Press): string => bot.seal(press);
    const guilds = (): readonly string[] =>
      guildId === undefined ? [...client.guilds.cache.keys()] : [guildId];
    const home = (): Home => ({
      application: client.application?.id ?? "",
      botUser: client.user?.id ?? "",
      isOurs: (guild) => guilds().includes(guild),
    });
    const calls = createCalls({
      rest: client.rest,
      refusals: createRefusals({ clock, log }),
      log,
      signal,
      explain: (channel, refusal) => explainRefusal(client, channel, refusal),
      onDeadToken: () => fatal(new StartRefused("DISCORD_TOKEN", "Discord refuses the bot token (401)")),
    });
    const edits = createEdits({ clock, signal });
    const threads = createThreads({ calls, log });
    const posts = createPosts({ calls, edits, threads, clock, log, seal, botUser: () => home().botUser });
    const callbacks = createCallbacks(calls);
    const ledger = createLedger();
    const { acknowledged } = ledger;
    const talk = createTalk({ calls, callbacks, posts, clock, log, seal, acknowledged });
    const late = createLate({ posts, clock, log, signal });
    const witnesses = createWitnesses(clock);
    return {
      calls,
      posts,
      pin: createPins({ calls, log }),
      talk,
      people: createPeople({ calls, guilds, witnesses }),
      intake: createIntake({
        bot,
        callbacks,
        talk,
        ledger,
        late,
        witnesses,
        serverTime,
        clock,
        log,
        home,
        noteDirect: (id) => void direct.add(id),
      }),
      presence: createPresence({
        clock,
        log,
        signal,
        pulse: options.pulse,
        set: (words, isBusy) => showPresence(client, words, isBusy),
      }),
      register: () => {
        const menu = drawMenu(options.commandName ?? "falcon", bot.commands);
        return register({ calls, log, application: home().application, guildId, menu });
      },
    };
  }

  function listen(client: Client, bot: Bot): void {
    const parts = build(client, bot);
    state.client = client;
    state.parts = parts;
    const failed = (error: unknown): void => log.error("a discord event failed", { error: String(error) });
    // Raw events: the SDK drops what its caches do not know, and replays as it likes.
    client.ws.on(
      "INTERACTION_CREATE" as never,
      (event: unknown) => void parts.intake.interaction(event).catch(failed),
    );
    client.ws.on(
      "MESSAGE_CREATE" as never,
      (event: unknown) => void parts.intake.message(event).catch(failed),
    );
    client.on("shardReady", () => void parts.presence.show());
  }

  /** Rejects only when Discord refuses us or we stop. */
  async function signIn(bot: Bot): Promise<void> {
    const { token, apiUrl = DISCORD_API } = options;
    await connect({
      token,
      apiUrl,
      clock,
      log,
      signal,
      onFatal: fatal,
      onAnswer: (date) => serverTime.heard(date),
      listen: (client) => listen(client, bot),
    });
    state.isUp = true;
    const isRegistered = await tryToRegister();
    state.isSettled = true;
    log.info("discord is connected", { guilds: state.client?.guilds.cache.size });
    if (!isRegistered) void registerLater();
  }

  /** What was registered before goes on working meanwhile, and so do mentions and buttons. */
  async function tryToRegister(): Promise<boolean> {
    try {
      await state.parts?.register();
      return true;
    } catch (error) {
      if (!signal.aborted) log.error("discord commands could not be registered", { error: String(error) });
      return error instanceof CallRefused;
    }
  }

  async function registerLater(): Promise<void> {
    do await clock.sleep(REGISTER_AGAIN_MS, signal).catch(() => undefined);
    while (!signal.aborted && !(await tryToRegister()));
  }

  return {
    surface: SURFACE,
    async start(bot) {
      const connected = signIn(bot);
      const waited = new AbortController();
      const enough = clock
        .sleep(START_WAIT_MS, AbortSignal.any([signal, waited.signal]))
        .catch(() => undefined);
      try {
        await Promise.race([connected, enough]);
      } finally {
        waited.abort();
      }
      connected.catch((error: unknown) => {
        if (error instanceof StartRefused) fatal(error);
        else if (!signal.aborted) log.error("discord could not be started", { error: String(error) });
      });
    },
    async stop() {
      stopping.abort(new Error("the discord adapter is stopping"));
      await state.client?.destroy();
    },
    isReady: () => state.isSettled && !state.isFatal && !signal.aborted && isConnected(state.client),
    respond: (turn, answer) => ready().talk.respond(turn, answer),
    working: async (turn) => state.parts?.talk.working(turn),
    post: (place, card, key) => ready().posts.post(place, card, key),
    update: (ref, card) => ready().posts.update(ref, card),
    pin: (ref, isPinned) => ready().pin(ref, isPinned),
    find: (place, key) => ready().posts.find(place, key),
    direct: (account, card, key) => ready().posts.direct(account, card, key),
    readFile: (file, mostBytes, stop) =>
      readSent(file, mostBytes, {
        apiUrl: options.apiUrl ?? DISCORD_API,
        log,
        signal: AbortSignal.any([signal, stop]),
      }),
    groupsOf: (account, groups) => ready().people.groupsOf(account, groups),
    standingOf: (account) => ready().people.standingOf(account),
    async obstacleIn(channel) {
      const { client, parts } = state;
      return client === undefined || parts === undefined
        ? undefined
        : obstacleIn(parts.calls, client, channel);
    },
    // A thread is a channel of its own, with the id of the message that it hangs at.
    addressOf({ channel, message }) {
      const above = state.client?.channels.cache.get(channel);
      const guild = above === undefined || above.isDMBased() ? undefined : above.guildId;
      return guild === undefined ? undefined : `https://discord.com/channels/${guild}/${channel}/${message}`;
    },
    overviewChanged: () => state.parts?.presence.changed(),
    isPrivate: (channel) =>
      direct.has(channel) || state.client?.channels.cache.get(channel)?.isDMBased() === true,
  };
}

const READY: Status.Ready = 0;
const CUSTOM_STATUS = 4;

const isConnected = (client: Client | undefined): boolean =>
  client?.isReady() === true && client.ws.shards.every((shard) => shard.status === READY);

function showPresence(client: Client, words: string, isBusy: boolean): void {
  client.user?.setPresence({
    activities: [{ type: CUSTOM_STATUS, name: "Falconer", state: words }],
    status: isBusy ? "dnd" : "online",
  });
}
