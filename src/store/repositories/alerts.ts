/** Alerts that Falcon has told, by composite id, and how far they were read. */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import { ALERT_STATES } from "../feed-rows.ts";
import type { AlertRow, CursorRow } from "../feed-rows.ts";
import { snapshot } from "../feed-shapes.ts";
import type { AlertRepository, CursorRepository, KnownAlert } from "../feed-store.ts";
import type { Handle } from "../schema.ts";
import { inPieces } from "./pieces.ts";

/** Shared with the groups, which read alerts by joining their placements. */
export const alertCodec = rowCodec<AlertRow>("alert", {
  id: text,
  state: oneOf(ALERT_STATES),
  stamp: optional(text),
  stampAt: integer,
  status: text,
  snapshot: optional(json(snapshot)),
  tries: integer,
  nextAt: integer,
  createdAt: integer,
  changedAt: integer,
});

const cursorCodec = rowCodec<CursorRow>("alert_cursor", {
  name: text,
  stamp: text,
  id: text,
  since: text,
  updatedAt: integer,
});

/** Rows of one statement: engines bound its parameters. */
const ROWS_AT_ONCE = 200;

/** Ids come by thousands, so every list is cut into pieces that a statement can bind. */
export function alertRepository(db: Handle): AlertRepository {
  const all = () => db.selectFrom("alert").selectAll();
  return {
    async known(ids) {
      const found = new Map<string, KnownAlert>();
      for (const piece of inPieces(ids)) {
        const rows = await db
          .selectFrom("alert")
          .select(["id", "state", "stamp", "stampAt", "status", "tries", "nextAt", "createdAt"])
          .select(sql<number>`case when snapshot is null then 0 else 1 end`.as("hasSnapshot"))
          .where("id", "in", piece)
          .execute();
        for (const { hasSnapshot, stamp, ...row } of rows)
          found.set(row.id, { ...row, stamp: stamp ?? undefined, hasSnapshot: hasSnapshot === 1 });
      }
      return found;
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && alertCodec.read(found);
    },
    async of(ids) {
      const found: AlertRow[] = [];
      for (const piece of inPieces(ids))
        found.push(...(await all().where("id", "in", piece).execute()).map(alertCodec.read));
      return found;
    },
    async put(rows) {
      for (const piece of inPieces(rows, ROWS_AT_ONCE)) {
        await db
          .insertInto("alert")
          .values(piece.map(alertCodec.write))
          .onConflict((conflict) =>
            conflict.column("id").doUpdateSet({
              state: sql.ref("excluded.state"),
              stamp: sql.ref("excluded.stamp"),
              stampAt: sql.ref("excluded.stamp_at"),
              status: sql.ref("excluded.status"),
              snapshot: sql.ref("excluded.snapshot"),
              tries: sql.ref("excluded.tries"),
              nextAt: sql.ref("excluded.next_at"),
              changedAt: sql.ref("excluded.changed_at"),
            }),
          )
          .execute();
      }
    },
    async missing(now, limit) {
      const found = await all()
        .where(sql<boolean>`state = 'missing'`)
        .where("nextAt", "<=", now)
        .orderBy("nextAt")
        .limit(limit)
        .execute();
      return found.map(alertCodec.read);
    },
    async since(moment, after, limit) {
      const found = await all()
        .where("state", "=", "known")
        .where("snapshot", "is not", null)
        .where((is) =>
          is.or([is("createdAt", ">", moment), is.and([is("createdAt", "=", moment), is("id", ">", after)])]),
        )
        .orderBy("createdAt")
        .orderBy("id")
        .limit(limit)
        .execute();
      return found.map(alertCodec.read);
    },
    async due(now, limit) {
      const found = await db
        .selectFrom("alert")
        .select("id")
        .where(sql<boolean>`state = 'known' and status <> 'closed'`)
        .where("nextAt", "<=", now)
        .orderBy("nextAt")
        .limit(limit)
        .execute();
      return found.map(({ id }) => id);
    },
    async lookAgain(ids, at) {
      for (const piece of inPieces(ids))
        await db.updateTable("alert").set({ nextAt: at }).where("id", "in", piece).execute();
    },
    async countByState() {
      const counts = await db
        .selectFrom("alert")
        .select((is) => ["state" as const, is.fn.countAll<number>().as("count")])
        .groupBy("state")
        .execute();
      return Object.fromEntries(counts.map(({ state, count }) => [state, count]));
    },
  };
}

/** Stamps stay text: a time of Falcon's has nanoseconds, which a number would lose. */
export const cursorRepository = (db: Handle): CursorRepository => ({
  async get(name) {
    const found = await db.selectFrom("alertCursor").selectAll().where("name", "=", name).executeTakeFirst();
    return found && cursorCodec.read(found);
  },
  async put(row) {
    const cells = cursorCodec.write(row);
    await db
      .insertInto("alertCursor")
      .values(cells)
      .onConflict((conflict) => conflict.column("name").doUpdateSet(cells))
      .execute();
  },
});
