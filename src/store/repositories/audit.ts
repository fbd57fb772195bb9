/**
 * The audit: lines that are only ever added, each hashed together with the one before.
 * The one-row `audit_head` is changed in the same transaction, so two writers never
 * continue from the same line. Verification reads `lines`.
 */
import { reveal, writeJson } from "../../lib/untrusted.ts";
import { auditHash } from "../audit-hash.ts";
import { integer, json, rowCodec, text } from "../columns.ts";
import type { AuditBody, AuditRow } from "../rows.ts";
import type { Engine, Handle } from "../schema.ts";
import { auditBody } from "../shapes.ts";
import type { AuditFilter, AuditRepository } from "../store.ts";

const audit = rowCodec<AuditRow>("audit", { seq: integer, at: integer, body: json(auditBody), hash: text });

/** The words by which a line is found, in lower case. */
const termsOf = (body: AuditBody): readonly string[] => {
  const words = [
    body.actor,
    body.approval ?? "",
    ...(body.devices ?? []),
    ...(body.hostnames ?? []).map(reveal),
  ];
  return [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word !== "");
};

/** Reading trusts nothing: `lines` gives them as they stand, so that a spoilt one can be found. */
export function auditRepository(db: Handle, engine: Engine): AuditRepository {
  const append = async (tx: Handle, at: number, body: AuditBody): Promise<AuditRow> => {
    const headRow = tx.selectFrom("auditHead").select(["seq", "hash"]);
    const head = await (engine === "postgres" ? headRow.forUpdate() : headRow).executeTakeFirstOrThrow();
    const seq = head.seq + 1;
    const bodyText = writeJson(body);
    const hash = auditHash(head.hash, seq, at, bodyText);
    await tx.insertInto("audit").values({ seq, at, body: bodyText, hash }).execute();
    const terms = termsOf(body).map((term) => ({ term, seq }));
    if (terms.length > 0) {
      await tx
        .insertInto("auditAbout")
        .values(terms)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    await tx.updateTable("auditHead").set({ seq, hash }).execute();
    return audit.read({ seq, at, body: bodyText, hash });
  };
  const stored = (after: number, limit: number) =>
    db.selectFrom("audit").selectAll().where("seq", ">", after).orderBy("seq").limit(limit).execute();
  return {
    append: (at, body) =>
      db.isTransaction ? append(db, at, body) : db.transaction().execute((tx) => append(tx, at, body)),
    async page(after, limit) {
      const found = await stored(after, limit);
      return found.map((cells) => ({ ...audit.read(cells), raw: cells.body }));
    },
    async lines(after, limit) {
      const found = await stored(after, limit);
      return found.map(({ seq, at, hash, body }) => ({
        seq: integer.read(seq),
        at: integer.read(at),
        hash,
        raw: body,
      }));
    },
    async recent({ limit, ...filter }) {
      const found = await matching(db, filter).selectAll().orderBy("seq", "desc").limit(limit).execute();
      return found.map(audit.read);
    },
    async count(filter) {
      const { lines } = await matching(db, filter)
        .select((is) => is.fn.countAll().as("lines"))
        .executeTakeFirstOrThrow();
      return Number(lines);
    },
    head: () => db.selectFrom("auditHead").select(["seq", "hash"]).executeTakeFirstOrThrow(),
  };
}

function matching(db: Handle, { about, since }: AuditFilter) {
  let query = db.selectFrom("audit");
  if (since !== undefined) query = query.where("at", ">=", since);
  if (about !== undefined) {
    const term = about.toLowerCase();
    query = query.where("seq", "in", (is) =>
      is.selectFrom("auditAbout").select("seq").where("term", "=", term),
    );
  }
  return query;
}
