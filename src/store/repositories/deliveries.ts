/**
 * What has to be said where. Delivery is at most once at a time: `claim` gives a row to
 * one worker, and `wasSending` tells it that an earlier one began to say it and may have done so.
 * `nextAt` is "not before", for a first try and for a redrawing alike.
 */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import { LANES } from "../rows.ts";
import type { DeliveryRow } from "../rows.ts";
import type { Engine, Handle } from "../schema.ts";
import { anything, destination, message } from "../shapes.ts";
import type { DeliveryRepository } from "../store.ts";

const delivery = rowCodec<DeliveryRow>("delivery", {
  id: text,
  key: text,
  lane: oneOf(LANES),
  to: json(destination),
  subject: optional(text),
  card: optional(json(anything)),
  state: oneOf(["queued", "sending", "sent", "failed"]),
  message: optional(json(message)),
  wantedVersion: integer,
  drawnVersion: integer,
  attempts: integer,
  owner: optional(text),
  ownedUntil: optional(integer),
  nextAt: integer,
  error: optional(text),
  createdAt: integer,
  updatedAt: integer,
});

/** The same words as in the partial index `delivery_open`, so that both engines use it. */
const isOpen = sql<boolean>`(state in ('queued', 'sending') or (state = 'sent' and drawn_version < wanted_version))`;
const hasCome = (now: number) =>
  sql<boolean>`(case when state = 'sending' then coalesce(owned_until, 0) < ${now} else next_at <= ${now} end)`;
const laneRank = sql`case lane ${sql.join(
  LANES.map((lane, rank) => sql`when ${sql.lit(lane)} then ${sql.lit(rank)}`),
  sql` `,
)} end`;

const inLaneOrder = (a: DeliveryRow, b: DeliveryRow): number =>
  LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

const channelKey = (to: DeliveryRow["to"]): string =>
  "place" in to ? `${to.place.surface}:${to.place.channel}` : `${to.account.surface}:@${to.account.id}`;

/**
 * On PostgreSQL `claim` skips rows that another replica is just claiming, so that neither waits
 * for the other.
 */
export function deliveryRepository(db: Handle, engine: Engine): DeliveryRepository {
  const all = () => db.selectFrom("delivery").selectAll();
  return {
    async enqueue(row) {
      const result = await db
        .insertInto("delivery")
        .values({ ...delivery.write(row), channelKey: channelKey(row.to), wasSending: 0 })
        .onConflict((conflict) => conflict.column("key").doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && delivery.read(found);
    },
    async byKey(key) {
      const found = await all().where("key", "=", key).executeTakeFirst();
      return found && delivery.read(found);
    },
    async of(subject) {
      const found = await all().where("subject", "=", subject).orderBy("createdAt").orderBy("id").execute();
      return found.map(delivery.read);
    },
    async want(subject, version, now) {
      // A row that is behind already keeps its date: it is spaced out or held back by a rate limit.
      const isSettled = sql`(state = 'sent' and drawn_version >= wanted_version)`;
      await db
        .updateTable("delivery")
        .set({
          wantedVersion: version,
          nextAt: sql<number>`case when ${isSettled} and next_at > ${now} then ${now} else next_at end`,
          updatedAt: now,
        })
        .where("subject", "=", subject)
        .where("wantedVersion", "<", version)
        .execute();
    },
    async claim(now, owner, until, limit, busyChannels) {
      const claimed = await db
        .with(
          (name) => name("due").materialized(),
          (cte) => {
            let due = cte
              .selectFrom("delivery")
              .select("id")
              .where(isOpen)
              .where(hasCome(now))
              .orderBy(laneRank)
              .orderBy("createdAt")
              .orderBy("id")
              .limit(limit);
            if (busyChannels.length > 0) due = due.where("channelKey", "not in", busyChannels);
            return engine === "postgres" ? due.forUpdate().skipLocked() : due;
          },
        )
        .updateTable("delivery")
        .set({
          state: "sending",
          owner,
          ownedUntil: until,
          attempts: sql<number>`attempts + 1`,
          updatedAt: now,
        })
        .where("id", "in", (is) => is.selectFrom("due").select("id"))
        .returningAll()
        .execute();
      const rows = claimed.map((cells) => ({ ...delivery.read(cells), wasSending: cells.wasSending === 1 }));
      return rows.sort(inLaneOrder);
    },
    async beginPost(id) {
      await db.updateTable("delivery").set({ wasSending: 1 }).where("id", "=", id).execute();
    },
    async settle(id, changes) {
      const released = changes.state !== undefined && changes.state !== "sending";
      await db
        .updateTable("delivery")
        .set({
          ...delivery.writeChanges(changes),
          ...(changes.to === undefined ? {} : { channelKey: channelKey(changes.to) }),
          ...(released ? { owner: null, ownedUntil: null } : {}),
          ...(changes.state === "sent" ? { wasSending: 0 } : {}),
        })
        .where("id", "=", id)
        .execute();
    },
    async keepAlive(owner, until) {
      await db
        .updateTable("delivery")
        .set({ ownedUntil: until })
        .where(isOpen)
        .where("owner", "=", owner)
        .execute();
    },
    async disown(owner) {
      await db
        .updateTable("delivery")
        .set({ ownedUntil: 0 })
        .where(isOpen)
        .where("owner", "=", owner)
        .execute();
    },
    async countByState() {
      return db
        .selectFrom("delivery")
        .select((is) => ["lane" as const, "state" as const, is.fn.countAll<number>().as("count")])
        .groupBy(["lane", "state"])
        .execute();
    },
  };
}
