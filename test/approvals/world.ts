/**
 * A small world to approve in: the real store and services, a clock that moves when told
 * to, and hosts whose containment is a few lines of state. Calls can be lost on the way
 * there or on the way back.
 */
import { FalconError } from "../../src/falcon/errors.ts";
import type { Action } from "../../src/actions/action.ts";
import { ACTIONS } from "../../src/actions/index.ts";
import { createApprovals, type Approvals } from "../../src/approvals/service.ts";
import { createApprovalWorker, type ApprovalWorker } from "../../src/approvals/worker.ts";
import type { ApprovalParts, Asker, TargetFacts, Wish } from "../../src/approvals/ports.ts";
import type { Policy } from "../../src/approvals/policy.ts";
import type { Role } from "../../src/chat/person.ts";
import { newId } from "../../src/lib/id.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { ExecutionRow } from "../../src/store/rows.ts";
import type { Store } from "../../src/store/store.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { fakeClock, type FakeClock } from "../fixtures/clock.ts";

const MINUTE = 60_000;

export const POLICY: Policy = {
  protected: [{ hostname: "dc-*" }],
  caps: { hostsPerRequest: 5, isolationsPerHour: 20, emergenciesPerDay: 2 },
  rules: [
    {
      name: "servers",
      actions: ["contain", "release"],
      host: { type: ["Server", "Domain Controller"] },
      approvals: 2,
      from: "approver",
      expiresMs: 30 * MINUTE,
    },
    {
      name: "hosts",
      actions: ["contain", "release"],
      approvals: 1,
      from: "approver",
      expiresMs: 15 * MINUTE,
    },
  ],
};

/** What happens to the next call: it works, is lost before or after it acted, or is refused. */
export type Fate = "works" | "lost before" | "lost after" | "refused" | "limited";

export interface SmallHost {
  status: string;
  hostname: string;
  machineType: string;
  /** The endpoint answers orders; an offline one stays pending. */
  isOnline: boolean;
  /** Orders are accepted and then forgotten. */
  isDeaf: boolean;
  namesakes: string[];
}

export interface World {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly approvals: Approvals;
  readonly hosts: Map<string, SmallHost>;
  readonly calls: { readonly kind: string; readonly id: string }[];
  /** Effects that really changed a host's record. */
  readonly effects: string[];
  fates: Fate[];
  /** Calls that were answered with a rate limit: those are repeated freely. */
  limited: number;
  worker: ApprovalWorker;
  /** The process dies and another takes over. */
  crash(): Promise<void>;
  /** Rounds of the worker with time passing between them. */
  run(seconds: number): Promise<void>;
  links: Map<string, string>;
}

export const HOST_A = "a".repeat(32);
export const HOST_B = "b".repeat(32);
export const SERVER = "5".repeat(32);
export const CONTROLLER = "d".repeat(32);

export async function startWorld(
  overrides: {
    readonly policy?: Partial<Policy>;
    readonly actions?: readonly Action[];
    readonly cited?: ApprovalParts["cited"];
  } = {},
): Promise<World> {
  const store = await openSqliteStore({ file: ":memory:" });
  const clock = fakeClock();
  const hosts = new Map<string, SmallHost>([
    [HOST_A, smallHost("WIN-A")],
    [HOST_B, smallHost("WIN-B")],
    [SERVER, smallHost("SRV-1", "Server")],
    [CONTROLLER, smallHost("dc-01", "Domain Controller")],
  ]);
  const links = new Map<string, string>();
  const calls: World["calls"] = [];
  const effects: string[] = [];
  const world: { fates: Fate[]; limited: number } = { fates: [], limited: 0 };

  const change = async (kind: "contain" | "release", id: string): Promise<void> => {
    calls.push({ kind, id });
    const fate = world.fates.shift() ?? "works";
    const host = hosts.get(id);
    if (host === undefined) throw failure("not-found", "none");
    if (fate === "refused") throw failure("denied", "none");
    if (fate === "limited") {
      world.limited += 1;
      throw failure("rate-limited", "none", clock.now() + 2_000);
    }
    if (fate === "lost before") throw failure("timeout", "unknown");
    if (!host.isDeaf) {
      const wanted = kind === "contain" ? "contained" : "normal";
      if (host.status !== wanted) effects.push(`${kind} ${id}`);
      host.status = host.isOnline
        ? wanted
        : kind === "contain"
          ? "containment_pending"
          : "lift_containment_pending";
    }
    if (fate === "lost after") throw failure("timeout", "unknown");
  };

  const parts: ApprovalParts = {
    store,
    clock,
    log: silent,
    policy: { ...POLICY, ...overrides.policy },
    actions: new Map([...ACTIONS, ...(overrides.actions ?? []).map((one) => [one.kind, one] as const)]),
    sources: {
      host: {
        noun: { one: "host", many: "hosts" },
        facts: async (id) => factsOf(id, hosts.get(id)),
        recheck: async (id) => factsOf(id, hosts.get(id)),
      },
      indicator: { noun: { one: "indicator", many: "indicators" }, facts: async () => undefined },
      alert: { noun: { one: "alert", many: "alerts" }, facts: async () => undefined },
    },
    effects: {
      hosts: {
        contain: (id) => change("contain", id),
        liftContainment: (id) => change("release", id),
        statuses: async (ids) =>
          new Map(ids.flatMap((id) => (hosts.has(id) ? [[id, hosts.get(id)?.status ?? ""] as const] : []))),
      },
      indicators: {
        block: async () => undefined,
        unblock: async () => undefined,
        standing: async () => new Map(),
      },
      scans: { start: async () => undefined, states: async () => new Map() },
      alerts: { update: async () => undefined, read: async () => new Map() },
      rtr: { release: async () => undefined, states: async () => [] },
    },
    ...(overrides.cited === undefined ? {} : { cited: overrides.cited }),
    idOf: async ({ surface, id }) => links.get(`${surface}:${id}`),
    channel: { surface: "chat", channel: "approvals" },
    fallbackChannel: undefined,
    canPost: () => true,
  };
  const start = (): ApprovalWorker => createApprovalWorker(parts, `worker-${newId(4)}`);
  return Object.assign(world, {
    store,
    clock,
    hosts,
    links,
    calls,
    effects,
    approvals: createApprovals(parts),
    worker: start(),
    async crash(this: World) {
      const rows = await store.executions.due(Number.MAX_SAFE_INTEGER, 1_000);
      for (const row of rows) if (row.owner !== undefined) await store.executions.disown(row.owner);
      this.worker = start();
    },
    async run(this: World, seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        await this.worker.tick();
        await new Promise((resolve) => setImmediate(resolve));
        await clock.advance(1_000);
      }
    },
  });
}

export const wish = (targets: readonly string[] = [HOST_A], more: Partial<Wish> = {}): Wish => ({
  kind: "contain",
  params: {},
  targets,
  reason: "beaconing to a known C2",
  isEmergency: false,
  ...more,
});

export function asker(id: string, ...roles: Role[]): Asker {
  const account = { surface: "chat", id, tenant: "T", name: untrusted(id), standing: "member" } as const;
  return {
    person: { id, name: id, roles: new Set(roles), accounts: [account] },
    account,
    place: { surface: "chat", channel: "soc" },
    askedBy: "person",
    turnId: newId(),
  };
}

export const ana = (): Asker => asker("ana", "responder");
export const lee = (): Asker => asker("lee", "approver", "responder");
export const kim = (): Asker => asker("kim", "approver");
export const root = (): Asker => asker("root", "admin");

export const executionRow = (changes: Partial<ExecutionRow> = {}): ExecutionRow => ({
  id: newId(),
  approvalId: "request",
  kind: "contain",
  targetId: HOST_A,
  targetName: untrusted("WIN-A"),
  state: "requested",
  outcome: undefined,
  attempts: 0,
  owner: undefined,
  ownedUntil: undefined,
  nextAt: 0,
  deadlineAt: undefined,
  version: 1,
  createdAt: 0,
  updatedAt: 0,
  ...changes,
});

const smallHost = (hostname: string, machineType = "Workstation"): SmallHost => ({
  status: "normal",
  hostname,
  machineType,
  isOnline: true,
  isDeaf: false,
  namesakes: [],
});

function factsOf(id: string, host: SmallHost | undefined): TargetFacts | undefined {
  if (host === undefined) return undefined;
  return {
    id,
    hostname: untrusted(host.hostname),
    platform: untrusted("Windows"),
    os: untrusted("Windows 11"),
    machineType: untrusted(host.machineType),
    lastUser: untrusted("somebody"),
    tags: [],
    containment: host.status,
    online: "online",
    openAlerts: 1,
    lastSeenAt: 1,
    namesakes: [id, ...host.namesakes],
  };
}

function failure(kind: FalconError["kind"], effect: "none" | "unknown", retryAt?: number): FalconError {
  return new FalconError({
    kind,
    effect,
    hint: `${kind} happened`,
    message: kind,
    ...(retryAt === undefined ? {} : { retryAt }),
  });
}

const silent: ApprovalParts["log"] = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};
