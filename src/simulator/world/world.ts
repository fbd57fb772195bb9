/** Puts the invented company together: hosts, groups, people, last week's alerts, what is to come. */
import { AlertBook } from "../alert-book.ts";
import { Shelf, type Shelves } from "../shelf.ts";
import type { Dice } from "../dice.ts";
import { HostBook } from "../host-book.ts";
import type { FalconUser, HostGroup } from "../tenant.ts";
import { createBacklog } from "./backlog.ts";
import { createGroups, plantHost } from "./devices.ts";
import { ESTATE } from "./estate.ts";
import type { HostPlan } from "./estate.ts";
import { hostileHost } from "./hostile.ts";
import { knownAssets } from "./known-assets.ts";
import { knownCases } from "./known-cases.ts";
import { knownIndicators } from "./known-indicators.ts";
import { knownVulnerabilities } from "./known-vulnerabilities.ts";
import { scriptOf } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";
import { createStaff, customerIdOf } from "./staff.ts";

/** `containMs`: how long an online host takes to change its containment. */
export interface WorldOptions {
  readonly dice: Dice;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  readonly containMs: number;
  readonly scenario: Scenario;
  /** No hosts and no alerts but those that a test adds. */
  readonly empty: boolean;
}

/** What a tenant knows when the simulation begins. */
export interface World {
  readonly hosts: HostBook;
  readonly alerts: AlertBook;
  readonly groups: readonly HostGroup[];
  readonly users: readonly FalconUser[];
  /** Indicators, vulnerabilities, assets, cases, scans. */
  readonly shelves: Shelves;
}

/** Everything lies before `startMs`, but for what the scenario has in store. */
export function createWorld({ dice, startMs, containMs, scenario, empty }: WorldOptions): World {
  const hosts = new HostBook({ containMs });
  const groups = createGroups(dice, startMs);
  const users = createStaff(dice, startMs);
  if (empty) return { hosts, alerts: new AlertBook(), groups, users, shelves: emptyShelves() };
  for (const plan of ESTATE) {
    const { device, changes } = plantHost(plan, keyOf(plan), dice, startMs);
    hosts.add(device, changes, startMs);
  }
  if (scenario === "hostile") {
    const plan: HostPlan = { hostname: "hostile", machine: "windows11", team: "sales", user: "nobody" };
    hosts.add(plantHost(plan, "hostile", dice, startMs).device, hostileHost(startMs), startMs);
  }
  // Nothing happens on machines that are gone.
  const devices = hosts.devices(startMs).filter(({ device_id }) => hosts.record(device_id)?.presence.online);
  const parts = { dice, devices, users, startMs };
  const byName = (hostname: string) => {
    const device = hosts.find(hostname, startMs);
    if (device === undefined) throw new Error(`the estate has no ${hostname}`);
    return device;
  };
  const alerts = new AlertBook(scriptOf(scenario, { ...parts, byName }));
  const backlog = createBacklog(parts);
  for (const alert of backlog) alerts.put(alert);
  const cid = customerIdOf(dice);
  const { cases, incidents } = knownCases(dice, cid, backlog, users);
  const shelves = {
    ...emptyShelves(),
    indicators: new Shelf(knownIndicators(dice, cid, users, startMs)),
    vulnerabilities: new Shelf(knownVulnerabilities(dice, devices, startMs)),
    assets: new Shelf(knownAssets(dice, cid, devices, startMs)),
    cases: new Shelf(cases),
    incidents: new Shelf(incidents),
  };
  return { hosts, alerts, groups, users, shelves };
}

const emptyShelves = (): Shelves => ({
  indicators: new Shelf(),
  vulnerabilities: new Shelf(),
  assets: new Shelf(),
  cases: new Shelf(),
  incidents: new Shelf(),
  scans: new Shelf(),
});

const keyOf = ({ hostname, staleDays }: HostPlan): string =>
  staleDays === undefined ? hostname : `${hostname} ${staleDays} days ago`;
