/** Cards of the feed: a host's incidents and a channel's storms, what stands on them and in their threads. */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import type { AlertRow, EntryRow, GroupRow, PlacementRow } from "../feed-rows.ts";
import { tally } from "../feed-shapes.ts";
import type { GroupRepository } from "../feed-store.ts";
import type { Handle } from "../schema.ts";
import { place } from "../shapes.ts";
import { alertCodec } from "./alerts.ts";
import { inPieces } from "./pieces.ts";

const group = rowCodec<GroupRow>("alert_group", {
  id: text,
  kind: oneOf(["host", "storm"]),
  place: json(place),
  channelKey: text,
  feedId: text,
  hostKey: text,
  state: oneOf(["open", "closed"]),
  leadId: optional(text),
  previous: optional(text),
  windowMs: integer,
  tally: json(tally),
  version: integer,
  openedAt: integer,
  lastAt: integer,
  closedAt: optional(integer),
});

const entry = rowCodec<EntryRow>("alert_entry", {
  id: text,
  groupId: text,
  kind: oneOf(["lines", "file"]),
  count: integer,
  version: integer,
  holdUntil: integer,
  createdAt: integer,
});

const placement = rowCodec<PlacementRow>("alert_placement", {
  alertId: text,
  channelKey: text,
  groupId: text,
  entryId: optional(text),
  position: integer,
  placedAt: integer,
});

/** The same words as in the partial index `alert_group_open`. */
const isOpen = sql<boolean>`state = 'open'`;

/** `alert_group_open` makes a second open group of one host in a channel impossible. */
export function groupRepository(db: Handle): GroupRepository {
  const groups = () => db.selectFrom("alertGroup").selectAll();
  const placedAlerts = () =>
    db
      .selectFrom("alertPlacement")
      .innerJoin("alert", "alert.id", "alertPlacement.alertId")
      .selectAll("alert")
      .orderBy("alertPlacement.position");
  const read = (rows: readonly Parameters<typeof alertCodec.read>[0][]): readonly AlertRow[] =>
    rows.map(alertCodec.read);
  return {
    async get(id) {
      const found = await groups().where("id", "=", id).executeTakeFirst();
      return found && group.read(found);
    },
    async open(channelKey, hostKeys) {
      const found: GroupRow[] = [];
      for (const piece of inPieces(hostKeys)) {
        const rows = await groups()
          .where(isOpen)
          .where("channelKey", "=", channelKey)
          .where("hostKey", "in", piece)
          .execute();
        found.push(...rows.map(group.read));
      }
      return found;
    },
    async openOf(kind) {
      return (await groups().where(isOpen).where("kind", "=", kind).orderBy("openedAt").execute()).map(
        group.read,
      );
    },
    async latest(channelKey, hostKeys) {
      const found: GroupRow[] = [];
      for (const piece of inPieces(hostKeys)) {
        const rows = await groups()
          .where("channelKey", "=", channelKey)
          .where("hostKey", "in", piece)
          .where("lastAt", "=", (is) =>
            is
              .selectFrom("alertGroup as other")
              .select((other) => other.fn.max("other.lastAt").as("last"))
              .whereRef("other.channelKey", "=", "alertGroup.channelKey")
              .whereRef("other.hostKey", "=", "alertGroup.hostKey"),
          )
          .execute();
        found.push(...rows.map(group.read));
      }
      return found;
    },
    async put(rows) {
      for (const row of rows) {
        const cells = group.write(row);
        await db
          .insertInto("alertGroup")
          .values(cells)
          .onConflict((conflict) => conflict.column("id").doUpdateSet(cells))
          .execute();
      }
    },
    async recent(channelKey, since) {
      const alerts = await db
        .selectFrom("alertPlacement")
        .select((is) => is.fn.countAll<number>().as("count"))
        .where("channelKey", "=", channelKey)
        .where("placedAt", ">", since)
        .executeTakeFirstOrThrow();
      const opened = await db
        .selectFrom("alertGroup")
        .select((is) => is.fn.countAll<number>().as("count"))
        .where("channelKey", "=", channelKey)
        .where("kind", "=", "host")
        .where("openedAt", ">", since)
        .executeTakeFirstOrThrow();
      return { alerts: alerts.count, groups: opened.count };
    },
    async statuses(groupId, { from, count } = { from: 0, count: Number.MAX_SAFE_INTEGER }) {
      const counts = await db
        .selectFrom("alertPlacement")
        .innerJoin("alert", "alert.id", "alertPlacement.alertId")
        .select((is) => ["alert.status" as const, is.fn.countAll<number>().as("count")])
        .where("alertPlacement.groupId", "=", groupId)
        .where("alertPlacement.position", ">=", from)
        .where("alertPlacement.position", "<", from + count)
        .groupBy("alert.status")
        .execute();
      return Object.fromEntries(counts.map(({ status, count }) => [status, count]));
    },
    async openAlerts(channelKey, limit) {
      const open = db
        .selectFrom("alertPlacement")
        .innerJoin("alert", "alert.id", "alertPlacement.alertId")
        .where("alertPlacement.channelKey", "=", channelKey)
        .where("alert.status", "<>", "closed");
      const { count } = await open
        .select((is) => is.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      const rows = await open.selectAll("alert").orderBy("alert.createdAt", "desc").limit(limit).execute();
      return { total: count, alerts: read(rows) };
    },
    async alertsOf(groupId, limit) {
      return read(await placedAlerts().where("alertPlacement.groupId", "=", groupId).limit(limit).execute());
    },
    async placements(alertIds) {
      const found: PlacementRow[] = [];
      for (const piece of inPieces(alertIds)) {
        const rows = await db
          .selectFrom("alertPlacement")
          .selectAll()
          .where("alertId", "in", piece)
          .execute();
        found.push(...rows.map(placement.read));
      }
      return found;
    },
    async place(rows) {
      for (const piece of inPieces(rows))
        await db.insertInto("alertPlacement").values(piece.map(placement.write)).execute();
    },
    async entry(id) {
      const found = await db.selectFrom("alertEntry").selectAll().where("id", "=", id).executeTakeFirst();
      return found && entry.read(found);
    },
    async unsaidEntries(groupIds, now) {
      const found: EntryRow[] = [];
      for (const piece of inPieces(groupIds)) {
        const rows = await db
          .selectFrom("alertEntry")
          .innerJoin("delivery", (join) =>
            join.on("delivery.key", "=", sql<string>`'entry:' || alert_entry.id`),
          )
          .selectAll("alertEntry")
          .where("alertEntry.groupId", "in", piece)
          .where("alertEntry.holdUntil", ">", now)
          .where("delivery.state", "=", "queued")
          .where("delivery.attempts", "=", 0)
          .orderBy("alertEntry.createdAt", "desc")
          .execute();
        found.push(...rows.map(entry.read));
      }
      return found;
    },
    async countEntries(groupId, until) {
      let entries = db
        .selectFrom("alertEntry")
        .select((is) => is.fn.countAll<number>().as("count"))
        .where("groupId", "=", groupId);
      if (until !== undefined) entries = entries.where("createdAt", "<=", until);
      return (await entries.executeTakeFirstOrThrow()).count;
    },
    async putEntries(rows) {
      for (const row of rows) {
        const cells = entry.write(row);
        await db
          .insertInto("alertEntry")
          .values(cells)
          .onConflict((conflict) => conflict.column("id").doUpdateSet(cells))
          .execute();
      }
    },
    async alertsOfEntry(entryId, { from, count }) {
      const rows = await placedAlerts()
        .where("alertPlacement.entryId", "=", entryId)
        .offset(from)
        .limit(count)
        .execute();
      return read(rows);
    },
  };
}
