/** The web console's messages. */
import { sql } from "kysely";
import { flag, integer, json, optional, rowCodec, text } from "../columns.ts";
import type { Handle } from "../schema.ts";
import { anything, untrustedText } from "../shapes.ts";
import type { ConsoleMessageRow, ConsoleRepository } from "../store.ts";

const consoleMessage = rowCodec<ConsoleMessageRow>("console_message", {
  id: text,
  channel: text,
  thread: optional(text),
  onlyFor: optional(text),
  author: optional(json(untrustedText)),
  card: optional(json(anything)),
  key: optional(text),
  isPinned: flag,
  createdAt: integer,
  editedAt: integer,
});

const nextPosition = sql<number>`(select coalesce(max(position), 0) + 1 from console_message)`;

/** `position` keeps the order of messages of one millisecond, over all processes. */
export function consoleRepository(db: Handle): ConsoleRepository {
  const all = () => db.selectFrom("consoleMessage").selectAll();
  return {
    async put(row) {
      const cells = consoleMessage.write(row);
      await db
        .insertInto("consoleMessage")
        .values({ ...cells, position: nextPosition })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(cells))
        .execute();
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && consoleMessage.read(found);
    },
    async byKey(key) {
      const found = await all().where("key", "=", key).executeTakeFirst();
      return found && consoleMessage.read(found);
    },
    async list(channel, viewer, limit) {
      const newestFirst = await all()
        .where("channel", "=", channel)
        .where((is) => is.or([is("onlyFor", "is", null), is("onlyFor", "=", viewer)]))
        .orderBy("createdAt", "desc")
        .orderBy("position", "desc")
        .limit(limit)
        .execute();
      return newestFirst.reverse().map(consoleMessage.read);
    },
    async channels() {
      const found = await db
        .selectFrom("consoleMessage")
        .select("channel")
        .distinct()
        .orderBy("channel")
        .execute();
      return found.map(({ channel }) => channel);
    },
    async changedSince(moment) {
      const found = await all()
        .where("editedAt", ">=", moment)
        .orderBy("editedAt")
        .orderBy("position")
        .execute();
      return found.map(consoleMessage.read);
    },
  };
}
