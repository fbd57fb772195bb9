/**
 * The web console as a chat platform: channels, threads, private messages, edits, buttons,
 * forms and files, kept in a log that outlives the process. `routes` is mounted on the
 * product's listener, which decides whether the console is on at all (`consoleOff` if not).
 */
import { readInline } from "../../src/chat/incoming-file.ts";
import type { Hono } from "hono";
import type { Bot, ChatAdapter } from "../../src/chat/adapter.ts";
import type { Documents } from "../../src/chat/document.ts";
import type { MessageRef } from "../../src/chat/place.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { createApi } from "./api.ts";
import { loadAssets } from "./assets.ts";
import { SURFACE, createBoard, directChannel, isDirectChannel } from "./board.ts";
import { createDesk } from "./desk.ts";
import { createHub } from "./hub.ts";
import type { ConsoleLog, ConsoleMessage } from "./log.ts";
import type { ConsolePerson } from "./session.ts";
import { recordingRoutes } from "./recording.ts";
import { createSessions } from "./session.ts";
import { createTurns } from "./turns.ts";

export type { ConsoleLog, ConsoleMessage } from "./log.ts";
export type { ConsolePerson } from "./session.ts";
export { consoleOff } from "./page.ts";

/** What the console stands on. It listens nowhere itself. */
export interface WebAdapterOptions {
  readonly log: ConsoleLog;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Who may use the console. In the demo the reader chooses among them; else the first is the reader. */
  readonly people: () => readonly ConsolePerson[];
  readonly isDemo: boolean;
  /** Channels that exist before anything is said in them. */
  readonly channels?: readonly string[];
  /** Host names, beside the loopback ones, under which the console may be addressed. */
  readonly hosts?: readonly string[];
  /** Calls back when another process may have written; without it the log is polled. */
  readonly subscribeChanges?: (listener: () => void) => () => void;
  /** What of a typed line may be shown and kept: the place to mask a password. */
  readonly echo?: (line: string) => string;
  /** Recordings to be played on a page of their own. */
  readonly documents?: Documents;
  /** Faults that no caller waits for. */
  readonly onFault?: (error: unknown) => void;
}

/** `routes` answer from the start on, with 503 while there is no bot. */
export interface WebAdapter extends ChatAdapter {
  readonly routes: Hono;
}

const DEFAULT_CHANNELS: readonly string[] = ["general", "approvals", "alerts"];

/** What is said lies in the log. Tokens live as long as the process: a page fetches another one. */
export function createWebAdapter(options: WebAdapterOptions): WebAdapter {
  const { log, clock, newId, people, isDemo } = options;
  const channels = options.channels ?? DEFAULT_CHANNELS;
  const onFault = options.onFault ?? ((): void => undefined);
  let bot: Bot | undefined;
  let following: { readonly end: AbortController; readonly over: Promise<void> } | undefined;

  const sessions = createSessions(() => (isDemo ? people() : people().slice(0, 1)));
  const desk = createDesk({ log, sessions, newId, seal: (press) => bot?.seal(press) ?? "" });
  const hub = createHub({
    log,
    clock,
    draw: (message, viewer) => desk.drawMessage(message, viewer),
    onFault,
    ...(options.subscribeChanges === undefined ? {} : { subscribeChanges: options.subscribeChanges }),
  });
  const board = createBoard({ log, clock, newId, channels, written: (message) => hub.tell(message) });
  const turns = createTurns({ board, hub, clock, newId, onFault, echo: options.echo ?? ((line) => line) });
  const assets = loadAssets();
  const routes = createApi({
    assets,
    board,
    desk,
    hub,
    sessions,
    turns,
    onFault,
    isDemo,
    hosts: options.hosts ?? [],
    pageChannel: channels.find((name) => name === "approvals") ?? channels[0] ?? "general",
    bot: () => bot,
  });
  const { documents, hosts = [] } = options;
  if (documents !== undefined)
    routes.route("/", recordingRoutes({ assets: () => assets, sessions, hosts, documents }));

  return {
    surface: SURFACE,
    routes,
    async start(given) {
      bot = given;
      const end = new AbortController();
      following = { end, over: hub.run(end.signal) };
    },
    async stop() {
      bot = undefined;
      following?.end.abort();
      await following?.over;
      following = undefined;
    },
    isReady: () => bot !== undefined,
    respond: (turn, answer) => turns.answer(turn, answer),
    async post(place, card, key) {
      return refOf(await board.say({ channel: place.channel, thread: place.thread, card, key }));
    },
    update: (ref, card) => board.edit(ref, card),
    pin: (ref, isPinned) => board.pin(ref, isPinned),
    async find(place, key) {
      const known = await board.find(place, key);
      return known === undefined ? undefined : refOf(known);
    },
    async direct(account, card, key) {
      return refOf(await board.say({ channel: directChannel(account.id), card, key }));
    },
    async standingOf(account) {
      return sessions.person(account.id) === undefined ? "foreign" : "member";
    },
    async obstacleIn(channel) {
      const known = await board.isPlace(channel, "");
      return known || isDirectChannel(channel) ? undefined : `The console has no channel called ${channel}.`;
    },
    readFile: async (file, mostBytes) => readInline(file, mostBytes),
    isPrivate: isDirectChannel,
    overviewChanged: () => hub.send(undefined, "overview", {}),
  };
}

const refOf = ({ channel, id }: ConsoleMessage): MessageRef => ({ surface: SURFACE, channel, message: id });
