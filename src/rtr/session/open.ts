/** Asks for a session: one per host, in one thread. Connecting itself is the keeper's work. */
import { newId } from "../../lib/id.ts";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import type { FleetHost, RtrSessionRow } from "../../store/rtr-rows.ts";
import { platformOf } from "../catalogue.ts";
import type { RtrParts, SessionHost, Speaker } from "../ports.ts";
import { announceSession } from "./told.ts";

/** Until the keeper says more; a little longer than its rounds. */
const HELD_MS = 30_000;

export type Opening =
  | { readonly outcome: "opening"; readonly session: RtrSessionRow }
  /** Somebody has one on that host: it is not shared unseen. */
  | { readonly outcome: "taken"; readonly session: RtrSessionRow };

export interface Wanted {
  readonly hosts: readonly [SessionHost, ...SessionHost[]];
  readonly isQueued: boolean;
  /** What a fleet is called. */
  readonly title?: string;
}

export async function openSession(parts: RtrParts, wanted: Wanted, speaker: Speaker): Promise<Opening> {
  const { store, clock } = parts;
  const earlier = await store.rtrSessions.byOrigin(speaker.turnId);
  if (earlier !== undefined) return { outcome: "opening", session: earlier };
  const taken = await sessionOn(parts, wanted.hosts);
  if (taken !== undefined) return { outcome: "taken", session: taken };
  const now = clock.now();
  const row = rowOf(parts, wanted, speaker, now);
  const isNew = await store.transaction(async (tx) => {
    if (!(await tx.rtrSessions.insert(row))) return false;
    await announceSession(tx, row);
    await tx.audit.append(now, {
      event: "rtr.opened",
      actor: row.ownerId,
      actorName: row.ownerName,
      account: row.ownerAccount,
      devices: wanted.hosts.map(({ id }) => id),
      hostnames: wanted.hosts.map(({ hostname }) => hostname),
      detail: { session: row.id, isQueued: row.isQueued, place: row.place },
    });
    return true;
  });
  await store.announce();
  if (isNew) return { outcome: "opening", session: row };
  const other = (await store.rtrSessions.byOrigin(speaker.turnId)) ?? (await sessionOn(parts, wanted.hosts));
  if (other?.originKey === speaker.turnId) return { outcome: "opening", session: other };
  return other === undefined ? openSession(parts, wanted, speaker) : { outcome: "taken", session: other };
}

/** The open session that one of these hosts is in already, alone or in a fleet. */
async function sessionOn(
  { store }: RtrParts,
  hosts: readonly SessionHost[],
): Promise<RtrSessionRow | undefined> {
  const ids = new Set(hosts.map(({ id }) => id));
  const open = await store.rtrSessions.open();
  return open.find(
    ({ deviceId, fleet }) =>
      (deviceId !== undefined && ids.has(deviceId)) || fleet.some((host) => ids.has(host.deviceId)),
  );
}

function rowOf(
  parts: RtrParts,
  { hosts, isQueued, title }: Wanted,
  speaker: Speaker,
  now: number,
): RtrSessionRow {
  const [first, ...more] = hosts;
  const isFleet = more.length > 0;
  return {
    id: newId(),
    originKey: speaker.turnId,
    deviceId: isFleet ? undefined : first.id,
    hostname: isFleet ? untrusted(title ?? `${hosts.length} hosts`) : first.hostname,
    platform: isFleet ? "" : (platformOfHost(first.platform) ?? ""),
    fleet: isFleet ? hosts.map(fleetHost) : [],
    place: speaker.place,
    ownerId: speaker.person.id,
    ownerName: nameOf(speaker),
    ownerAccount: { surface: speaker.account.surface, id: speaker.account.id },
    state: "connecting",
    outcome: undefined,
    falconId: undefined,
    directory: untrusted(""),
    help: [],
    isQueued,
    patienceMs: undefined,
    caseRef: undefined,
    holder: parts.holder,
    heldUntil: now + HELD_MS,
    usedAt: now,
    openedAt: undefined,
    closedAt: undefined,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

const fleetHost = ({ id, hostname, platform }: SessionHost): FleetHost => ({
  deviceId: id,
  hostname,
  platform: platformOfHost(platform) ?? "",
  verdict: "unreachable",
  directory: untrusted(""),
});

export function platformOfHost(written: Untrusted) {
  const names = ["windows", "mac", "linux"] as const;
  return names.find((name) => written.passes((text) => platformOf(text) === name));
}

export const nameOf = ({ person }: Pick<Speaker, "person">): Untrusted =>
  typeof person.name === "string" ? untrusted(person.name) : person.name;
