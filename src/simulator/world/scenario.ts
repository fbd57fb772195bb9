/** What happens while one watches: scripts of alerts on the simulator's clock. */
import { MINUTE, SECOND } from "../../lib/clock.ts";
import type { ScriptedAlert } from "../alert-book.ts";
import type { Device } from "../host-book.ts";
import { BEACON_DOMAIN, BEACON_IP, INCIDENT } from "./attacks.ts";
import { everydayAlert } from "./backlog.ts";
import type { BacklogParts } from "./backlog.ts";
import { endpointAlert } from "./endpoint-alerts.ts";
import type { EndpointPlan } from "./endpoint-alerts.ts";
import { FEED_SCRIPTS } from "./feed-scripts.ts";
import { hostileScript } from "./hostile.ts";

/** The names that `simulate --scenario` takes. */
export const SCENARIOS = [
  "incident",
  "quiet",
  "hostile",
  "storm",
  "steady",
  "late",
  "same-moment",
  "moving",
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** `byName` throws for a host that the estate has not. */
export interface ScenarioParts extends BacklogParts {
  readonly byName: (hostname: string) => Device;
}

const STORM_SIZE = 1_000;
/** After the incident the day goes on, for a day. */
const NOISE_FROM_MS = 4 * MINUTE;
const NOISE_EVERY_MS = 5 * MINUTE;
const NOISE_SIZE = 288;

/** Where the incident begins; isolating it in time ends the story. */
export const SOURCE = "WIN-FIN-07";
/** Where it spreads to. */
export const TARGET = "SRV-FILE-01";

const BEACON = { ioc_type: "domain", ioc_value: BEACON_DOMAIN, ioc_source: "network" };
const NETWORK = {
  network_accesses: [{ remote_address: BEACON_IP, remote_port: "443", protocol: "TCP", access_type: "1" }],
  dns_requests: [{ domain_name: BEACON_DOMAIN, request_type: "A" }],
};

const SCRIPTS: Record<Scenario, (parts: ScenarioParts) => Iterable<ScriptedAlert>> = {
  incident,
  quiet: () => [],
  hostile: hostileScript,
  storm,
  ...FEED_SCRIPTS,
};

/** Steps in order of time, made one by one: a storm is not held in memory. */
export const scriptOf = (scenario: Scenario, parts: ScenarioParts): Iterable<ScriptedAlert> =>
  SCRIPTS[scenario](parts);

/**
 * A mail attachment on one finance laptop: from the first document to a file server in
 * two minutes and a half. Each step needs its host free of containment, and what happens
 * on the server needs the step that got there.
 */
function* incident(parts: ScenarioParts): Generator<ScriptedAlert> {
  const { startMs, dice } = parts;
  const source = parts.byName(SOURCE);
  const target = parts.byName(TARGET);
  yield step("document", 6, source, INCIDENT.document);
  yield step("discovery", 25, source, INCIDENT.discovery);
  yield step("beacon", 45, source, { ...INCIDENT.beacon, extra: { ...BEACON, ...NETWORK } });
  yield step("credentials", 75, source, INCIDENT.credentials);
  yield { ...step("movement", 110, target, INCIDENT.movement), stopsWith: idsOf(source, target) };
  yield { ...step("staging", 150, target, INCIDENT.staging), follows: "movement" };
  yield* noise(parts);

  function step(key: string, afterS: number, device: Device, plan: EndpointPlan): ScriptedAlert {
    return {
      key,
      atMs: startMs + afterS * SECOND,
      stopsWith: idsOf(device),
      build: (atMs) =>
        endpointAlert(
          { key: `incident ${key} ${startMs}`, atMs, device, plan, tree: `incident ${device.hostname}` },
          dice,
        ),
    };
  }
}

/** Low alerts elsewhere, so that a console left open stays alive. */
function* noise(parts: ScenarioParts): Generator<ScriptedAlert> {
  const quiet = parts.devices.filter(({ hostname }) => hostname !== SOURCE && hostname !== TARGET);
  for (let index = 0; index < NOISE_SIZE; index += 1) {
    const key = `noise ${index} ${parts.startMs}`;
    const atMs = parts.startMs + NOISE_FROM_MS + index * NOISE_EVERY_MS;
    yield {
      key,
      atMs,
      stopsWith: [],
      build: (at) => everydayAlert(key, index, at, { ...parts, devices: quiet }),
    };
  }
}

/** A thousand alerts at once, on a few hosts. */
function* storm({ startMs, devices, dice }: ScenarioParts): Generator<ScriptedAlert> {
  const windows = devices.filter(({ platform_name }) => platform_name === "Windows").slice(0, 8);
  const plans = Object.values(INCIDENT);
  for (let index = 0; index < STORM_SIZE; index += 1) {
    const key = `storm ${index} ${startMs}`;
    const atMs = startMs + 5 * SECOND;
    const plan = dice.pick(`plan ${key}`, plans);
    const device = dice.pick(`device ${key}`, windows);
    const numbered = { ...plan, name: `${plan.name}-${String(index + 1).padStart(4, "0")}` };
    yield {
      key,
      atMs,
      stopsWith: [device.device_id],
      build: (at) => endpointAlert({ key, atMs: at, device, plan: numbered, tree: device.hostname }, dice),
    };
  }
}

const idsOf = (...devices: readonly Device[]): string[] => devices.map(({ device_id }) => device_id);
