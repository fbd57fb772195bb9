/**
 * The shared store for several replicas. The only module that loads `pg`. Whole numbers
 * come back as numbers: every one of ours is a time or a count below 2^53.
 */
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from "kysely";
import { Pool, types } from "pg";
import { SECOND } from "../lib/clock.ts";
import { UserError } from "../lib/errors.ts";
import { assemble, persistently } from "./assemble.ts";
import { cleanText } from "./clean-text.ts";
import { createListeners } from "./listeners.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { CHANNEL, watchNotifications } from "./postgres-notifications.ts";
import type { Schema } from "./schema.ts";
import type { Store } from "./store.ts";

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5 * SECOND;
const STATEMENT_TIMEOUT_MS = 15 * SECOND;
/** A replica that is stopped inside a transaction must not stop the others for longer. */
const IDLE_TRANSACTION_TIMEOUT_MS = 10 * SECOND;

const OID_INT8 = 20;
const OID_JSON = 114;
const OID_JSONB = 3802;

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Told of what fails in the background, where nobody's call could. */
  readonly onFault?: (error: unknown) => void;
}

/** Connects and brings the database up to date. Throws `store-unavailable` when that cannot be done. */
export async function openPostgresStore({ url, onFault = () => undefined }: PostgresOptions): Promise<Store> {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: "falconer",
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    types: { getTypeParser },
  });
  // Without listeners the loss of a connection, idle or in use, would end the process.
  pool.on("error", onFault);
  pool.on("connect", (client) => client.on("error", onFault));
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin(), cleanText()],
  });
  try {
    await persistently(() => migrate(db, "postgres", migrations), 0);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return postgresStore(db, url, onFault);
}

function postgresStore(db: Kysely<Schema>, url: string, onFault: (error: unknown) => void): Store {
  const { gate, ...shared } = assemble(db, "postgres", 0);
  const listeners = createListeners((tell) => watchNotifications({ url, tell, onFault }));
  return {
    ...shared,
    onChange: listeners.add,
    async announce() {
      listeners.tell();
      try {
        await gate.pass(() => sql`select pg_notify(${CHANNEL}, '')`.execute(db));
      } catch (error) {
        // What was to be announced is committed; the others find it by looking.
        onFault(error);
      }
    },
    async backup() {
      throw new UserError("The store is a PostgreSQL database: make the copy with pg_dump.");
    },
    ping: () =>
      gate.pass(async () => {
        await sql`select 1`.execute(db);
      }),
    async close() {
      listeners.close();
      await gate.close();
      await db.destroy();
    },
  };
}

/** For our own connections alone; the parsers of `pg` itself stay as they are. */
function getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === OID_INT8) return Number;
  if (oid === OID_JSON || oid === OID_JSONB) return (value) => value;
  return types.getTypeParser(oid, format) as (value: string) => unknown;
}
