/** Approved actions on their targets: outbox, call and watch. */
import { sql } from "kysely";
import { integer, json, oneOf, optional, rowCodec, text } from "../columns.ts";
import { EXECUTION_STATES } from "../rows.ts";
import type { ExecutionRow } from "../rows.ts";
import type { Handle } from "../schema.ts";
import { untrustedText } from "../shapes.ts";
import type { ExecutionRepository } from "../store.ts";
import { hasMoved, standsAt } from "../transition.ts";

const execution = rowCodec<ExecutionRow>("execution", {
  id: text,
  approvalId: text,
  kind: text,
  targetId: text,
  targetName: json(untrustedText),
  state: oneOf(EXECUTION_STATES),
  outcome: optional(json(untrustedText)),
  attempts: integer,
  owner: optional(text),
  ownedUntil: optional(integer),
  nextAt: integer,
  deadlineAt: optional(integer),
  version: integer,
  createdAt: integer,
  updatedAt: integer,
});

/** The same words as in the partial index `execution_open`, so that both engines use it. */
const isOpen = sql<boolean>`state not in ('verified', 'refused', 'failed')`;
const isUnowned = (now: number) => sql<boolean>`(owner is null or coalesce(owned_until, 0) < ${now})`;
/** A row in `calling` is waited for as long as its caller lives, whatever its `next_at`. */
const hasCome = (now: number) => sql<boolean>`(state = 'calling' or next_at <= ${now})`;

/**
 * `called_at` is set once, when the first call begins: a repeated call does not count twice
 * against the hourly cap.
 */
export function executionRepository(db: Handle): ExecutionRepository {
  const all = () => db.selectFrom("execution").selectAll();
  return {
    async insert(row) {
      const calledAt = row.attempts > 0 ? row.updatedAt : null;
      await db
        .insertInto("execution")
        .values({ ...execution.write(row), calledAt })
        .execute();
    },
    async get(id) {
      const found = await all().where("id", "=", id).executeTakeFirst();
      return found && execution.read(found);
    },
    async of(approvalId) {
      const found = await all()
        .where("approvalId", "=", approvalId)
        .orderBy("createdAt")
        .orderBy("id")
        .execute();
      return found.map(execution.read);
    },
    async move(from, changes) {
      const begins = changes.state === "calling";
      const calledAt = sql<number>`coalesce(called_at, ${changes.updatedAt ?? sql.ref("updatedAt")})`;
      const result = await db
        .updateTable("execution")
        .set({
          ...execution.writeChanges(changes),
          version: from.version + 1,
          ...(begins ? { calledAt } : {}),
        })
        .where(standsAt(from))
        .executeTakeFirst();
      return hasMoved(result);
    },
    async due(now, limit) {
      const found = await all()
        .where(isOpen)
        .where(hasCome(now))
        .where(isUnowned(now))
        .orderBy("nextAt")
        .orderBy("createdAt")
        .orderBy("id")
        .limit(limit)
        .execute();
      return found.map(execution.read);
    },
    async countCalledSince(kind, since) {
      const { count } = await db
        .selectFrom("execution")
        .select((is) => is.fn.countAll<number>().as("count"))
        .where("kind", "=", kind)
        .where("calledAt", ">=", since)
        .executeTakeFirstOrThrow();
      return count;
    },
    async keepAlive(owner, until) {
      await db
        .updateTable("execution")
        .set({ ownedUntil: until })
        .where(isOpen)
        .where("owner", "=", owner)
        .execute();
    },
    async disown(owner) {
      await db
        .updateTable("execution")
        .set({ ownedUntil: 0 })
        .where(isOpen)
        .where("owner", "=", owner)
        .execute();
    },
  };
}
