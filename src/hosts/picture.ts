/** Gathers what the host card shows, from several sources at once; one that fails costs only its own line. */
import type { Device, LoginHistory, OnlineState } from "../falcon/endpoints/hosts.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { HostPicture, OpenAlerts } from "./cards.ts";
import type { HostGroups } from "./groups.ts";
import { plainLine } from "../chat/plain.ts";
import { knownOrWhy } from "./known.ts";
import type { Known } from "./known.ts";
import { deviceIdIn, isNamed } from "./written-host.ts";

/** What the host card asks of the alerts. */
export interface OpenAlertsPort {
  openFor(deviceId: string, signal?: AbortSignal): Promise<OpenAlerts>;
}

/** What it asks of the hosts. */
interface HostSources {
  online(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, OnlineState>>;
  logins(id: string, signal?: AbortSignal): Promise<LoginHistory>;
  namesakes(device: Device, signal?: AbortSignal): Promise<readonly string[]>;
}

/**
 * Rejects only for giving up and for faults that have no sentence of their own; `written` is
 * what led to the host.
 */
export async function takePicture(
  written: string,
  device: Device,
  {
    hosts,
    alerts,
    groups,
  }: {
    readonly hosts: HostSources;
    readonly alerts: OpenAlertsPort;
    readonly groups?: Pick<HostGroups, "names"> | undefined;
  },
  signal?: AbortSignal,
): Promise<HostPicture> {
  // Found by its name, it is the only one of that name: a second would have made it a choice.
  const isOnlyBearer = isNamed(device.hostname, written.trim());
  const [states, logins, openAlerts, namesakes, groupNamesKnown] = await Promise.all([
    knownOrWhy(hosts.online([device.id], signal)),
    knownOrWhy(hosts.logins(device.id, signal)),
    knownOrWhy(alerts.openFor(device.id, signal)),
    knownOrWhy(isOnlyBearer ? Promise.resolve([]) : hosts.namesakes(device, signal)),
    knownOrWhy(groupNames(device, groups, signal)),
  ]);
  const online: Known<OnlineState> = states.isKnown
    ? { isKnown: true, value: states.value.get(device.id) ?? "unknown" }
    : states;
  return { device, online, logins, openAlerts, namesakes, groupNames: groupNamesKnown };
}

/** What is no id is not asked about. */
async function groupNames(
  { groups: ids }: Device,
  groups: Pick<HostGroups, "names"> | undefined,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Untrusted>> {
  const written = ids.map(plainLine).filter((id) => deviceIdIn(id) !== undefined);
  return groups === undefined || written.length === 0 ? new Map() : groups.names(written, signal);
}
