/** `npm start`: the bot with every surface that the settings switch on, until it is told to stop. */
import { createWebAdapter, consoleOff } from "../../adapters/web/index.ts";
import type { AccountRef } from "../chat/person.ts";
import { parsePlace, type Place } from "../chat/place.ts";
import type { Config } from "../config.ts";
import { isLoopback } from "../config/addresses.ts";
import { createDeliveryEngine, type DeliveryEngine } from "../delivery/engine.ts";
import { paintBy } from "../delivery/painters.ts";
import { createApprovalWorker } from "../approvals/worker.ts";
import { SECOND, type AnchoredClock, type Clock } from "../lib/clock.ts";
import type { Turn } from "../chat/turn.ts";
import { BotError } from "../lib/errors.ts";
import { newId } from "../lib/id.ts";
import type { Logger } from "../log.ts";
import { startListener } from "../ops/listener.ts";
import { createMetrics, type Metrics } from "../ops/metrics.ts";
import { stopInOrder } from "../ops/shutdown.ts";
import { maskedRoughly } from "../rtr/grammar/mask.ts";
import type { DeliveryRow } from "../store/rows.ts";
import { createAgents, httpAccess } from "./agents.ts";
import { createCore, type Core } from "./core.ts";
import { alertFallbacks, createFeed } from "./feed.ts";
import { documentsOf } from "./documents.ts";
import { isBotAlive } from "./instance.ts";
import { consolePeople, listedPeople } from "./people.ts";
import { tellAdmins } from "./tell-admins.ts";
import { startTidying } from "./tidy.ts";
import { VERSION } from "./version.ts";

const STOP_WITHIN_MS = 10 * SECOND;
const DRAIN_MS = 3 * SECOND;
const OFF =
  "The console needs a login beyond this machine, and there is none yet. Set FALCONER_LISTEN to a loopback address.";

interface RunOptions {
  readonly config: Config;
  readonly clock: AnchoredClock;
  readonly log: Logger;
  readonly login: string;
  readonly print: (line: string) => void;
  /** Something for good: the process should end with this. */
  readonly onFatal: (error: unknown) => void;
}

/** A bot that is up. `stop` takes ten seconds at most. */
export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** @throws StartRefused when a platform refuses us for good */
export async function runBot(options: RunOptions): Promise<Running> {
  const { config, clock, log, login } = options;
  const metrics = createMetrics({ clock, log: log.child("metrics"), version: VERSION });
  for (const { path, message } of config.warnings)
    log.warn("a setting will not do what it seems to", { path, why: message });
  const core = await createCore({ config, clock, log, kind: "bot", metrics });
  const { store, bot, adapters, instance } = core;
  log.addSecret(core.cloud.clientSecret.use());
  metrics.collect({
    deliveries: () => store.deliveries.countByState(),
    approvals: () => store.approvals.countByState(),
    containmentsOpen: async () => (await store.containments.open()).length,
    driftMs: () => clock.driftMs(),
  });

  const web = createConsole(core, login);
  const slack = await createSlack(options);
  const discord = await createDiscord(options, core);
  const agents = createAgents(() => core, metrics);
  for (const adapter of [web, slack, discord, agents])
    if (adapter !== undefined) adapters.set(adapter.surface, adapter);

  const delivery = createDelivery(core);
  const worker = createApprovalWorker(core.approvalParts, instance.owner);
  const feed = createFeed(core, metrics);
  const listener = await startListener({
    ...config.listen,
    log: log.child("http"),
    clock,
    metrics,
    ready: () => readiness(core),
    web: web?.routes ?? consoleOff(OFF),
    raw: [agents.httpRoute(httpAccess(core, login)), ...(slack?.http === undefined ? [] : [slack.http])],
  });

  await instance.reap();
  await instance.start(
    () => void bot.resume().catch((error: unknown) => log.warn("turns could not be taken up", { error })),
  );
  await feed.begin();
  await startAdapters(core, metrics);
  const resumed = await bot.resume();
  worker.start();
  delivery.start();
  feed.start();
  core.hostIndex.start();
  const sessions = core.rtr.worker({ adopts: true, isAnotherAlive: () => isAnotherBotAlive(core) });
  sessions.start();
  const tidying = startTidying(core);
  void signIn(core, options.print);
  log.info("ready", { url: listener.url, surfaces: [...adapters.keys()], store: store.engine, resumed });
  options.print(`Falconer is ready: ${listener.url}${core.cloud.isDemo ? " (simulated Falcon)" : ""}`);

  return {
    url: listener.url,
    stop: async () => {
      await stopInOrder(
        [
          { name: "feed", stop: () => feed.stop() },
          { name: "turns", stop: () => bot.drain(DRAIN_MS) },
          { name: "sessions", stop: () => sessions.stop() },
          { name: "approvals", stop: () => worker.stop() },
          {
            // Together: a post that sits out a rate limit is let go by its surface.
            name: "deliveries and surfaces",
            stop: async () =>
              void (await Promise.allSettled([
                delivery.stop(),
                ...[...adapters.values()].map((one) => one.stop()),
              ])),
          },
          { name: "listener", stop: () => listener.stop() },
          { name: "falcon", stop: () => core.signOut() },
          { name: "simulator", stop: () => core.cloud.stop() },
          { name: "charts", stop: () => core.studio.stop() },
          { name: "metrics", stop: async () => metrics.stop() },
          { name: "host index", stop: () => core.hostIndex.stop() },
          { name: "tidying", stop: () => tidying.stop() },
          { name: "instance", stop: () => instance.stop() },
          { name: "store", stop: () => store.close() },
        ],
        { withinMs: STOP_WITHIN_MS, log, clock },
      );
    },
  };
}

function createConsole(core: Core, login: string) {
  const { config, cloud, clock, store, log } = core;
  if (!isLoopback(config.listen.host)) return undefined;
  const mayChoose = cloud.isDemo || isLoopback(hostOf(cloud.baseUrl));
  const people = consolePeople(listedPeople(config), login, mayChoose);
  return createWebAdapter({
    log: store.console,
    clock,
    newId,
    people: () => people,
    isDemo: mayChoose,
    subscribeChanges: (listener) => store.onChange(listener),
    echo: maskedRoughly,
    documents: documentsOf(() => core),
    onFault: (error) => log.warn("the console reports a fault", { error }),
  });
}

const hostOf = (url: string | undefined): string =>
  url === undefined ? "" : (URL.parse(url)?.hostname ?? "");

async function createSlack({ config, clock, log, onFatal }: RunOptions) {
  const { slack } = config;
  if (slack === undefined) return undefined;
  const { createSlackAdapter } = await import("../../adapters/slack/index.ts");
  return createSlackAdapter({
    botToken: slack.botToken.use(),
    ...(slack.mode === "socket"
      ? { appToken: slack.appToken.use() }
      : { signingSecret: slack.signingSecret.use() }),
    ...(slack.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
    log: log.child("slack"),
    clock,
    onFatal,
  });
}

async function createDiscord({ config, clock, log, onFatal }: RunOptions, { store, approvals }: Core) {
  const { discord } = config;
  if (discord === undefined) return undefined;
  const { createDiscordAdapter } = await import("../../adapters/discord/index.ts");
  return createDiscordAdapter({
    token: discord.token.use(),
    ...(discord.guildId === undefined ? {} : { guildId: discord.guildId }),
    ...(discord.apiUrl === undefined ? {} : { apiUrl: discord.apiUrl }),
    log: log.child("discord"),
    clock,
    onFatal,
    pulse: async () => ({
      isFrozen: (await approvals.frozen()) !== undefined,
      openRequests: (await store.approvals.countByState())["pending"] ?? 0,
    }),
  });
}

function createDelivery(core: Core): DeliveryEngine {
  const { store, clock, log, adapters, instance, config } = core;
  return createDeliveryEngine({
    store,
    clock,
    log: log.child("delivery"),
    owner: instance.owner,
    adapters,
    paint: paintBy(core.painters),
    async fallbacks(row: DeliveryRow): Promise<readonly Place[]> {
      if (row.lane === "alert") return alertFallbacks(core, row);
      const id = row.subject?.split(":")[1];
      const asked = id === undefined ? undefined : (await store.approvals.get(id))?.place;
      const places = [config.settings.approvalsChannel, asked, parsePlace("web:approvals")];
      return places.filter((place) => place !== undefined);
    },
    accountsBeside: (account) => accountsBeside(core, account),
    onPlaceGone: (row, next, why) => tellAdmins(core, row, next, why),
    onDelivered: (row) => {
      core.overviewsChanged();
      if (row.subject?.startsWith("rtr:") === true) core.rtr.noticed();
    },
  });
}

/** Of whoever is behind it; the console last, since nobody may be looking there. */
async function accountsBeside({ people }: Core, account: AccountRef): Promise<readonly AccountRef[]> {
  const { accounts = [] } = (await people.personById(await people.idOf(account))) ?? {};
  const isConsole = ({ surface }: AccountRef): boolean => surface === "web";
  return accounts.toSorted((a, b) => Number(isConsole(a)) - Number(isConsole(b)));
}

const isAnotherBotAlive = ({ store, clock, instance }: Core): Promise<boolean> =>
  isBotAlive(store, clock, instance.owner);

/** A refusal for good ends the start; every other trouble is the adapter's own to mend. */
async function startAdapters({ adapters, bot, clock }: Core, metrics: Metrics): Promise<void> {
  const measured = { ...bot, accept: (turn: Turn) => timed(bot.accept(turn), turn, clock, metrics) };
  await Promise.all([...adapters.values()].map((adapter) => adapter.start(measured)));
}

/** How long the platform had to wait until the turn was safe to acknowledge. */
function timed<T extends { readonly stored: Promise<unknown> }>(
  taken: T,
  turn: Turn,
  clock: Clock,
  metrics: Metrics,
): T {
  const startedAt = clock.now();
  const seen = (): void => metrics.observeAck(turn.account.surface, clock.now() - startedAt);
  taken.stored.then(seen, seen);
  return taken;
}

async function signIn(core: Core, print: (line: string) => void): Promise<void> {
  try {
    await core.falcon.signIn();
    core.log.info("falcon has answered", { region: core.falcon.region() });
  } catch (error) {
    core.log.error("falcon does not let us in; look-ups and actions will fail until it does", { error });
    print(`Falcon does not let us in yet: ${error instanceof BotError ? error.hint : "no answer"}`);
  }
}

async function readiness(core: Core) {
  const surfaces = [...core.adapters.values()].map((one) => ({ name: one.surface, isReady: one.isReady() }));
  const asked = async (name: string, work: Promise<unknown>) =>
    work.then(
      () => ({ name, isReady: true }),
      (error: unknown) => ({
        name,
        isReady: false,
        why: error instanceof BotError ? error.hint : "no answer",
      }),
    );
  return [...surfaces, await asked("store", core.store.ping()), await asked("falcon", core.falcon.signIn())];
}
