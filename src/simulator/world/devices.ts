/** Makes full device records out of one line of the estate. */
import { DAY, HOUR, MINUTE } from "../../lib/clock.ts";
import type { Dice } from "../dice.ts";
import type { Device, HostChanges, Login } from "../host-book.ts";
import { nanoStamp, secondStamp } from "../stamp.ts";
import type { HostGroup } from "../tenant.ts";
import { GROUPS, TEAMS } from "./estate.ts";
import type { HostPlan } from "./estate.ts";
import { MACHINES } from "./machines.ts";
import { DOMAIN, customerIdOf } from "./staff.ts";

/** `changes` is what a device record does not say: logins, and being offline. */
export interface Planted {
  readonly device: Device;
  readonly changes: HostChanges;
}

const POLICIES = ["prevention", "sensor_update", "remote_response", "firewall", "device_control"];

/** One for each kind of machine, with the rule that fills it. */
export function createGroups(dice: Dice, startMs: number): HostGroup[] {
  return GROUPS.map(({ name, rule }) => ({
    id: dice.hex(`group ${name}`),
    name,
    group_type: "dynamic",
    description: `All ${name.toLowerCase()}`,
    assignment_rule: rule,
    created_by: `ana.diaz@${DOMAIN}`,
    created_timestamp: nanoStamp(startMs - 300 * DAY),
    modified_by: `ana.diaz@${DOMAIN}`,
    modified_timestamp: nanoStamp(startMs - 30 * DAY),
  }));
}

/** `key` tells hosts of the same name apart. */
export function plantHost(plan: HostPlan, key: string, dice: Dice, startMs: number): Planted {
  const { hostname, user, staleDays, offline } = plan;
  const away = staleDays !== undefined || offline === true;
  const lastSeenMs = startMs - (staleDays === undefined ? 26 * HOUR : staleDays * DAY);
  const logins = createLogins(user, key, dice, away ? lastSeenMs : startMs);
  const team = TEAMS[plan.team];
  const device: Device = {
    ...MACHINES[plan.machine],
    device_id: dice.hex(`host ${key}`),
    cid: customerIdOf(dice),
    hostname,
    status: plan.status ?? "normal",
    ...addresses(key, team.subnet, dice),
    machine_domain: plan.machine === "mac" ? "" : DOMAIN,
    site_name: team.site,
    ou: [team.unit],
    groups: groupsOf(MACHINES[plan.machine].product_type_desc, dice),
    tags: [plan.team, ...(plan.tag === undefined ? [] : [plan.tag])].map(
      (tag) => `FalconGroupingTags/${tag}`,
    ),
    serial_number: dice.hex(`serial ${key}`, 10).toUpperCase(),
    first_seen: secondStamp(startMs - (240 + dice.below(`age ${key}`, 200)) * DAY),
    last_seen: secondStamp(lastSeenMs),
    last_reboot: secondStamp(lastSeenMs - dice.below(`reboot ${key}`, 120) * HOUR),
    last_login_user: user,
    last_login_timestamp: logins[0]?.login_time ?? "",
    modified_timestamp: secondStamp(lastSeenMs),
    ...sensor(key, dice, startMs),
  };
  return { device, changes: { logins, ...(away ? { online: false, last_seen: device.last_seen } : {}) } };
}

function addresses(key: string, subnet: string, dice: Dice) {
  const last = 11 + dice.below(`ip ${key}`, 230);
  const mac = (name: string): string =>
    dice.hex(name, 10).replace(/^(..)(..)(..)(..)(..)$/, "02-$1-$2-$3-$4-$5");
  return {
    local_ip: `${subnet}.${last}`,
    connection_ip: `${subnet}.${last}`,
    default_gateway_ip: `${subnet}.1`,
    external_ip: `203.0.113.${10 + dice.below(`site ${subnet}`, 20)}`,
    mac_address: mac(`mac ${key}`),
    connection_mac_address: mac(`mac ${key}`),
  };
}

function sensor(key: string, dice: Dice, startMs: number): Record<string, unknown> {
  const applied = nanoStamp(startMs - 12 * DAY, dice.below(`policy ${key}`, 1_000_000));
  const policies = POLICIES.map((policy) => [
    policy,
    {
      policy_type: policy.replace("_", "-"),
      policy_id: dice.hex(`policy ${policy}`),
      applied: true,
      settings_hash: dice.hex(`settings ${policy}`, 8),
      assigned_date: applied,
      applied_date: applied,
    },
  ]);
  return {
    provision_status: "Provisioned",
    reduced_functionality_mode: "no",
    rtr_state: "enabled",
    filesystem_containment_status: "normal",
    deployment_type: "Standard",
    agent_load_flags: "1",
    config_id_base: "65994767",
    pointer_size: "8",
    device_policies: Object.fromEntries(policies) as Record<string, unknown>,
    meta: { version: String(100 + dice.below(`version ${key}`, 900)) },
  };
}

function groupsOf(kind: string, dice: Dice): string[] {
  return GROUPS.filter(({ holds }) => holds === kind).map(({ name }) => dice.hex(`group ${name}`));
}

/** Newest first: about two a day, and now and then an administrator. */
function createLogins(user: string, key: string, dice: Dice, untilMs: number): Login[] {
  return Array.from({ length: 12 }, (_, index) => ({
    user_name: index % 5 === 3 ? "it.admin" : user,
    login_time: secondStamp(
      untilMs - index * 13 * HOUR - (9 + dice.below(`login ${key} ${index}`, 80)) * MINUTE,
    ),
  }));
}
