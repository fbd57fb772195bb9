/** Requests for approval. */
import { sql } from "kysely";
import { SECOND } from "../../lib/clock.ts";
import { flag, integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import { APPROVAL_STATES } from "../rows.ts";
import type { ApprovalRow } from "../rows.ts";
import type { Handle } from "../schema.ts";
import { account, citations, namedValues, place, policy, targets, untrustedText } from "../shapes.ts";
import type { ApprovalRepository } from "../store.ts";
import { hasMoved, standsAt } from "../transition.ts";

/** A request that lives shorter than this gets no reminder: it would come with the end. */
const SHORTEST_REMINDED_MS = 10 * SECOND;

const approval = rowCodec<ApprovalRow>("approval", {
  id: text,
  originKey: text,
  kind: text,
  params: json(namedValues),
  targets: json(targets),
  hash: text,
  reason: json(untrustedText),
  requesterId: text,
  requesterName: json(untrustedText),
  requesterAccount: json(account),
  askedBy: oneOf(["person", "agent", "playbook"]),
  cites: optional(json(citations)),
  place: json(place),
  policy: json(policy),
  isEmergency: flag,
  state: oneOf(APPROVAL_STATES),
  outcome: optional(json(untrustedText)),
  version: integer,
  createdAt: integer,
  expiresAt: integer,
  remindedAt: optional(integer),
  decidedAt: optional(integer),
  finishedAt: optional(integer),
  review: oneOf(["none", "open", "reviewed"]),
  reviewedBy: optional(json(untrustedText)),
});

/** The reminder is due when four fifths of the time are over. */
const isOver = (now: number) => sql<boolean>`expires_at <= ${now}`;
const isDueForReminder = (now: number) => sql<boolean>`(
  state = 'pending' and reminded_at is null
  and expires_at - created_at >= ${sql.lit(SHORTEST_REMINDED_MS)}
  and created_at + (expires_at - created_at) * 8 / 10 <= ${now}
)`;

/** A transition is one update on (id, state, version); whoever loses the race reads again. */
export function approvalRepository(db: Handle): ApprovalRepository {
  const all = () => db.selectFrom("approval").selectAll();
  return {
    async insert(row) {
      const result = await db
        .insertInto("approval")
        .values(approval.write(row))
        .onConflict((conflict) => conflict.column("originKey").doNothing())
        .executeTakeFirst();
      return result.numInsertedOrUpdatedRows === 1n;
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && approval.read(found);
    },
    async byOrigin(originKey) {
      const found = await all().where("originKey", "=", originKey).executeTakeFirst();
      return found && approval.read(found);
    },
    async move(from, changes) {
      const result = await db
        .updateTable("approval")
        .set({ ...approval.writeChanges(changes), version: from.version + 1 })
        .where(standsAt(from))
        .executeTakeFirst();
      return hasMoved(result);
    },
    async list({ states, requesterId, since, limit }) {
      if (states?.length === 0) return [];
      let query = all().orderBy("createdAt", "desc").orderBy("id", "desc").limit(limit);
      if (states !== undefined) query = query.where("state", "in", states);
      if (requesterId !== undefined) query = query.where("requesterId", "=", requesterId);
      if (since !== undefined) query = query.where("createdAt", ">=", since);
      return (await query.execute()).map(approval.read);
    },
    async dueBefore(now, limit) {
      const found = await all()
        .where(sql<boolean>`state in ('pending', 'approved')`)
        .where((is) => is.or([isOver(now), isDueForReminder(now)]))
        .orderBy("expiresAt")
        .limit(limit)
        .execute();
      return found.map(approval.read);
    },
    async countEmergenciesSince(since) {
      const { count } = await db
        .selectFrom("approval")
        .select((is) => is.fn.countAll<number>().as("count"))
        .where("isEmergency", "=", 1)
        .where("createdAt", ">=", since)
        .executeTakeFirstOrThrow();
      return count;
    },
    async countByState() {
      const counts = await db
        .selectFrom("approval")
        .select((is) => ["state" as const, is.fn.countAll<number>().as("count")])
        .groupBy("state")
        .execute();
      return Object.fromEntries(counts.map(({ state, count }) => [state, count]));
    },
  };
}
