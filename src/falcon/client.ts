/** The Falcon client: one object per customer and cloud, its API collections side by side. */
import type { AnchoredClock, Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Secret } from "../lib/secret.ts";
import { CLOUDS, startingAddress, type CloudTable } from "./cloud.ts";
import { createCourier, type Observed } from "./courier.ts";
import { alertFeedApi, type AlertFeedApi } from "./endpoints/alert-feed.ts";
import { alertWritesApi, type AlertWritesApi } from "./endpoints/alert-writes.ts";
import { alertsApi, type AlertsApi } from "./endpoints/alerts.ts";
import { assetsApi, type AssetsApi } from "./endpoints/assets.ts";
import { casesApi, type CasesApi } from "./endpoints/cases.ts";
import { childrenApi, type ChildrenApi } from "./endpoints/children.ts";
import { hostGroupsApi, type HostGroupsApi } from "./endpoints/host-groups.ts";
import { hostsApi, type HostsApi } from "./endpoints/hosts.ts";
import { indicatorsApi, type IndicatorsApi } from "./endpoints/indicators.ts";
import { rtrApi, type RtrApi } from "./endpoints/rtr.ts";
import { scansApi, type ScansApi } from "./endpoints/scans.ts";
import { sensorsApi, type SensorsApi } from "./endpoints/sensors.ts";
import { usersApi, type UsersApi } from "./endpoints/users.ts";
import { vulnerabilitiesApi, type VulnerabilitiesApi } from "./endpoints/vulnerabilities.ts";
import { BUDGETS, createGovernor, type Budget, type Budgets } from "./governor.ts";
import { createWire } from "./http.ts";
import { probesOf, type Probe } from "./probes.ts";
import { createAsk, TIME_LIMITS, type TimeLimits } from "./request.ts";
import { createSignIn } from "./sign-in.ts";
import { createTokenKeeper } from "./token.ts";

/** Everything without a default is needed for the first call; nothing is asked before that. */
export interface FalconOptions {
  /** A full address, `FALCON_BASE_URL`; wins over `cloud`. */
  readonly baseUrl?: string | undefined;
  /** `us-1` …; absent: discovered. */
  readonly cloud?: string | undefined;
  /** The clouds that may see our credentials; Falcon's own unless given. */
  readonly clouds?: CloudTable;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** A Flight Control child, as a CID of 32 hex digits: the token is then for it alone. */
  readonly memberCid?: string | undefined;
  readonly clock: Clock & Partial<Pick<AnchoredClock, "witness">>;
  readonly log: Log;
  /** Falconer's own, for the `User-Agent`. */
  readonly version: string;
  readonly budgets?: Partial<Budgets>;
  readonly limits?: Partial<TimeLimits>;
  readonly random?: () => number;
  /** Each exchange on the wire, retries and redirects one by one; never waited for. */
  readonly onCall?: (observed: Observed) => void;
  /** The `Date` of every answer; the clock's witness unless given. */
  readonly onServerDate?: (ms: number) => void;
}

export interface Falcon {
  readonly hosts: HostsApi;
  readonly hostGroups: HostGroupsApi;
  readonly alerts: AlertsApi;
  readonly indicators: IndicatorsApi;
  readonly vulnerabilities: VulnerabilitiesApi;
  readonly cases: CasesApi;
  readonly assets: AssetsApi;
  readonly scans: ScansApi;
  readonly children: ChildrenApi;
  readonly alertFeed: AlertFeedApi;
  readonly alertWrites: AlertWritesApi;
  readonly rtr: RtrApi;
  readonly users: UsersApi;
  readonly sensors: SensorsApi;
  /** One harmless question for each scope, for `check`. */
  readonly probes: readonly Probe[];
  /** Fetches a token; throws what a person can act on. */
  signIn(): Promise<void>;
  /** Gives the token back; best effort, for the end. */
  revoke(): Promise<void>;
  /** `X-Cs-Region` of the last answer; undefined before the first. */
  region(): string | undefined;
  /** Where calls go now: after a 308 no longer what was configured. */
  address(): string;
  /** What is left of the customer's rate limit, for `status` and metrics. */
  budget(): Budget;
}

/** Asks nothing yet: the token is fetched by the first call, whichever that is. */
export function createFalcon(options: FalconOptions): Falcon {
  const { clock, log, version, clientId, clientSecret, memberCid } = options;
  const clouds = options.clouds ?? CLOUDS;
  const random = options.random ?? Math.random;
  const limits = { ...TIME_LIMITS, ...options.limits };
  const governor = createGovernor({ clock, budgets: { ...BUDGETS, ...options.budgets }, random });
  const courier = createCourier({
    wire: createWire({ version }),
    clock,
    log,
    clouds,
    address: startingAddress(options.baseUrl, options.cloud, clouds),
    onCall: options.onCall ?? (() => undefined),
    onServerDate: options.onServerDate ?? ((ms) => clock.witness?.(ms)),
  });
  const common = { clock, random, log, courier, governor };
  const signIn = createSignIn({
    ...common,
    credentials: { clientId, clientSecret, memberCid },
    tryMs: limits.readMs,
    deadlineMs: limits.readDeadlineMs,
    patienceMs: limits.patienceMs,
  });
  const tokens = createTokenKeeper({ clock, fetch: signIn.fetch });
  const ask = createAsk({ ...common, tokens, limits });
  return {
    hosts: hostsApi(ask),
    hostGroups: hostGroupsApi(ask),
    alerts: alertsApi(ask),
    indicators: indicatorsApi(ask),
    vulnerabilities: vulnerabilitiesApi(ask),
    cases: casesApi(ask),
    assets: assetsApi(ask),
    scans: scansApi(ask),
    children: childrenApi(ask),
    alertFeed: alertFeedApi(ask),
    alertWrites: alertWritesApi(ask),
    rtr: rtrApi(ask),
    users: usersApi(ask),
    sensors: sensorsApi(ask),
    probes: probesOf(ask),
    address: courier.address,
    region: courier.region,
    budget: governor.budget,
    async signIn() {
      await tokens.get();
    },
    async revoke() {
      const token = tokens.current();
      if (token === undefined) return;
      tokens.drop();
      try {
        await signIn.revoke(token);
      } catch (error) {
        log.debug("the token could not be given back", { error });
      }
    },
  };
}
