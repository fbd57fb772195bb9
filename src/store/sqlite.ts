/**
 * The embedded store: one file, any number of processes on this machine. Every commit
 * is on the disk before it is acknowledged. Calls are synchronous underneath, so
 * statements stay small.
 */
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { CamelCasePlugin, Kysely } from "kysely";
import { SECOND } from "../lib/clock.ts";
import { BotError, UserError } from "../lib/errors.ts";
import { assemble, persistently } from "./assemble.ts";
import { cleanText } from "./clean-text.ts";
import { explainFailure } from "./failure.ts";
import { createListeners } from "./listeners.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import type { Schema } from "./schema.ts";
import type { Store } from "./store.ts";

/** How long another process's write lock is waited for. */
const LOCK_TIMEOUT_MS = 5 * SECOND;
/** How often other processes' commits are looked for. One pragma, a few microseconds. */
const LOOK_EVERY_MS = 250;
/** All pages in one step: a copy made in several starts again whenever somebody writes. */
const ALL_PAGES = 2 ** 31 - 1;
const MEMORY = ":memory:";

export interface SqliteOptions {
  /** A path, whose folder is made when it is missing, or `:memory:`. */
  readonly file: string;
  readonly lockTimeoutMs?: number;
}

/** Opens the file and brings it up to date. Throws `store-unavailable` when that cannot be done. */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const { file, lockTimeoutMs = LOCK_TIMEOUT_MS } = options;
  let raw: DatabaseSync | undefined;
  try {
    // What is stored is nobody else's business.
    if (file !== MEMORY) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite's own waiting would block the whole process, so it does none: `persistently` waits.
    raw = new DatabaseSync(file, { timeout: 0 });
    return await prepared(raw, file, lockTimeoutMs);
  } catch (error) {
    if (raw?.isOpen === true) raw.close();
    throw explainFailure(error);
  }
}

async function prepared(raw: DatabaseSync, file: string, lockTimeoutMs: number): Promise<Store> {
  const db = new Kysely<Schema>({
    dialect: sqliteDialect(raw),
    plugins: [new CamelCasePlugin(), cleanText()],
  });
  await persistently(async () => {
    raw.exec("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on");
    // What is taken out of a row, such as a password that was typed, does not stay in the file.
    raw.exec("pragma secure_delete = fast");
    await migrate(db, "sqlite", migrations);
  }, lockTimeoutMs);
  return sqliteStore(raw, db, file, lockTimeoutMs);
}

function sqliteStore(raw: DatabaseSync, db: Kysely<Schema>, file: string, lockTimeoutMs: number): Store {
  const { gate, ...shared } = assemble(db, "sqlite", lockTimeoutMs);
  const listeners = createListeners((tell) => watchOtherConnections(raw, tell));
  return {
    ...shared,
    onChange: listeners.add,
    async announce() {
      listeners.tell();
    },
    backup: (target) => gate.pass(() => copyTo(target, file, raw)),
    ping: () =>
      gate.pass(async () => {
        await db.selectFrom("auditHead").select("seq").executeTakeFirstOrThrow();
      }),
    async close() {
      listeners.close();
      await gate.close();
      await db.destroy();
    },
  };
}

/** `data_version` changes when another connection has committed. */
function watchOtherConnections(raw: DatabaseSync, tell: () => void): () => void {
  const statement = raw.prepare("pragma data_version");
  let seen: unknown;
  const look = (): void => {
    const version = readVersion();
    if (seen !== undefined && version !== undefined && version !== seen) tell();
    seen = version ?? seen;
  };
  const readVersion = (): unknown => {
    try {
      return statement.get()?.["data_version"];
    } catch {
      // Locked or unreadable just now: whoever calls the store hears why, and we look again soon.
      return undefined;
    }
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** Over a connection of its own, for what our own connection has not committed is no part of a copy. */
async function copyTo(target: string, file: string, raw: DatabaseSync): Promise<void> {
  if (file !== MEMORY && resolve(target) === resolve(file)) {
    throw new UserError("That is the store itself: name another file for the copy.");
  }
  const source = file === MEMORY ? raw : new DatabaseSync(file, { readOnly: true, timeout: LOCK_TIMEOUT_MS });
  try {
    await writeCopy(source, target);
  } catch (cause) {
    const hint = "The copy could not be written: see whether its folder can be written to and has space.";
    throw new BotError("backup-failed", hint, { message: `no copy at ${target}`, cause });
  } finally {
    if (source !== raw) source.close();
  }
}

/** Under another name until it is whole, so that an older copy is not lost to a failed one. */
async function writeCopy(source: DatabaseSync, target: string): Promise<void> {
  const partial = `${target}.part`;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await rm(partial, { force: true });
  try {
    await backup(source, partial, { rate: ALL_PAGES });
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}
