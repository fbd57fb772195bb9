/**
 * The Slack adapter: the real Bolt over Socket Mode or signed HTTP. This file puts the parts
 * together; the SDK is loaded when the adapter starts, not before.
 */
import type { App } from "@slack/bolt";
import type { Bot, ChatAdapter } from "../../src/chat/adapter.ts";
import { StartRefused } from "../../src/chat/adapter.ts";
import type { Press } from "../../src/chat/card.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import type { Calls } from "./calls.ts";
import { createCalls } from "./calls.ts";
import { createEdits } from "../../src/chat/edits.ts";
import { createFiles } from "./files.ts";
import type { HomePages } from "./home.ts";
import { createHomePages } from "./home.ts";
import type { SlackHttp } from "./http.ts";
import { createHttp } from "./http.ts";
import type { Incoming } from "./incoming.ts";
import { take } from "./incoming.ts";
import { registerIntake } from "./intake.ts";
import { createLanes } from "./lanes.ts";
import type { Log } from "./log.ts";
import type { Home } from "./heard.ts";
import { SURFACE } from "./heard.ts";
import type { People } from "./people.ts";
import { createPeople } from "./people.ts";
import { createPins } from "./pins.ts";
import type { Posts } from "./posts.ts";
import { createPosts } from "./posts.ts";
import { obstacleIn } from "./reach.ts";
import { createRedraws } from "./redraws.ts";
import { readShared } from "./shared-files.ts";
import { createApp, receiverFactory, signIn, SLACK_API } from "./sign-in.ts";
import type { Sockets, SocketTiming } from "./sockets.ts";
import { openSockets, SOCKET_TIMING } from "./sockets.ts";
import type { Talk } from "./talk.ts";
import { createTalk } from "./talk.ts";
import { sayNotUnderstood } from "./unheard.ts";

export type { SlackHttp } from "./http.ts";
export type { Log } from "./log.ts";

/** When Slack is away at start, the rest of the product comes up and the adapter follows. */
const START_WAIT_MS = 20 * SECOND;

/** One of `appToken` and `signingSecret` is needed. @throws StartRefused from `start` without either */
export interface SlackOptions {
  readonly botToken: string;
  /** Socket Mode. Without it, `signingSecret` and HTTP. */
  readonly appToken?: string;
  readonly signingSecret?: string;
  /** Ends in `/api/`. */
  readonly apiUrl?: string;
  /** Our workspace, when it is not the one that the token belongs to. */
  readonly homeTeam?: string;
  readonly commandName?: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Slack refused us for good after the start: a token died, or Socket Mode was switched off. */
  readonly onFatal?: (error: StartRefused) => void;
  readonly socketTiming?: Partial<SocketTiming>;
}

/** `groupsOf` and the others are always there; the port leaves them open. */
interface SlackAdapter extends Required<Omit<ChatAdapter, "isPrivate">> {
  /** In HTTP mode: what to mount on the product's listener. */
  readonly http?: SlackHttp;
}

interface Parts {
  readonly app: App;
  readonly posts: Posts;
  readonly pin: SlackAdapter["pin"];
  readonly talk: Talk;
  readonly people: People;
  readonly calls: Calls;
  readonly homePages: HomePages;
}

/** `start` resolves after 20 s at the latest; until Slack has answered `isReady` is false. */
export function createSlackAdapter(options: SlackOptions): SlackAdapter {
  const { clock, log, appToken, signingSecret } = options;
  const apiUrl = options.apiUrl ?? SLACK_API;
  const stopping = new AbortController();
  const { signal } = stopping;
  const state: { parts?: Parts; home?: Home; sockets?: Sockets; isFatal: boolean } = { isFatal: false };

  function fatal(error: StartRefused): void {
    if (state.isFatal || signal.aborted) return;
    state.isFatal = true;
    log.error("slack refuses us for good", { setting: error.setting, error: error.message });
    options.onFatal?.(error);
  }

  const ready = (): Parts => {
    if (state.parts === undefined || state.home === undefined) throw new Error("slack is not signed in yet");
    return state.parts;
  };
  const home = (): Home => {
    if (state.home === undefined) throw new Error("slack is not signed in yet");
    return state.home;
  };
  const takeDelivery = async (incoming: Incoming): Promise<void> => {
    const { app, talk } = ready();
    await take(incoming, { app, log, unheard: (body) => sayNotUnderstood(body, { talk, clock, log }) });
  };
  const http =
    appToken === undefined && signingSecret !== undefined
      ? createHttp({ signingSecret, clock, log, isReady: () => state.home !== undefined, take: takeDelivery })
      : undefined;

  async function build(bot: Bot): Promise<Parts> {
    const app = await createApp({ botToken: options.botToken, apiUrl, log });
    const seal = (press: Press): string => bot.seal(press);
    const onDeadToken = (code: string): void =>
      fatal(new StartRefused("SLACK_BOT_TOKEN", `Slack refuses the bot token (${code})`));
    const calls = createCalls({ client: app.client, lanes: createLanes({ clock, signal }), onDeadToken });
    const files = createFiles({ calls, redraws: createRedraws({ clock, signal, log }), log });
    const posts = createPosts({ calls, edits: createEdits({ clock, signal }), files, clock, log, seal });
    const talk = createTalk({ calls, posts, files, clock, log, apiUrl, signal, seal });
    const overview = bot.overview.bind(bot);
    const homePages = createHomePages({ calls, clock, log, signal, overview, seal });
    const commandName = options.commandName ?? "/falcon";
    registerIntake(app, { bot, calls, talk, homePages, clock, log, commandName, home });
    const pin = createPins({ calls, log });
    return { app, calls, posts, pin, talk, homePages, people: createPeople({ calls, log, home }) };
  }

  /** Signs in and, in Socket Mode, connects; rejects only when Slack refuses us or we stop. */
  async function connect({ app }: Parts): Promise<void> {
    const { homeTeam } = options;
    state.home = await signIn(app, { clock, log, signal, ...(homeTeam === undefined ? {} : { homeTeam }) });
    if (appToken === undefined) return;
    const sockets = await openSockets({
      clock,
      log,
      signal,
      timing: { ...SOCKET_TIMING, ...options.socketTiming },
      openReceiver: await receiverFactory({ appToken, apiUrl, log }),
      take: takeDelivery,
      onFatal: fatal,
    });
    state.sockets = sockets;
    log.info("slack is connected", { team: state.home.team });
  }

  return {
    surface: SURFACE,
    ...(http === undefined ? {} : { http }),
    async start(bot) {
      if (appToken === undefined && signingSecret === undefined)
        throw new StartRefused("SLACK_APP_TOKEN", "set it for Socket Mode, or SLACK_SIGNING_SECRET for HTTP");
      state.parts = await build(bot);
      const connected = connect(state.parts);
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
        else if (!signal.aborted) log.error("slack could not be started", { error: String(error) });
      });
    },
    async stop() {
      stopping.abort(new Error("the slack adapter is stopping"));
      await state.sockets?.stop();
    },
    isReady: () =>
      state.home !== undefined &&
      !state.isFatal &&
      !signal.aborted &&
      (http !== undefined || state.sockets?.isReady() === true),
    respond: (turn, answer) => ready().talk.respond(turn, answer),
    working: async (turn) => state.parts?.talk.working(turn),
    post: (place, card, key) => ready().posts.post(place, card, key),
    update: (ref, card) => ready().posts.update(ref, card),
    pin: (ref, isPinned) => ready().pin(ref, isPinned),
    find: (place, key) => ready().posts.find(place, key),
    direct: (account, card, key) => ready().posts.direct(account, card, key),
    readFile: (file, mostBytes, stop) =>
      readShared(file, mostBytes, {
        botToken: options.botToken,
        apiUrl,
        log,
        signal: AbortSignal.any([signal, stop]),
      }),
    groupsOf: (account, groups) => ready().people.groupsOf(account, groups),
    standingOf: (account) => ready().people.standingOf(account),
    obstacleIn: (channel) => obstacleIn(ready().calls, channel),
    addressOf: ({ channel, message }) =>
      state.home?.url === undefined
        ? undefined
        : `${state.home.url}archives/${channel}/p${message.replace(".", "")}`,
    overviewChanged: () => state.parts?.homePages.changed(),
  };
}
