/** Who leads what, and until when. A released lease keeps its row, for its token must go on growing. */
import { sql } from "kysely";
import { integer, rowCodec, text } from "../columns.ts";
import type { LeaseRow } from "../rows.ts";
import type { Handle } from "../schema.ts";
import type { LeaseRepository } from "../store.ts";

const NOBODY = "";

const lease = rowCodec<LeaseRow>("lease", { name: text, owner: text, token: integer, expiresAt: integer });

/** Taking one's own lease again prolongs it and keeps its token. */
export const leaseRepository = (db: Handle): LeaseRepository => ({
  async take(name, owner, now, untilMs) {
    const taken = await db
      .insertInto("lease")
      .values({ name, owner, token: 1, expiresAt: untilMs })
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet({
            owner,
            expiresAt: untilMs,
            token: sql<number>`case when lease.owner = excluded.owner then lease.token else lease.token + 1 end`,
          })
          .where((is) => is.or([is("lease.owner", "=", owner), is("lease.expiresAt", "<=", now)])),
      )
      .returningAll()
      .executeTakeFirst();
    return taken && lease.read(taken);
  },
  async release(name, owner) {
    await db
      .updateTable("lease")
      .set({ owner: NOBODY, expiresAt: 0 })
      .where("name", "=", name)
      .where("owner", "=", owner)
      .execute();
  },
  async list(prefix) {
    const found = await db
      .selectFrom("lease")
      .selectAll()
      .where("owner", "<>", NOBODY)
      .where(sql<boolean>`substr(name, 1, ${prefix.length}) = ${prefix}`)
      .orderBy("name")
      .execute();
    return found.map(lease.read);
  },
});
