/** Reports put together: their service over what the store and Falcon know. */
import { writePlace } from "../chat/place.ts";
import { createReports, type Reports } from "../report/service.ts";
import type { Evidence, GroupsPort, ReportParts, SessionRecord, SessionsPort } from "../report/ports.ts";
import type { EvidenceRow, RtrSessionRow } from "../store/rtr-rows.ts";
import type { Store } from "../store/store.ts";

/** Sessions that are looked through for those on a host. */
const MOST = 500;

type Tables = Pick<Store, "rtrSessions" | "rtrEntries" | "evidence">;

/** A report speaks of rows, so what was never stored cannot be in it. */
export const reportsOf = (parts: Omit<ReportParts, "store"> & { readonly store: Store }): Reports =>
  createReports({ ...parts, sessions: reportSessions(parts.store), groups: reportGroups(parts.store) });

const reportSessions = (store: Tables): SessionsPort => ({
  async get(id) {
    const row = (await store.rtrSessions.get(id.toLowerCase())) ?? (await byFalconId(store, id));
    return row && recordOf(store, row);
  },
  async onDevices(ids, since) {
    const rows = await store.rtrSessions.list({ since, limit: MOST });
    const touching = rows.filter((row) => devicesOf(row).some((id) => ids.includes(id)));
    return Promise.all(touching.map((row) => recordOf(store, row)));
  },
});

const FALCON_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `sessions` lists them by Falcon's own ids, and that is what people copy. */
async function byFalconId({ rtrSessions }: Tables, written: string): Promise<RtrSessionRow | undefined> {
  if (!FALCON_ID.test(written)) return undefined;
  const id = written.toLowerCase();
  const rows = await rtrSessions.list({ limit: MOST });
  return rows.find(({ falconId, fleet }) => [falconId, ...fleet.map((host) => host.falconId)].includes(id));
}

const reportGroups = ({ groups }: Pick<Store, "groups">): GroupsPort => ({
  async ofAlerts(ids) {
    if (ids.length === 0) return [];
    const placed = await groups.placements(ids);
    const rows = await Promise.all(
      [...new Set(placed.map(({ groupId }) => groupId))].map((id) => groups.get(id)),
    );
    return rows
      .filter((row) => row !== undefined)
      .map(({ id, place, tally, openedAt, closedAt }) => ({
        id,
        place: writePlace(place),
        alerts: tally.total,
        openedAt,
        closedAt,
      }));
  },
});

const devicesOf = ({ deviceId, fleet }: RtrSessionRow): readonly string[] =>
  deviceId === undefined ? fleet.map((host) => host.deviceId) : [deviceId];

async function recordOf(store: Tables, row: RtrSessionRow): Promise<SessionRecord> {
  const [entries, evidence] = await Promise.all([store.rtrEntries.of(row.id), store.evidence.of(row.id)]);
  return {
    id: row.id,
    deviceIds: devicesOf(row),
    hostname: row.hostname,
    owner: row.ownerName,
    state: row.state,
    outcome: row.outcome,
    openedAt: row.openedAt ?? row.createdAt,
    closedAt: row.closedAt,
    commands: entries.map((entry) => ({
      id: entry.id,
      seq: entry.seq,
      at: entry.sentAt ?? entry.createdAt,
      by: entry.personName,
      command: entry.command,
      state: entry.state,
      outcome: entry.outcome,
    })),
    evidence: evidence.map(fileOf),
  };
}

const fileOf = (row: EvidenceRow): Evidence => ({
  id: row.id,
  deviceId: row.deviceId,
  hostname: row.hostname,
  path: row.path,
  by: row.personName,
  state: row.state,
  sizeBytes: row.sizeBytes,
  sha256: row.sha256,
  hashCheck: row.hashCheck,
  archiveSha256: row.archiveSha256,
  caseRef: row.caseRef,
  at: row.storedAt ?? row.createdAt,
});
