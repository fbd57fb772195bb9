/** Makes hosts and alerts to order: what is wanted is taken, the rest is made up credibly. */
import type { Alert, AlertBook } from "./alert-book.ts";
import type { Dice } from "./dice.ts";
import type { Device, HostBook } from "./host-book.ts";
import type { AlertWish, Workshop } from "./tenant.ts";
import { INCIDENT } from "./world/attacks.ts";
import { plantHost } from "./world/devices.ts";
import { endpointAlert } from "./world/endpoint-alerts.ts";
import { identityAlert } from "./world/other-alerts.ts";
import type { HostPlan } from "./world/estate.ts";
import { severityName } from "./world/techniques.ts";

/** Alerts that are made here are dated by `now`. */
export interface WorkshopParts {
  readonly dice: Dice;
  readonly hosts: HostBook;
  readonly alerts: AlertBook;
  readonly now: () => number;
}

const SEVERITIES: Readonly<Record<string, number>> = {
  Informational: 10,
  Low: 30,
  Medium: 50,
  High: 70,
  Critical: 90,
};

/** The n-th thing made is the same on every run with the same seed. */
export function createWorkshop({ dice, hosts, alerts, now }: WorkshopParts): Workshop {
  let made = 0;
  const nextKey = (): string => `made ${(made += 1)}`;
  return {
    addHost(wanted) {
      const key = nextKey();
      const plan: HostPlan = {
        hostname: wanted.hostname ?? `WIN-NEW-${String(made).padStart(2, "0")}`,
        machine: machineOf(wanted.platform_name),
        team: "sales",
        user: wanted.last_login_user ?? "new.user",
      };
      const { device, changes } = plantHost(plan, key, dice, now());
      return hosts.add(device, { ...changes, ...wanted }, now());
    },
    addAlert({ host, ...wanted }) {
      const device = host === undefined ? hosts.devices(now())[0] : hosts.find(host, now());
      if (host !== undefined && device === undefined) throw new Error(`the simulator has no host ${host}`);
      const alert = { ...invent(nextKey(), device), ...wanted, ...severityOf(wanted), ...stampsOf(wanted) };
      const named = { ...alert, id: wanted.id ?? withoutCustomer(alert) };
      alerts.put(named);
      return named;
    },
    replaceHost(idOrName) {
      const old = hosts.find(idOrName, now());
      if (old === undefined) throw new Error(`the simulator has no host ${idOrName}`);
      const logins = hosts.record(old.device_id)?.logins ?? [];
      hosts.change(old.device_id, { online: false }, now());
      const device_id = dice.hex(nextKey());
      return hosts.add({ ...old, device_id, status: "normal" }, { logins }, now());
    },
  };

  function invent(key: string, device: Device | undefined): Alert {
    const atMs = now();
    return device === undefined
      ? identityAlert({ key, atMs, user: "nobody" }, dice)
      : endpointAlert({ key, atMs, device, plan: INCIDENT.document }, dice);
  }
}

function machineOf(platform: string | undefined): HostPlan["machine"] {
  if (platform === "Mac") return "mac";
  return platform === "Linux" ? "ubuntu" : "windows11";
}

/** Severity and its name go together, whichever of the two was asked for. */
function severityOf({ severity, severity_name }: AlertWish): Partial<Alert> {
  if (severity !== undefined) return { severity, severity_name: severity_name ?? severityName(severity) };
  if (severity_name === undefined) return {};
  return { severity_name, severity: SEVERITIES[severity_name] ?? SEVERITIES["High"] ?? 0 };
}

/** An alert that was never touched was updated when it was made. */
function stampsOf({ created_timestamp, updated_timestamp }: AlertWish): Partial<Alert> {
  if (created_timestamp === undefined) return {};
  return { updated_timestamp: updated_timestamp ?? created_timestamp };
}

const withoutCustomer = ({ composite_id, cid }: Alert): string =>
  composite_id.startsWith(`${cid}:`) ? composite_id.slice(cid.length + 1) : composite_id;
