/** Accounts joined to one person. */
import type { Handle } from "../schema.ts";
import type { PersonLinkRepository } from "../store.ts";

/** An account belongs to one person: linking it anew moves it. */
export const personLinkRepository = (db: Handle): PersonLinkRepository => ({
  async personOf(account) {
    const found = await db
      .selectFrom("personLink")
      .select("personId")
      .where("surface", "=", account.surface)
      .where("account", "=", account.id)
      .executeTakeFirst();
    return found?.personId;
  },
  accountsOf: (personId) =>
    db
      .selectFrom("personLink")
      .select(["surface", "account as id"])
      .where("personId", "=", personId)
      .orderBy("at")
      .orderBy("surface")
      .execute(),
  async link(personId, account, at) {
    await db
      .insertInto("personLink")
      .values({ surface: account.surface, account: account.id, personId, at })
      .onConflict((conflict) => conflict.columns(["surface", "account"]).doUpdateSet({ personId, at }))
      .execute();
  },
});
