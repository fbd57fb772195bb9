/** Turns taken in and not yet answered, so that an acknowledged one survives a crash. */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import type { InboxRow } from "../rows.ts";
import type { Handle } from "../schema.ts";
import { anything } from "../shapes.ts";
import type { InboxRepository } from "../store.ts";

const inbox = rowCodec<InboxRow>("inbox", {
  id: text,
  turn: json(anything),
  state: oneOf(["new", "working", "done"]),
  owner: optional(text),
  ownedUntil: optional(integer),
  receivedAt: integer,
});

/** The same words as in the partial index `inbox_open`. */
const isOpen = sql<boolean>`state <> 'done'`;
const isUnowned = (now: number) => sql<boolean>`(owner is null or coalesce(owned_until, 0) < ${now})`;

/** A turn's id comes from its platform, so that an event delivered twice is taken once. */
export const inboxRepository = (db: Handle): InboxRepository => ({
  async add(row) {
    const result = await db
      .insertInto("inbox")
      .values(inbox.write(row))
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  },
  async finish(id) {
    await db
      .updateTable("inbox")
      // Only its id is needed from now on. What was typed may hold a password, and is forgotten.
      .set({ ...inbox.writeChanges({ turn: null }), state: "done", owner: null, ownedUntil: null })
      .where("id", "=", id)
      .execute();
  },
  async claimOrphans(now, owner, until) {
    const claimed = await db
      .updateTable("inbox")
      .set({ state: "working", owner, ownedUntil: until })
      .where(isOpen)
      .where(isUnowned(now))
      .returningAll()
      .execute();
    return claimed.map(inbox.read).sort((a, b) => a.receivedAt - b.receivedAt);
  },
  async keepAlive(owner, until) {
    await db
      .updateTable("inbox")
      .set({ ownedUntil: until })
      .where(isOpen)
      .where("owner", "=", owner)
      .execute();
  },
  async disown(owner) {
    await db.updateTable("inbox").set({ ownedUntil: 0 }).where(isOpen).where("owner", "=", owner).execute();
  },
  async prune(moment) {
    await db.deleteFrom("inbox").where("state", "=", "done").where("receivedAt", "<", moment).execute();
  },
});
