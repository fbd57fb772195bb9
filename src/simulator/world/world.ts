/** Puts the invented company together: hosts, groups, people, last week's alerts, what is to come. */
import { AlertBook } from "../alert-book.ts";
import type { Dice } from "../dice.ts";
import { HostBook } from "../host-book.ts";
import type { FalconUser, HostGroup } from "../tenant.ts";
import { createBacklog } from "./backlog.ts";
import { createGroups, plantHost } from "./devices.ts";
import { ESTATE } from "./estate.ts";
import type { HostPlan } from "./estate.ts";
import { hostileHost } from "./hostile.ts";
import { scriptOf } from "./scenario.ts";
import type { Scenario } from "./scenario.ts";
import { createStaff } from "./staff.ts";

export interface WorldOptions {
  readonly dice: Dice;
  readonly startMs: number;
  readonly containMs: number;
  readonly scenario: Scenario;
  /** No hosts and no alerts but those that a test adds. */
  readonly empty: boolean;
}

export interface World {
  readonly hosts: HostBook;
  readonly alerts: AlertBook;
  readonly groups: readonly HostGroup[];
  readonly users: readonly FalconUser[];
}

export function createWorld({ dice, startMs, containMs, scenario, empty }: WorldOptions): World {
  const hosts = new HostBook({ containMs });
  const groups = createGroups(dice, startMs);
  const users = createStaff(dice, startMs);
  if (empty) return { hosts, alerts: new AlertBook(), groups, users };
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
  for (const alert of createBacklog(parts)) alerts.put(alert);
  return { hosts, alerts, groups, users };
}

const keyOf = ({ hostname, staleDays }: HostPlan): string =>
  staleDays === undefined ? hostname : `${hostname} ${staleDays} days ago`;
