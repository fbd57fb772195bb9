/** Small named values as JSON. */
import { readJson, writeJson } from "../../lib/untrusted.ts";
import type { Handle } from "../schema.ts";
import type { ValueRepository } from "../store.ts";

/** Unchecked when read: whoever asks for a name knows what it put there. */
export const valueRepository = (db: Handle): ValueRepository => ({
  async get(name) {
    const found = await db
      .selectFrom("namedValue")
      .select("json")
      .where("name", "=", name)
      .executeTakeFirst();
    return found && readJson(found.json);
  },
  async set(name, value) {
    const json = writeJson(value ?? null);
    await db
      .insertInto("namedValue")
      .values({ name, json })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ json }))
      .execute();
  },
  async setOnce(name, value) {
    // The update changes nothing; it makes the row that stands come back in one statement.
    const { json } = await db
      .insertInto("namedValue")
      .values({ name, json: writeJson(value ?? null) })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ name }))
      .returning("json")
      .executeTakeFirstOrThrow();
    return readJson(json);
  },
  async remove(name) {
    await db.deleteFrom("namedValue").where("name", "=", name).execute();
  },
});
