/** What approvals want to know of hosts, from the host and alert services. */
import type { Alerts } from "../alerts/service.ts";
import type { HostEffects } from "../actions/effects.ts";
import type { TargetFacts, TargetSource } from "../approvals/ports.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import type { Hosts } from "../hosts/service.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Log } from "../lib/log.ts";

const UNKNOWN = untrusted("not known");

/** Identity is read anew just before the call; what cannot be had of the rest is shown as not known. */
export function hostsForApprovals(parts: {
  readonly hosts: Hosts;
  readonly alerts: Alerts;
  readonly log: Log;
}): TargetSource & Pick<HostEffects, "statuses"> {
  const { hosts, alerts, log } = parts;

  /** A fact that cannot be had is shown as not known; it never stops a request. */
  const orUnknown = async <T>(what: string, work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      log.warn("a fact for the approval card could not be read", { what, error });
      return undefined;
    }
  };

  const base = (device: Device, namesakes: readonly string[]) => ({
    id: device.id,
    hostname: device.hostname,
    platform: device.platform,
    os: device.os,
    machineType: device.machineType,
    lastUser: device.lastUser ?? UNKNOWN,
    tags: device.tags,
    containment: device.status,
    lastSeenAt: device.lastSeenAt,
    namesakes,
  });

  return {
    noun: { one: "host", many: "hosts" },
    async facts(id, signal): Promise<TargetFacts | undefined> {
      const device = await hosts.get(id, signal);
      if (device === undefined) return undefined;
      const [namesakes, online, open] = await Promise.all([
        hosts.namesakes(device, signal),
        orUnknown("online state", hosts.online([id], signal)),
        orUnknown("open alerts", alerts.openFor(id, signal)),
      ]);
      return { ...base(device, namesakes), online: online?.get(id) ?? "unknown", openAlerts: open?.count };
    },
    async recheck(id, signal) {
      const device = await hosts.get(id, signal);
      return device === undefined ? undefined : base(device, await hosts.namesakes(device, signal));
    },
    async statuses(ids, signal) {
      const devices = await hosts.byIds(ids, signal);
      return new Map(devices.map(({ id, status }) => [id, status]));
    },
  };
}
