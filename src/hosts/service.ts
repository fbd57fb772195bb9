/**
 * Finds hosts. One written word gives one host, or the choice between several, or the
 * nearest names; never the first match. Containing them is left to actions.
 */
import { Ambiguity, NotFound } from "../chat/ambiguity.ts";
import type { Candidate } from "../chat/ambiguity.ts";
import type { Card } from "../chat/card.ts";
import { offsetPage, startOf } from "../chat/paging.ts";
import type { Device, HostsApi, LoginHistory, OnlineState } from "../falcon/endpoints/hosts.ts";
import type { Clock } from "../lib/clock.ts";
import { nearest } from "../lib/edit-distance.ts";
import { UserError } from "../lib/errors.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import { hostCard } from "./cards.ts";
import { bearingExactly, bearingLike, beginningWith, resembling, searched } from "./filters.ts";
import type { HostQuery } from "./filters.ts";
import type { HostGroups } from "./groups.ts";
import { knownOrWhy } from "./known.ts";
import { hostListCard, type HostRequest } from "./list-card.ts";
import { takePicture } from "./picture.ts";
import type { OpenAlertsPort } from "./picture.ts";
import { fetchBearers, fetchHosts, resolveHost } from "./resolve.ts";
import type { Matches } from "./resolve.ts";
import { SharedLookups } from "./shared-lookups.ts";
import { readHost } from "./written-host.ts";
import { candidateOf, filled } from "./words.ts";

/** What a local index of all hosts knows by heart. It suggests; what is meant, Falcon is asked. */
export interface HostHints {
  /** Until then the live search answers. */
  isReady(): boolean;
  suggest(beginning: string, limit: number): readonly Candidate[];
  nearest(written: string, most: number): readonly Untrusted[];
  /** Device ids of the hosts with this name, letter case aside. As old as the index: never for a change. */
  lookup(hostname: string): readonly string[];
}

/** The reading half of the hosts collection: nothing here can isolate. */
export type HostsPort = Pick<HostsApi, "query" | "details" | "onlineState" | "loginHistory">;

/** Most candidates that one choice offers: what a chat menu can hold. */
export const MOST_CANDIDATES = 25;
const MOST_NEAREST = 5;
/** Records that are looked through for similar names. */
const LOOKED_THROUGH = 200;

export interface Hosts {
  /**
   * The one host that the words name: hostname in any case, device id, or IP address.
   * @throws Ambiguity when several do, NotFound when none does, UserError for a wildcard
   */
  find(written: string, signal?: AbortSignal): Promise<Device>;
  /** How many hosts the word names, without choosing; a wildcard names none. */
  count(written: string, signal?: AbortSignal): Promise<"one" | "several" | "none">;
  /** By device id; undefined when Falcon does not know it. */
  get(id: string, signal?: AbortSignal): Promise<Device | undefined>;
  /** In the order asked for; unknown ids are left out. */
  byIds(ids: readonly string[], signal?: AbortSignal): Promise<readonly Device[]>;
  /** Newest first; `total` counts those beyond the limit too. */
  search(query: HostQuery, signal?: AbortSignal): Promise<Matches>;
  /** Ids of other hosts with the same hostname, letter case aside: a re-imaged machine leaves one. */
  namesakes(device: Device, signal?: AbortSignal): Promise<readonly string[]>;
  /** By device id, near real time, where `last_seen` of a record is minutes old. */
  online(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, OnlineState>>;
  /** Of the last seven days, at most ten. */
  logins(id: string, signal?: AbortSignal): Promise<LoginHistory>;
  /**
   * Hosts that complete what was typed; the value names one host as `find` takes it: the
   * hostname where the index knows that only one has it, else the device id.
   */
  suggest(beginning: string, limit: number, signal?: AbortSignal): Promise<readonly Candidate[]>;
  /** The card of the host that `find` finds; what cannot be found out just now is said, not left out. */
  card(written: string, alerts: OpenAlertsPort, signal?: AbortSignal): Promise<Card>;
  /** @throws Ambiguity or NotFound for the group, UserError for a filter in FQL that is malformed */
  listCard(request: HostRequest, signal?: AbortSignal): Promise<Card>;
}

/** With `index`, completions and nearest names come from memory; without it every one is a search. */
export function createHosts(parts: {
  readonly falcon: HostsPort;
  readonly clock: Pick<Clock, "now">;
  readonly index?: HostHints;
  readonly groups?: HostGroups;
}): Hosts {
  const { falcon: port, index, groups } = parts;
  const lookups = new SharedLookups<Matches>(parts.clock);
  const remembered = (name: string): readonly string[] => index?.lookup(name) ?? [];
  const matching = (written: string, signal?: AbortSignal): Promise<Matches> =>
    lookups.get(written.trim(), (shared) => resolveHost(port, written, shared, remembered), signal);

  const hosts: Hosts = {
    async find(written, signal) {
      const { devices, total } = await matching(written, signal);
      const [device] = devices;
      if (device === undefined)
        throw new NotFound("host", untrusted(written), await similar(parts, written, signal));
      if (devices.length === 1 && total === 1) return device;
      throw new Ambiguity(untrusted(written), devices.slice(0, MOST_CANDIDATES).map(candidateOf), total);
    },
    async count(written, signal) {
      const total = await countOf(matching(written, signal));
      return total === 0 ? "none" : total === 1 ? "one" : "several";
    },
    async get(id, signal) {
      const [device] = await hosts.byIds([id], signal);
      return device;
    },
    byIds: (ids, signal) => port.details(ids, { signal }),
    search: (query, signal) => fetchHosts(port, searched(query), signal, query.limit),
    async namesakes(device, signal) {
      if (filled(device.hostname) === undefined) return [];
      const bearers = await fetchBearers(
        port,
        bearingLike(device.hostname),
        bearingExactly(device.hostname),
        signal,
      );
      const same = bearers.filter(({ id, hostname }) => id !== device.id && hostname.is(device.hostname));
      return same.map(({ id }) => id);
    },
    online: (ids, signal) => port.onlineState(ids, { signal }),
    async logins(id, signal) {
      const histories = await port.loginHistory([id], { signal });
      return histories.get(id) ?? [];
    },
    async suggest(beginning, limit, signal) {
      if (index?.isReady() === true) return index.suggest(beginning, limit);
      const start = beginning.replaceAll("*", "").trim();
      const { devices } = await fetchHosts(
        port,
        start === "" ? undefined : beginningWith(start),
        signal,
        limit,
      );
      return devices.map(candidateOf);
    },
    async card(written, alerts, signal) {
      const device = await hosts.find(written, signal);
      return hostCard(await takePicture(written, device, { hosts, alerts, groups }, signal));
    },
    async listCard(request, signal) {
      const { cursor, limit, group } = request;
      const id = group === undefined ? undefined : await groups?.idOf(group, signal);
      const start = startOf(cursor, parts.clock.now());
      const filter = searched({ ...request, group: id ?? group });
      const { devices, total } = await fetchHosts(port, filter, signal, limit, start.skipped);
      return hostListCard(offsetPage({ rows: devices, total }, start, limit), request);
    },
  };
  return hosts;
}

/** A word that cannot name a host names none: the rest of a line is asked about in this way. */
async function countOf(asked: Promise<Matches>): Promise<number> {
  try {
    return (await asked).total;
  } catch (fault) {
    if (fault instanceof UserError) return 0;
    throw fault;
  }
}

/** Real names like the one written; an id or an address has none. */
async function similar(
  { falcon: port, index }: { readonly falcon: HostsPort; readonly index?: HostHints },
  written: string,
  signal?: AbortSignal,
): Promise<readonly Untrusted[]> {
  const meant = readHost(written);
  if (meant.kind !== "name") return [];
  if (index?.isReady() === true) return index.nearest(meant.name, MOST_NEAREST);
  for (const filter of [resembling(meant.name), undefined]) {
    const looked = await knownOrWhy(fetchHosts(port, filter, signal, LOOKED_THROUGH));
    // "There is none" is the answer; the names are an extra that may be missing.
    if (!looked.isKnown) return [];
    const found = nearest(meant.name, namesOf(looked.value), MOST_NEAREST);
    if (found.length > 0) return found;
  }
  return [];
}

const namesOf = ({ devices }: Matches): readonly Untrusted[] => devices.map(({ hostname }) => hostname);
