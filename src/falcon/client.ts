/** The Falcon client: one object per customer and cloud, its API collections side by side. */
import type { AnchoredClock, Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Secret } from "../lib/secret.ts";
import { startingAddress } from "./cloud.ts";
import { alertsApi, type AlertsApi } from "./endpoints/alerts.ts";
import { hostsApi, type HostsApi } from "./endpoints/hosts.ts";
import { sensorsApi } from "./endpoints/sensors.ts";
import { BUDGETS, createGovernor, type Budgets } from "./governor.ts";
import { createWire } from "./http.ts";
import { probesOf, type Probe } from "./probes.ts";
import { createRequester, type Observed } from "./request.ts";

export interface FalconOptions {
  readonly baseUrl?: string | undefined;
  /** `us-1` …; absent: discovered. */
  readonly cloud?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly memberCid?: string | undefined;
  readonly clock: Clock & Partial<Pick<AnchoredClock, "witness">>;
  readonly log: Log;
  readonly version: string;
  readonly budgets?: Partial<Budgets>;
  readonly random?: () => number;
  readonly onCall?: (observed: Observed) => void;
}

export interface Falcon {
  readonly hosts: HostsApi;
  readonly alerts: AlertsApi;
  readonly sensors: ReturnType<typeof sensorsApi>;
  /** One harmless question for each scope, for `check`. */
  readonly probes: readonly Probe[];
  /** Fetches a token; throws what a person can act on. */
  signIn(): Promise<void>;
  /** Gives the token back; best effort, for the end. */
  revoke(): Promise<void>;
  region(): string | undefined;
  address(): string;
}

export function createFalcon(options: FalconOptions): Falcon {
  const { clock, log, version } = options;
  const random = options.random ?? Math.random;
  const governor = createGovernor({ clock, budgets: { ...BUDGETS, ...options.budgets }, random });
  const requester = createRequester({
    wire: createWire({ version }),
    governor,
    clock,
    random,
    log,
    address: startingAddress(options.baseUrl, options.cloud),
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    memberCid: options.memberCid,
    onCall: options.onCall ?? (() => undefined),
  });
  return {
    hosts: hostsApi(requester.ask),
    alerts: alertsApi(requester.ask),
    sensors: sensorsApi(requester.ask),
    probes: probesOf(requester.ask),
    address: requester.address,
    region: requester.region,
    async signIn() {
      await requester.tokens.get();
    },
    async revoke() {
      const token = requester.tokens.current();
      if (token === undefined) return;
      requester.tokens.drop(token);
      const form = { token, client_id: options.clientId };
      try {
        await requester.plain({ method: "POST", path: "/oauth2/revoke", form, timeoutMs: 2_000 }, token);
      } catch (error) {
        log.debug("the token could not be given back", { error });
      }
    },
  };
}
