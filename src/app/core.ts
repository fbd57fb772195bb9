/**
 * What a bot and a shell have in common: store, Falcon, services, the bot itself. Adapters
 * are handed in by whoever starts it; nothing here listens or runs by itself.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { COMMANDS } from "../../commands/index.ts";
import type { LookUps } from "../../commands/look-ups.ts";
import { ACTIONS } from "../actions/index.ts";
import type { ApprovalParts } from "../approvals/ports.ts";
import { createApprovals } from "../approvals/service.ts";
import { createAuditTrail } from "../audit/trail.ts";
import { createBot, type RunningBot } from "../bot/bot.ts";
import { createPeople } from "../bot/people.ts";
import { createCharts } from "../charts/service.ts";
import { createStudio, type Studio } from "../charts/studio.ts";
import type { ChatAdapter } from "../chat/adapter.ts";
import type { DocumentSource } from "../chat/document.ts";
import type { Place } from "../chat/place.ts";
import type { Config } from "../config.ts";
import { isLoopback } from "../config/addresses.ts";
import type { Paint } from "../delivery/painters.ts";
import { createFalcon, type Falcon } from "../falcon/client.ts";
import { createHostIndex, type HostIndex } from "../hosts/index/host-index.ts";
import type { AnchoredClock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Rtr } from "../rtr/service.ts";
import type { Metrics } from "../ops/metrics.ts";
import { createStatus } from "../ops/status.ts";
import { createLinks } from "../links/service.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { changesOf } from "./changes.ts";
import { citedAlert } from "./cited-alert.ts";
import { reachCloud, type CloudAccess } from "./falcon.ts";
import { createFalconTime } from "./falcon-time.ts";
import { completionsOf } from "./completions.ts";
import { elaborateForm } from "./form-facts.ts";
import { lookUpsOf, paintingTenant, showingTenant, tenantsOf } from "./look-ups.ts";
import { createInstance, type Instance, type InstanceKind } from "./instance.ts";
import { ownSessions } from "./own-sessions.ts";
import { overviewCard } from "./overview.ts";
import { groupRoles, listedPeople, ownSurfaceRoles } from "./people.ts";
import { rtrDocuments } from "./rtr-documents.ts";
import { createRtrService, talkOf } from "./rtr.ts";
import { reportDocuments } from "./report-documents.ts";
import { reportsOf } from "./report-sources.ts";
import { requestDocuments } from "./request-documents.ts";
import { triageOf } from "./triage.ts";
import { VERSION } from "./version.ts";

/** Where the console shows requests that were made where nobody can see them. */
const CONSOLE_APPROVALS: Place = { surface: "web", channel: "approvals" };
const BUTTON_KEY = "button-key";

export interface Core {
  readonly config: Config;
  readonly clock: AnchoredClock;
  readonly log: Log;
  readonly store: Store;
  readonly cloud: CloudAccess;
  readonly falcon: Falcon;
  /** The reading services of our own tenant. */
  readonly lookUps: LookUps;
  /** Falcon's own time; undefined before its first answer. */
  readonly falconNow: () => number | undefined;
  readonly instance: Instance;
  readonly approvalParts: ApprovalParts;
  readonly approvals: ReturnType<typeof createApprovals>;
  readonly people: ReturnType<typeof createPeople>;
  readonly rtr: Rtr;
  readonly bot: RunningBot;
  /** Suggests names once it is started; a shell asks Falcon instead. */
  readonly hostIndex: HostIndex;
  /** Who draws the subjects of deliveries, by prefix. */
  readonly painters: ReadonlyMap<string, Paint>;
  /** Who has documents to read, by kind. */
  readonly documents: ReadonlyMap<string, DocumentSource>;
  /** Filled by whoever starts adapters; what posts, answers and looks up memberships. */
  readonly adapters: Map<string, ChatAdapter>;
  /** Where pictures are drawn; sleeps until the first. */
  readonly studio: Studio;
  /** What people's own pages show has changed. */
  overviewsChanged(): void;
  /** Gives back the tokens of all tenants that were asked about. Never rejects. */
  signOut(): Promise<void>;
}

interface CoreOptions {
  readonly config: Config;
  readonly clock: AnchoredClock;
  readonly log: Log;
  readonly kind: InstanceKind;
  readonly metrics?: Metrics;
}

/** Where the embedded store lies; not used with `DATABASE_URL`. */
export const storeFile = (config: Config): string => join(config.store.dataDir, "falconer.db");

/** Opens the store and the cloud. Whoever calls it closes both, also when a later step of theirs fails. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { config, clock, log, metrics } = options;
  const store = await openStore({
    databaseUrl: config.store.databaseUrl?.use(),
    file: storeFile(config),
    onFault: (error) => log.warn("the store reports a fault", { error }),
  });
  const cloud = await reachCloud(config, clock.now, { isShared: options.kind === "bot" });
  const falconTime = createFalconTime(clock);
  const clients: Falcon[] = [];
  const clientFor = (memberCid: string | undefined): Falcon => {
    const client = createFalcon({
      ...cloud,
      memberCid,
      clock,
      log: log.child("falcon"),
      version: VERSION,
      onCall: (call) => metrics?.observeFalcon(call),
      onServerDate: (ms) => falconTime.heard(ms),
    });
    clients.push(client);
    return client;
  };
  const falcon = clientFor(cloud.memberCid);
  const instance = createInstance({ store, clock, log: log.child("instance") }, options.kind);
  const adapters = new Map<string, ChatAdapter>();
  const adapter = (surface: string): ChatAdapter | undefined => adapters.get(surface);
  const overviewsChanged = (): void => adapters.forEach((one) => one.overviewChanged?.());

  const listed = listedPeople(config);
  const listedIds = new Set(listed.map(({ id }) => id));
  const people = createPeople({
    listed,
    groups: groupRoles(config),
    defaultRoles: config.settings.defaultRoles,
    surfaceRoles: ownSurfaceRoles(config, cloud.isDemo),
    links: store.links,
    adapter,
    clock,
    log: log.child("people"),
  });
  const hostIndex = createHostIndex({ falcon: falcon.hosts, clock, log: log.child("hosts") });
  const studio = createStudio({ clock, log: log.child("charts") });
  const charts = createCharts({ studio });
  const own = lookUpsOf({
    falcon,
    clock,
    index: hostIndex,
    pictures: charts,
    ownSessions: ownSessions(store),
  });
  const { hosts, alerts } = own;
  const { memberCid } = cloud;
  const tenants = tenantsOf({
    own,
    falcon,
    memberCid,
    clientFor,
    pictures: charts,
    commands: COMMANDS,
    clock,
  });
  const changes = changesOf({ falcon, lookUps: own, store, clock, log });
  const triage = triageOf({ store, clock, log, charts, alerts, falcon, listed, adapter });
  const approvalParts: ApprovalParts = {
    store,
    clock,
    log: log.child("approvals"),
    policy: config.settings.policy,
    actions: ACTIONS,
    sources: changes.sources,
    effects: changes.effects,
    cited: (id, signal) => citedAlert(alerts, id, signal),
    idOf: (account) => people.idOf(account),
    channel: config.settings.approvalsChannel,
    fallbackChannel: isLoopback(config.listen.host) ? CONSOLE_APPROVALS : firstFeed(config),
    canPost: ({ surface, channel }) =>
      surface !== "terminal" && surface !== "mcp" && adapter(surface)?.isPrivate?.(channel) !== true,
  };
  const approvals = createApprovals(approvalParts);
  const rtr = createRtrService({
    config,
    store,
    clock,
    log,
    falcon,
    approvals,
    people,
    holder: instance.owner,
    adapters,
    addressOf: (message) => adapter(message.surface)?.addressOf?.(message),
  });
  const reports = reportsOf({ clock, store, hosts, alerts, charts });
  const services = {
    clock,
    rtr,
    hosts,
    alerts,
    tenants,
    indicators: changes.indicators,
    ...triage.services,
    approvals,
    audit: createAuditTrail({ store }),
    links: createLinks({ store, clock, isListed: (id) => listedIds.has(id) }),
    reports,
    commands: COMMANDS.map(({ info }) => info),
    status: createStatus({
      clock,
      version: VERSION,
      startedAt: clock.now(),
      probes: {
        surfaces: () => [...adapters.values()].map((one) => ({ name: one.surface, isReady: one.isReady() })),
        falcon: async () => {
          await falcon.signIn();
          const words = cloud.isDemo ? "simulator" : (falcon.region() ?? falcon.address());
          return { words, isReachable: true, isDemo: cloud.isDemo };
        },
        engine: store.engine,
        frozen: () => approvals.frozen(),
        pending: async () => (await store.approvals.countByState())["pending"] ?? 0,
        isolated: async () => (await approvals.isolated()).length,
        deliveries: async () => countDeliveries(await store.deliveries.countByState()),
        driftMs: () => clock.driftMs(),
      },
    }),
  };
  const bot = createBot({
    commands: memberCid === undefined ? COMMANDS : showingTenant(COMMANDS, tenants),
    services,
    people,
    adapter,
    inbox: store.inbox,
    prompts: store.prompts,
    audit: { append: (note) => store.audit.append(clock.now(), note) },
    talk: talkOf(rtr),
    hostWords: { count: (word, signal) => hosts.count(word, signal) },
    completions: completionsOf({ hosts, approvals }),
    overview: (person) => overviewCard(approvals, person),
    elaborate: (form) =>
      elaborateForm(form, { hosts, alerts, store, alertTargets: triage.services.alertTargets }),
    observe(observation) {
      metrics?.observeCommand(observation);
      const isChange = COMMANDS.some(({ info }) => info.name === observation.command && info.changes);
      if (isChange && observation.outcome === "ok") overviewsChanged();
    },
    key: String(await store.values.setOnce(BUTTON_KEY, randomBytes(32).toString("base64url"))),
    owner: instance.owner,
    clock,
    log: log.child("bot"),
  });
  const painters = new Map([
    ["approval", approvals.paint],
    ["review", approvals.paint],
    ["rtr", rtr.paint],
    ["rtr-entry", rtr.paint],
    ...triage.painters,
  ]);
  return {
    config,
    clock,
    log,
    store,
    cloud,
    falcon,
    lookUps: own,
    falconNow: falconTime.now,
    instance,
    approvalParts,
    approvals,
    people,
    rtr,
    bot,
    hostIndex,
    painters: memberCid === undefined ? painters : paintingTenant(painters, tenants),
    documents: new Map(
      [requestDocuments(approvals), reportDocuments({ approvals, reports }), ...rtrDocuments(store, rtr)].map(
        (source) => [source.kind, source],
      ),
    ),
    adapters,
    studio,
    overviewsChanged,
    signOut: async () => void (await Promise.all(clients.map((client) => client.revoke()))),
  };
}

const firstFeed = (config: Config): Place | undefined => config.settings.feeds[0]?.channel;

function countDeliveries(rows: readonly { readonly state: string; readonly count: number }[]) {
  const count = (...states: readonly string[]): number =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.count, 0);
  return { open: count("queued", "sending"), failed: count("failed") };
}
