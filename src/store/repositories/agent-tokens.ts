/** Tokens of AI agents. */
import { integer, oneOf, optional, rowCodec, text } from "../columns.ts";
import type { Handle } from "../schema.ts";
import { TOKEN_ROLES, type AgentTokenRepository, type AgentTokenRow } from "../token-rows.ts";

const token = rowCodec<AgentTokenRow>("agent_token", {
  id: text,
  name: text,
  personId: text,
  role: oneOf(TOKEN_ROLES),
  hash: text,
  createdBy: text,
  createdAt: integer,
  expiresAt: integer,
  revokedAt: optional(integer),
  usedAt: optional(integer),
});

/** Never sees the secret half of a token, only its SHA-256. */
export const agentTokenRepository = (db: Handle): AgentTokenRepository => ({
  async insert(row) {
    await db.insertInto("agentToken").values(token.write(row)).execute();
  },
  async get(id) {
    const found = await db.selectFrom("agentToken").selectAll().where("id", "=", id).executeTakeFirst();
    return found && token.read(found);
  },
  async list() {
    const found = await db
      .selectFrom("agentToken")
      .selectAll()
      .orderBy("createdAt", "desc")
      .orderBy("id")
      .execute();
    return found.map(token.read);
  },
  async revoke(id, at) {
    const { numUpdatedRows } = await db
      .updateTable("agentToken")
      .set({ revokedAt: at })
      .where("id", "=", id)
      .where("revokedAt", "is", null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  async touch(id, at, everyMs) {
    await db
      .updateTable("agentToken")
      .set({ usedAt: at })
      .where("id", "=", id)
      .where((is) => is.or([is("usedAt", "is", null), is("usedAt", "<=", at - everyMs)]))
      .execute();
  },
});
