/**
 * From what somebody wrote to the hosts that answer to it. Falcon is asked a question
 * that is a little too wide; what does not bear the name, letter case aside, is dropped
 * here. Choosing between several is left to the caller, and so to a person.
 */
import type { Device, HostsApi } from "../falcon/endpoints/hosts.ts";
import { FalconError } from "../falcon/errors.ts";
import type { Fql } from "../falcon/fql.ts";
import { UserError } from "../lib/errors.ts";
import { addressed, namedExactly, namedLike, widerNets } from "./filters.ts";
import { isAddress, isNamed, isShortFor, readHost } from "./written-host.ts";

/**
 * As many records as are fetched to be compared. A name whose parts are in more hosts
 * than this is asked for letter by letter instead.
 */
const COMPARED = 500;

/** GET /devices/queries/devices/v1 and POST /devices/entities/devices/v2. */
export type SearchPort = Pick<HostsApi, "query" | "details">;

export interface Matches {
  /** Newest first. */
  readonly devices: readonly Device[];
  /** How many there are, where only some were fetched. */
  readonly total: number;
}

/** Ids of the hosts that are remembered by this name, letter case aside; possibly out of date. */
export type Remembered = (name: string) => readonly string[];

/** @throws UserError for a wildcard or nothing at all */
export async function resolveHost(
  port: SearchPort,
  written: string,
  signal?: AbortSignal,
  remembered: Remembered = () => [],
): Promise<Matches> {
  const meant = readHost(written);
  if (meant.kind === "name") return counted(await bearersOf(port, meant.name, remembered, signal));
  if (meant.kind === "id") {
    const devices = await port.details([meant.id], { signal });
    return counted(devices.filter(({ id }) => id === meant.id));
  }
  const found = await fetchHosts(port, addressed(meant.address), signal);
  const devices = found.devices.filter((device) => hasAddress(device, meant.address));
  return found.total > COMPARED ? { devices, total: found.total } : counted(devices);
}

/** Hosts for a filter with their records, newest first; `total` counts those beyond `limit` too. */
export async function fetchHosts(
  port: SearchPort,
  filter: Fql | undefined,
  signal?: AbortSignal,
  limit = COMPARED,
  offset = 0,
): Promise<Matches> {
  const search = { filter, limit, sort: "last_seen.desc", ...(offset === 0 ? {} : { offset }) };
  const { ids, total } = await port.query(search, { signal });
  const devices = ids.length === 0 ? [] : await port.details(ids, { signal });
  return { devices: newestFirst(devices), total };
}

/** Everything that the wide question finds, unless that is too much to compare; then the narrow one's. */
export async function fetchBearers(
  port: SearchPort,
  wide: Fql | undefined,
  narrow: Fql,
  signal?: AbortSignal,
): Promise<readonly Device[]> {
  const found = await fetchHosts(port, wide, signal);
  return found.total > COMPARED ? (await fetchHosts(port, narrow, signal)).devices : found.devices;
}

/** Hosts of this name; only where there are none, hosts whose name without its domain is this. */
async function bearersOf(
  port: SearchPort,
  name: string,
  remembered: Remembered,
  signal?: AbortSignal,
): Promise<readonly Device[]> {
  const near = await fetchBearers(port, namedLike(name), namedExactly(name), signal);
  const same = near.filter(({ hostname }) => isNamed(hostname, name));
  if (same.length > 0) return distinct([...same, ...(await missed(port, name, same, remembered, signal))]);
  const wider = await Promise.all(widerNets(name).map((net) => fetchIfUnderstood(port, net, signal)));
  const all = distinct([...near, ...wider.flatMap(({ devices }) => devices)]);
  const named = all.filter(({ hostname }) => isNamed(hostname, name));
  const meant = named.length > 0 ? named : all.filter(({ hostname }) => isShortFor(hostname, name));
  if (meant.length > 0 && wider.some(({ total }) => total > COMPARED)) throw tooManyAlike();
  return meant;
}

/**
 * A service that heeds letter case has not told of a namesake in another one. Where such a
 * host is remembered its record is read: one of several must never pass for the only one.
 */
async function missed(
  port: SearchPort,
  name: string,
  found: readonly Device[],
  remembered: Remembered,
  signal?: AbortSignal,
): Promise<readonly Device[]> {
  const ids = new Set(found.map(({ id }) => id));
  const others = remembered(name).filter((id) => !ids.has(id));
  if (others.length === 0) return [];
  const devices = await port.details(others.slice(0, COMPARED), { signal });
  return devices.filter(({ hostname }) => isNamed(hostname, name));
}

/** Some of those alike were not looked at, so the one found may be one of several. */
const tooManyAlike = (): UserError =>
  new UserError(
    `More than ${COMPARED} hosts have this in their names; it cannot be told which one is meant. ` +
      "Write the full hostname or the device id.",
  );

/** Services differ in the operators that they know; a question refused finds nothing. */
async function fetchIfUnderstood(
  port: SearchPort,
  filter: Fql | undefined,
  signal?: AbortSignal,
): Promise<Matches> {
  try {
    return await fetchHosts(port, filter, signal);
  } catch (fault) {
    if (fault instanceof FalconError && fault.kind === "invalid") return { devices: [], total: 0 };
    throw fault;
  }
}

const hasAddress = ({ localIp, externalIp }: Device, address: string): boolean =>
  [localIp, externalIp].some((stored) => stored !== undefined && isAddress(stored, address));

const counted = (devices: readonly Device[]): Matches => ({
  devices: newestFirst(devices),
  total: devices.length,
});

/** By `last_seen`; a host that was never seen comes last. */
export const newestFirst = (devices: readonly Device[]): readonly Device[] =>
  devices.toSorted((a, b) => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0));

const distinct = (devices: readonly Device[]): readonly Device[] => [
  ...new Map(devices.map((device) => [device.id, device])).values(),
];
