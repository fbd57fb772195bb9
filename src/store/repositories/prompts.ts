/** Questions that a button continues. */
import { integer, json, rowCodec, text } from "../columns.ts";
import type { PromptRow } from "../rows.ts";
import type { Handle } from "../schema.ts";
import { anything } from "../shapes.ts";
import type { PromptRepository } from "../store.ts";

const prompt = rowCodec<PromptRow>("prompt", { id: text, payload: json(anything), createdAt: integer });

/** A button carries the id alone; what it continues stays here, where nobody can change it. */
export const promptRepository = (db: Handle): PromptRepository => ({
  async add(row) {
    await db.insertInto("prompt").values(prompt.write(row)).execute();
  },
  async get(id) {
    const found = await db.selectFrom("prompt").selectAll().where("id", "=", id).executeTakeFirst();
    return found && prompt.read(found);
  },
  async prune(moment) {
    await db.deleteFrom("prompt").where("createdAt", "<", moment).execute();
  },
});
