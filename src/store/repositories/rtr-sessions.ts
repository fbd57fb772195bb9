/** Sessions of real time response, and who may type in them. */
import { sql } from "kysely";
import { flag, integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import { RTR_SESSION_STATES, type RtrMemberRow, type RtrSessionRow } from "../rtr-rows.ts";
import { fleet } from "../rtr-shapes.ts";
import type { RtrMemberRepository, RtrSessionRepository } from "../rtr-store.ts";
import type { Handle } from "../schema.ts";
import { account, anything, place, untrustedText } from "../shapes.ts";
import { hasMoved, standsAt } from "../transition.ts";

const session = rowCodec<RtrSessionRow>("rtr_session", {
  id: text,
  originKey: text,
  deviceId: optional(text),
  hostname: json(untrustedText),
  platform: text,
  fleet: json(fleet),
  place: json(place),
  ownerId: text,
  ownerName: json(untrustedText),
  ownerAccount: json(account),
  state: oneOf(RTR_SESSION_STATES),
  outcome: optional(json(untrustedText)),
  falconId: optional(text),
  directory: json(untrustedText),
  help: json(anything),
  isQueued: flag,
  patienceMs: optional(integer),
  caseRef: optional(json(untrustedText)),
  holder: optional(text),
  heldUntil: optional(integer),
  usedAt: integer,
  openedAt: optional(integer),
  closedAt: optional(integer),
  version: integer,
  createdAt: integer,
  updatedAt: integer,
});

/** The same words as in the partial indexes. */
const isOpen = sql<boolean>`state <> 'closed'`;

/** `rtr_session_device` makes a second living session on one host impossible, whoever asks. */
export function rtrSessionRepository(db: Handle): RtrSessionRepository {
  const all = () => db.selectFrom("rtrSession").selectAll();
  return {
    async insert(row) {
      const result = await db
        .insertInto("rtrSession")
        .values(session.write(row))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && session.read(found);
    },
    async byOrigin(originKey) {
      const found = await all().where("originKey", "=", originKey).executeTakeFirst();
      return found && session.read(found);
    },
    async open() {
      const found = await all().where(isOpen).orderBy("createdAt").orderBy("id").execute();
      return found.map(session.read);
    },
    async list({ states, since, limit }) {
      if (states?.length === 0) return [];
      let query = all().orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit);
      if (states !== undefined) query = query.where("state", "in", states);
      if (since !== undefined) query = query.where("createdAt", ">=", since);
      return (await query.execute()).map(session.read);
    },
    async move(from, changes) {
      const result = await db
        .updateTable("rtrSession")
        .set({ ...session.writeChanges(changes), version: from.version + 1 })
        .where(standsAt(from))
        .executeTakeFirst();
      return hasMoved(result);
    },
    async hold(now, holder, until) {
      const free = await all()
        .where(isOpen)
        .where(sql<boolean>`(holder is null or coalesce(held_until, 0) < ${now})`)
        .execute();
      const held: RtrSessionRow[] = [];
      for (const row of free.map(session.read)) {
        const result = await db
          .updateTable("rtrSession")
          .set({ holder, heldUntil: until, version: row.version + 1 })
          .where("id", "=", row.id)
          .where("version", "=", row.version)
          .executeTakeFirst();
        // The holder is who had it before: what was dropped is told from what was let go.
        if (result.numUpdatedRows === 1n) held.push({ ...row, heldUntil: until, version: row.version + 1 });
      }
      return held;
    },
    async keepAlive(holder, until) {
      await db
        .updateTable("rtrSession")
        .set({ heldUntil: until })
        .where(isOpen)
        .where("holder", "=", holder)
        .execute();
    },
    async disown(holder) {
      await db
        .updateTable("rtrSession")
        .set({ heldUntil: 0 })
        .where(isOpen)
        .where("holder", "=", holder)
        .execute();
    },
  };
}

const member = rowCodec<RtrMemberRow>("rtr_member", {
  sessionId: text,
  personId: text,
  name: json(untrustedText),
  account: json(account),
  at: integer,
});

/** The owner may type without being a member; whoever hands a session over becomes one. */
export const rtrMemberRepository = (db: Handle): RtrMemberRepository => ({
  async add(row) {
    const result = await db
      .insertInto("rtrMember")
      .values(member.write(row))
      .onConflict((conflict) => conflict.columns(["sessionId", "personId"]).doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  },
  async of(sessionId) {
    const found = await db
      .selectFrom("rtrMember")
      .selectAll()
      .where("sessionId", "=", sessionId)
      .orderBy("at")
      .orderBy("personId")
      .execute();
    return found.map(member.read);
  },
});
