/**
 * Brings a database up to date, in one transaction: of two processes that start at
 * once the second waits, and then finds nothing to do. A database written by a newer
 * Falconer is refused, for it may hold states that this one would misread.
 */
import { sql } from "kysely";
import { BotError } from "../lib/errors.ts";
import type { Engine, Handle } from "./schema.ts";

/** The few words in which the engines' DDL differs. */
export interface Dialect {
  /** A whole number of 64 bits. */
  readonly integer: "integer" | "bigint";
  /** SQLite checks types in strict tables alone. */
  readonly strict: "strict" | "";
}

/**
 * `statements` run in order, in one transaction with every other missing one. A landed one is
 * never edited.
 */
export interface Migration {
  readonly name: string;
  readonly statements: (dialect: Dialect) => readonly string[];
}

const DIALECTS: Readonly<Record<Engine, Dialect>> = {
  sqlite: { integer: "integer", strict: "strict" },
  postgres: { integer: "bigint", strict: "" },
};

/** Any number, the same in every process. */
const MIGRATION_LOCK = 7_240_611;

/** Returns the names of those that were applied now. */
export async function migrate(
  db: Handle,
  engine: Engine,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  return db.transaction().execute(async (tx) => {
    // The lock needs no table, and before the first migration there is none.
    if (engine === "postgres") await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
    await tx.schema
      .createTable("migration")
      .ifNotExists()
      .addColumn("name", "text", (column) => column.primaryKey())
      .execute();
    const applied = new Set((await tx.selectFrom("migration").select("name").execute()).map((m) => m.name));
    refuseNewer(applied, migrations);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const { name, statements } of missing) {
      for (const statement of statements(DIALECTS[engine])) await sql.raw(statement).execute(tx);
      await tx.insertInto("migration").values({ name }).execute();
    }
    return missing.map(({ name }) => name);
  });
}

function refuseNewer(applied: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new BotError("store-newer", "The store was written by a newer version of Falconer: start that one.", {
    message: `unknown migrations: ${unknown.join(", ")}`,
  });
}
