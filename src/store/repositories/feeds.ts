/** Which channels want to hear of which alerts. */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import type { FeedRow } from "../feed-rows.ts";
import { feedFilter, feedMute } from "../feed-shapes.ts";
import type { FeedRepository } from "../feed-store.ts";
import type { Handle } from "../schema.ts";
import { place, untrustedText } from "../shapes.ts";

const feed = rowCodec<FeedRow>("feed", {
  id: text,
  place: json(place),
  channelKey: text,
  filter: json(feedFilter),
  windowMs: integer,
  digest: optional(text),
  source: oneOf(["settings", "command"]),
  createdBy: optional(json(untrustedText)),
  createdAt: integer,
  removedAt: optional(integer),
  mute: optional(json(feedMute)),
  mutedCount: integer,
});

/** `put` replaces the row of that id; everything else changes one column. */
export const feedRepository = (db: Handle): FeedRepository => ({
  async list() {
    const found = await db
      .selectFrom("feed")
      .selectAll()
      .where(sql<boolean>`removed_at is null`)
      .orderBy("createdAt")
      .orderBy("id")
      .execute();
    return found.map(feed.read);
  },
  async get(id) {
    const found = await db.selectFrom("feed").selectAll().where("id", "=", id).executeTakeFirst();
    return found && feed.read(found);
  },
  async put(row) {
    const cells = feed.write(row);
    await db
      .insertInto("feed")
      .values(cells)
      .onConflict((conflict) => conflict.column("id").doUpdateSet(cells))
      .execute();
  },
  async remove(id, now) {
    const result = await db
      .updateTable("feed")
      .set({ removedAt: now })
      .where("id", "=", id)
      .where("removedAt", "is", null)
      .executeTakeFirst();
    return result.numUpdatedRows === 1n;
  },
  async countMuted(id, more) {
    await db
      .updateTable("feed")
      .set({ mutedCount: sql<number>`muted_count + ${more}` })
      .where("id", "=", id)
      .execute();
  },
});
