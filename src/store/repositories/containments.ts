/** Hosts that we isolated. A host counts as held in every state but `released`. */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import { CONTAINMENT_STATES } from "../rows.ts";
import type { ContainmentRow } from "../rows.ts";
import type { Handle } from "../schema.ts";
import { untrustedText } from "../shapes.ts";
import type { ContainmentRepository } from "../store.ts";
import { hasMoved, standsAt } from "../transition.ts";

const containment = rowCodec<ContainmentRow>("containment", {
  id: text,
  approvalId: text,
  deviceId: text,
  hostname: json(untrustedText),
  state: oneOf(CONTAINMENT_STATES),
  containedAt: integer,
  releaseAt: optional(integer),
  version: integer,
  updatedAt: integer,
});

/** The same words as in the partial index `containment_open`. */
const isHeld = sql<boolean>`state <> 'released'`;

/**
 * `containment_open` serves the question that is asked before each change: does Falconer hold
 * this host?
 */
export function containmentRepository(db: Handle): ContainmentRepository {
  const all = () => db.selectFrom("containment").selectAll().orderBy("containedAt").orderBy("id");
  return {
    async insert(row) {
      await db.insertInto("containment").values(containment.write(row)).execute();
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && containment.read(found);
    },
    async of(approvalId) {
      return (await all().where("approvalId", "=", approvalId).execute()).map(containment.read);
    },
    async open() {
      return (await all().where(isHeld).execute()).map(containment.read);
    },
    async openFor(deviceId) {
      return (await all().where("deviceId", "=", deviceId).where(isHeld).execute()).map(containment.read);
    },
    async move(from, changes) {
      const result = await db
        .updateTable("containment")
        .set({ ...containment.writeChanges(changes), version: from.version + 1 })
        .where(standsAt(from))
        .executeTakeFirst();
      return hasMoved(result);
    },
    async endingBefore(moment) {
      const found = await all()
        .where(isHeld)
        .where("state", "in", ["isolated", "ending"])
        .where("releaseAt", "<=", moment)
        .execute();
      return found.map(containment.read);
    },
  };
}
