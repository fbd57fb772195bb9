/** Kysely over `node:sqlite`. Transactions take the write lock at once, so they cannot fail half-way for it. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
} from "kysely";

export const sqliteDialect = (raw: DatabaseSync): Dialect => ({
  createDriver: () => new ImmediateDriver(raw),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
});

type SqliteStatement = ReturnType<SqliteDatabase["prepare"]>;

/**
 * Statements kept for when the same text comes again. A statement holds memory that the
 * collector does not see, up to some hundred kilobytes, until it gets around to it.
 */
const KEPT = 60;

class ImmediateDriver extends SqliteDriver {
  readonly #raw: DatabaseSync;

  constructor(raw: DatabaseSync) {
    super({ database: asKyselyDatabase(raw) });
    this.#raw = raw;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** A full disk makes SQLite roll back by itself; a second rollback would hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#raw.isTransaction) await super.rollbackTransaction(connection);
  }
}

function asKyselyDatabase(raw: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close() {
      prepared.clear();
      raw.close();
    },
    prepare(query) {
      const statement = prepared.get(query) ?? prepare(raw, query);
      // The latest is the last one.
      prepared.delete(query);
      prepared.set(query, statement);
      const [oldest] = prepared.keys();
      if (prepared.size > KEPT && oldest !== undefined) prepared.delete(oldest);
      return statement;
    },
  };
}

function prepare(raw: DatabaseSync, query: string): SqliteStatement {
  const statement = raw.prepare(query);
  const bound = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...bound(parameters)),
    run: (parameters) => statement.run(...bound(parameters)),
    // Others may run the same text meanwhile, so a list that is read row by row has one of its own.
    iterate: (parameters) => raw.prepare(query).iterate(...bound(parameters)),
  };
}
