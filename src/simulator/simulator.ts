/**
 * A Falcon cloud over HTTP on loopback: the neighbour when no credentials are set, the
 * rehearsal, and what the tests live beside. Serves any client that speaks to Falcon.
 */
import { randomBytes } from "node:crypto";
import type { Alert } from "./alert-book.ts";
import { childWorlds } from "./child-worlds.ts";
import { CallLog } from "./call-log.ts";
import type { CallRecord } from "./call-log.ts";
import { Cursors } from "./cursors.ts";
import { createDice } from "./dice.ts";
import { FaultList } from "./faults.ts";
import type { Fault } from "./faults.ts";
import { createGateway } from "./gateway.ts";
import type { Region } from "./gateway.ts";
import type { Device, HostChanges } from "./host-book.ts";
import { RateWindow } from "./rate-window.ts";
import { createRouter } from "./route.ts";
import { RtrDesk, type RtrSettings } from "./rtr/desk.ts";
import { controlRtr, watchRtr, type RtrControl, type RtrState } from "./rtr/watch.ts";
import { routes } from "./routes.ts";
import { startServer } from "./server.ts";
import type { Shelves } from "./shelf.ts";
import type { AlertWish, ChildTenant, FalconUser, HostGroup, Tenant } from "./tenant.ts";
import { TokenDesk } from "./token-desk.ts";
import type { Client } from "./token-desk.ts";
import { createWorkshop } from "./workshop.ts";
import type { Scenario } from "./world/scenario.ts";
import { customerIdOf } from "./world/staff.ts";
import { createWorld } from "./world/world.ts";

/** Times are milliseconds. */
export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: "127.0.0.1";
  /** Both are made up unless given. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Further API clients with fewer scopes; the first one may do everything. */
  readonly clients?: readonly Client[];
  /**
   * Milliseconds since the epoch; a test that moves it moves everything but calls that are being
   * held open.
   */
  readonly now?: () => number;
  /** The same seed makes the same hosts and alerts. */
  readonly seed?: number;
  readonly scenario?: Scenario;
  /** How long an online host takes to change its containment. */
  readonly containMs?: number;
  readonly faults?: readonly Fault[];
  /** The retired collection of incidents: gone unless this says that it is answered. */
  readonly incidents?: Tenant["incidents"];
  /** How long an online host takes for an on-demand scan. */
  readonly scanMs?: number;
  /** How fast hosts are in a session, and what they do otherwise than usual. */
  readonly rtr?: RtrSettings;
  /** Starts without the invented company: only these hosts and alerts. */
  readonly empty?: boolean;
  readonly hosts?: readonly HostChanges[];
  readonly alerts?: readonly AlertWish[];
  /** Flight Control children that a token may be asked for. */
  readonly children?: readonly ChildTenant[];
  /** Calls a minute, for data and for tokens. */
  readonly limits?: { readonly data?: number; readonly tokens?: number };
  /** `us-1` unless given; with `redirect` it is the wrong cloud. */
  readonly region?: Region;
}

/** The tenant as it is at this moment, for assertions. */
export interface SimulatorState {
  readonly hosts: readonly Device[];
  readonly alerts: readonly Alert[];
  readonly groups: readonly HostGroup[];
  readonly users: readonly FalconUser[];
  /** Calls to `/_simulator` are not among them. */
  readonly calls: readonly CallRecord[];
  /** Given out so far, to whichever client. */
  readonly tokensIssued: number;
  readonly rtr: RtrState;
  /** By device id, or by hostname in any case (the one seen last). */
  readonly host: (idOrName: string) => Device | undefined;
  readonly alert: (compositeId: string) => Alert | undefined;
  /** Accepted containments; refused ones are not counted. */
  readonly containCalls: (deviceId: string) => number;
  /** Accepted releases, likewise. */
  readonly liftCalls: (deviceId: string) => number;
  /** Answered and unanswered requests to a path, or beginning with it. */
  readonly callsTo: (path: string, method?: string) => readonly CallRecord[];
}

/** A running one, with the hands that a test needs. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`: what `FALCON_BASE_URL` takes. */
  readonly url: string;
  readonly clientId: string;
  /** Changes with `rotateSecret`; it also opens the `/_simulator` routes. */
  readonly clientSecret: string;
  readonly state: SimulatorState;
  /** Joins those that are pending; each is used up by the calls that it fits. */
  readonly addFault: (fault: Fault) => void;
  readonly clearFaults: () => void;
  readonly addHost: (wanted: HostChanges) => Device;
  readonly addAlert: (wanted?: AlertWish) => Alert;
  /** By device id or hostname. */
  readonly setHost: (idOrName: string, changes: HostChanges) => Device;
  /** Moves `updated_timestamp`, as when somebody edits the alert in the console. */
  readonly setAlert: (compositeId: string, changes: Partial<Alert>) => Alert;
  /** Installs the machine anew: same name, another device id, the old record offline. */
  readonly replaceHost: (idOrName: string) => Device;
  readonly rtr: RtrControl;
  readonly addClient: (client: Client) => void;
  /** All of them: the next call of each client is a 401. */
  readonly revokeTokens: () => void;
  /** A new secret for the first client; tokens given out stay good. */
  readonly rotateSecret: () => string;
  /** Indicators, vulnerabilities, assets, cases, scans: to be looked at and added to. */
  readonly shelves: Shelves;
  readonly clearCalls: () => void;
  /** Cuts open calls, and resolves once the port is free. */
  readonly stop: () => Promise<void>;
}

const DEFAULTS = { seed: 7, containMs: 4_000, scanMs: 6_000, dataLimit: 6_000, tokenLimit: 300 };

/** Listens before it resolves. Whoever starts it has to `stop` it. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const first: Client = {
    id: options.clientId ?? randomBytes(16).toString("hex"),
    secret: options.clientSecret ?? newSecret(),
    scopes: "all",
  };
  const tenant = createTenant(options, first, now);
  const wasContained = (id: string, atMs: number): boolean => tenant.hosts.statusAt(id, atMs) === "contained";
  const catchUp = (): void => {
    tenant.alerts.catchUp(now(), wasContained);
    tenant.rtr.catchUp(now());
  };
  for (const wanted of options.hosts ?? []) tenant.workshop.addHost(wanted);
  for (const wanted of options.alerts ?? []) tenant.workshop.addAlert(wanted);
  const region = options.region ?? { name: "us-1" };
  const answer = createGateway({ tenant, find: createRouter(routes), region });
  const server = await startServer({
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    now,
    tenant,
    answer,
    catchUp,
  });
  return control({ tenant, first, now, catchUp, server });
}

interface ControlParts {
  readonly tenant: Tenant;
  readonly first: Client;
  readonly now: () => number;
  readonly catchUp: () => void;
  readonly server: { readonly url: string; stop(): Promise<void> };
}

function control({ tenant, first, now, catchUp, server }: ControlParts): Simulator {
  const { tokens, hosts, alerts, faults, workshop } = tenant;
  const idOf = (idOrName: string): string => hosts.find(idOrName, now())?.device_id ?? idOrName;
  return {
    url: server.url,
    clientId: first.id,
    get clientSecret() {
      return tenant.controlSecret();
    },
    state: watch(tenant, now, catchUp),
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    addHost: (wanted) => workshop.addHost(wanted),
    addAlert: (wanted = {}) => workshop.addAlert(wanted),
    setHost(idOrName, changes) {
      catchUp();
      return hosts.change(idOf(idOrName), changes, now());
    },
    setAlert(compositeId, changes) {
      catchUp();
      return alerts.change(compositeId, changes, now());
    },
    replaceHost(idOrName) {
      catchUp();
      return workshop.replaceHost(idOrName);
    },
    shelves: tenant.shelves,
    rtr: controlRtr(tenant),
    addClient: (client) => tokens.put(client),
    revokeTokens: () => tokens.revokeAll(),
    rotateSecret() {
      const secret = newSecret();
      tokens.put({ ...first, secret });
      return secret;
    },
    clearCalls: () => tenant.calls.clear(),
    stop: () => server.stop(),
  };
}

function watch(tenant: Tenant, now: () => number, catchUp: () => void): SimulatorState {
  const { hosts, alerts, calls, tokens } = tenant;
  return {
    get hosts() {
      return hosts.devices(now());
    },
    get alerts() {
      catchUp();
      return alerts.all();
    },
    groups: tenant.groups,
    users: tenant.users,
    rtr: watchRtr(tenant),
    get calls() {
      return calls.records;
    },
    get tokensIssued() {
      return tokens.issued;
    },
    host: (idOrName) => hosts.find(idOrName, now()),
    alert(compositeId) {
      catchUp();
      return alerts.get(compositeId);
    },
    containCalls: (deviceId) => hosts.counts(deviceId).contain,
    liftCalls: (deviceId) => hosts.counts(deviceId).lift_containment,
    callsTo: (path, method) =>
      calls.records.filter(
        (call) => call.path.startsWith(path) && (method === undefined || call.method === method),
      ),
  };
}

function createTenant(options: SimulatorOptions, first: Client, now: () => number): Tenant {
  const dice = createDice(options.seed ?? DEFAULTS.seed);
  const world = createWorld({
    dice,
    startMs: now(),
    containMs: options.containMs ?? DEFAULTS.containMs,
    scenario: options.scenario ?? "incident",
    empty: options.empty ?? false,
  });
  const tokens = new TokenDesk([first, ...(options.clients ?? [])]);
  const tenant: Tenant = {
    ...world,
    now,
    rtr: new RtrDesk({ hosts: world.hosts, dice, startMs: now() }, options.rtr),
    cid: customerIdOf(dice),
    dice,
    children: options.children ?? [],
    child: childWorlds({
      children: options.children ?? [],
      containMs: options.containMs ?? DEFAULTS.containMs,
      parent: () => tenant,
      now,
    }),
    incidents: options.incidents ?? 404,
    scanMs: options.scanMs ?? DEFAULTS.scanMs,
    tokens,
    cursors: new Cursors(),
    faults: new FaultList(options.faults),
    calls: new CallLog(),
    limits: {
      data: new RateWindow(options.limits?.data ?? DEFAULTS.dataLimit),
      tokens: new RateWindow(options.limits?.tokens ?? DEFAULTS.tokenLimit),
    },
    controlSecret: () => tokens.client(first.id)?.secret ?? first.secret,
    workshop: createWorkshop({ dice, hosts: world.hosts, alerts: world.alerts, now }),
  };
  return tenant;
}

/** As long as the real ones, so that redaction by shape is rehearsed too. */
const newSecret = (): string => randomBytes(30).toString("base64url");
