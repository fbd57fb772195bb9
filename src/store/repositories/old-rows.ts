/** Finds what is old in the feed's tables and takes it out, a little at a time: statements stay small. */
import { sql } from "kysely";
import { NEVER } from "../feed-rows.ts";
import type { Mark, OldRowRepository } from "../feed-store.ts";
import type { Handle } from "../schema.ts";
import { alertCodec } from "./alerts.ts";
import { inPieces } from "./pieces.ts";

/** The same words as in the partial index `delivery_notice`. */
const isNotice = sql<boolean>`lane = 'alert' and subject is null`;
const isFinal = sql<boolean>`(state = 'failed' or (state = 'sent' and drawn_version >= wanted_version))`;

const BEGINNING: Mark = { at: 0, id: "" };

export const oldRowRepository = (db: Handle): OldRowRepository => ({
  async groups(before, after = BEGINNING, limit) {
    const found = await db
      .selectFrom("alertGroup")
      .select(["id", "lastAt as at"])
      .where("lastAt", "<", before)
      .where((is) =>
        is.or([is("lastAt", ">", after.at), is.and([is("lastAt", "=", after.at), is("id", ">", after.id)])]),
      )
      // One whose window is open takes more alerts still.
      .where((is) => is.or([is("state", "=", "closed"), is(sql<number>`last_at + window_ms`, "<", before)]))
      .orderBy("lastAt")
      .orderBy("id")
      .limit(limit)
      .execute();
    return found;
  },
  async isQuiet(groupId, since, { from, count }) {
    const stirring = await db
      .selectFrom("alertPlacement")
      .innerJoin("alert", "alert.id", "alertPlacement.alertId")
      .select("alert.id")
      .where("alertPlacement.groupId", "=", groupId)
      .where("alertPlacement.position", ">=", from)
      .where("alertPlacement.position", "<", from + count)
      .where((is) =>
        is.or([
          is("alert.changedAt", ">=", since),
          is.and([is("alert.status", "<>", "closed"), is("alert.nextAt", "<", NEVER)]),
        ]),
      )
      .limit(1)
      .executeTakeFirst();
    return stirring === undefined;
  },
  async unplace(groupId, limit) {
    const placed = await db
      .selectFrom("alertPlacement")
      .select(["alertId", "channelKey"])
      .where("groupId", "=", groupId)
      .orderBy("position")
      .limit(limit)
      .execute();
    for (const piece of inPieces(placed))
      await db
        .deleteFrom("alertPlacement")
        .where("groupId", "=", groupId)
        .where(
          "alertId",
          "in",
          piece.map(({ alertId }) => alertId),
        )
        .execute();
    return placed.length;
  },
  async removeGroup(groupId) {
    const entries = await db
      .deleteFrom("alertEntry")
      .where("groupId", "=", groupId)
      .returning("id")
      .execute();
    const subjects = [`group:${groupId}`, ...entries.map(({ id }) => `entry:${id}`)];
    for (const piece of inPieces(subjects))
      await db.deleteFrom("delivery").where("subject", "in", piece).execute();
    await db.deleteFrom("alertGroup").where("id", "=", groupId).execute();
  },
  async alerts(before, after = BEGINNING, limit) {
    const found = await db
      .selectFrom("alert")
      .selectAll()
      .where("changedAt", "<", before)
      .where((is) =>
        is.or([
          is("changedAt", ">", after.at),
          is.and([is("changedAt", "=", after.at), is("id", ">", after.id)]),
        ]),
      )
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom("alertPlacement")
              .select("alertPlacement.groupId")
              .whereRef("alertPlacement.alertId", "=", "alert.id"),
          ),
        ),
      )
      .orderBy("changedAt")
      .orderBy("id")
      .limit(limit)
      .execute();
    return found.map(alertCodec.read);
  },
  async removeAlerts(ids) {
    for (const piece of inPieces(ids)) await db.deleteFrom("alert").where("id", "in", piece).execute();
  },
  async removeNotices(before, limit) {
    const old = await db
      .selectFrom("delivery")
      .select("id")
      .where(isNotice)
      .where(isFinal)
      .where("updatedAt", "<", before)
      .orderBy("updatedAt")
      .limit(limit)
      .execute();
    for (const piece of inPieces(old.map(({ id }) => id)))
      await db.deleteFrom("delivery").where("id", "in", piece).execute();
    return old.length;
  },
});
