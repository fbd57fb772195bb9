/** Who decided what on which request; one vote a person. */
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import type { VoteRow } from "../rows.ts";
import type { Handle } from "../schema.ts";
import { account, untrustedText } from "../shapes.ts";
import type { VoteRepository } from "../store.ts";

const vote = rowCodec<VoteRow>("vote", {
  approvalId: text,
  personId: text,
  personName: json(untrustedText),
  account: json(account),
  decision: oneOf(["approve", "deny", "withdraw"]),
  reason: optional(json(untrustedText)),
  at: integer,
});

/** The primary key (request, person) makes a second vote impossible, from whichever account. */
export const voteRepository = (db: Handle): VoteRepository => ({
  async add(row) {
    const result = await db
      .insertInto("vote")
      .values(vote.write(row))
      .onConflict((conflict) => conflict.columns(["approvalId", "personId"]).doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  },
  async of(approvalId) {
    const found = await db
      .selectFrom("vote")
      .selectAll()
      .where("approvalId", "=", approvalId)
      .orderBy("at")
      .orderBy("personId")
      .execute();
    return found.map(vote.read);
  },
});
