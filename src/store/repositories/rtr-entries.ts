/** What was typed in sessions of real time response, and the evidence that came of it. */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import { EVIDENCE_STATES, RTR_ENTRY_STATES, type EvidenceRow, type RtrEntryRow } from "../rtr-rows.ts";
import { output, results } from "../rtr-shapes.ts";
import type { EvidenceRepository, RtrEntryRepository } from "../rtr-store.ts";
import type { Handle } from "../schema.ts";
import { account, untrustedText } from "../shapes.ts";
import { hasMoved, standsAt } from "../transition.ts";

const entry = rowCodec<RtrEntryRow>("rtr_entry", {
  id: text,
  originKey: text,
  sessionId: text,
  seq: integer,
  personId: text,
  personName: json(untrustedText),
  account: json(account),
  command: json(untrustedText),
  exact: optional(text),
  base: text,
  tier: text,
  directory: json(untrustedText),
  state: oneOf(RTR_ENTRY_STATES),
  outcome: optional(json(untrustedText)),
  approvalId: optional(text),
  requestId: optional(text),
  stdout: optional(json(output)),
  stderr: optional(json(output)),
  pieces: integer,
  results: json(results),
  version: integer,
  createdAt: integer,
  sentAt: optional(integer),
  finishedAt: optional(integer),
});

/** `seq` is counted by the statement that inserts, so two commands of one session never share it. */
export function rtrEntryRepository(db: Handle): RtrEntryRepository {
  const all = () => db.selectFrom("rtrEntry").selectAll();
  const ofSession = (sessionId: string) => all().where("sessionId", "=", sessionId).orderBy("seq");
  return {
    async append(row) {
      const cells = entry.write({ ...row, seq: 0 });
      const seq = sql<number>`(select coalesce(max(seq), 0) + 1 from rtr_entry where session_id = ${row.sessionId})`;
      const made = await db
        .insertInto("rtrEntry")
        .values({ ...cells, seq })
        .onConflict((conflict) => conflict.column("originKey").doNothing())
        .returningAll()
        .executeTakeFirst();
      return made && entry.read(made);
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && entry.read(found);
    },
    async byOrigin(originKey) {
      const found = await all().where("originKey", "=", originKey).executeTakeFirst();
      return found && entry.read(found);
    },
    async of(sessionId) {
      return (await ofSession(sessionId).execute()).map(entry.read);
    },
    async next(sessionId) {
      const found = await ofSession(sessionId).where("state", "=", "waiting").limit(1).executeTakeFirst();
      return found && entry.read(found);
    },
    async inStates(sessionId, states) {
      if (states.length === 0) return [];
      return (await ofSession(sessionId).where("state", "in", states).execute()).map(entry.read);
    },
    async move(from, changes) {
      const result = await db
        .updateTable("rtrEntry")
        .set({ ...entry.writeChanges(changes), version: from.version + 1 })
        .where(standsAt(from))
        .executeTakeFirst();
      return hasMoved(result);
    },
  };
}

const evidence = rowCodec<EvidenceRow>("evidence", {
  id: text,
  sessionId: text,
  entryId: text,
  deviceId: text,
  hostname: json(untrustedText),
  personId: text,
  personName: json(untrustedText),
  path: json(untrustedText),
  sizeBytes: optional(integer),
  sha256: text,
  hashCheck: oneOf(["matches", "differs", "not checked"]),
  archiveSha256: optional(text),
  archiveBytes: optional(integer),
  caseRef: optional(json(untrustedText)),
  state: oneOf(EVIDENCE_STATES),
  outcome: optional(json(untrustedText)),
  version: integer,
  createdAt: integer,
  storedAt: optional(integer),
});

/** Rows of the files; their bytes lie in the evidence folder under `archiveSha256`. */
export function evidenceRepository(db: Handle): EvidenceRepository {
  const all = () => db.selectFrom("evidence").selectAll();
  return {
    async insert(row) {
      await db.insertInto("evidence").values(evidence.write(row)).execute();
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && evidence.read(found);
    },
    async of(sessionId) {
      const found = await all()
        .where("sessionId", "=", sessionId)
        .orderBy("createdAt")
        .orderBy("id")
        .execute();
      return found.map(evidence.read);
    },
    async move(from, changes) {
      const result = await db
        .updateTable("evidence")
        .set({ ...evidence.writeChanges(changes), version: from.version + 1 })
        .where(standsAt(from))
        .executeTakeFirst();
      return hasMoved(result);
    },
  };
}
