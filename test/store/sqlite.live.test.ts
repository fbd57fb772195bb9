/** The embedded store: the contract, and what only a file can suffer. */
import { spawn } from "node:child_process";
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { auditHash, GENESIS_HASH } from "../../src/store/audit-hash.ts";
import { openStore } from "../../src/store/open.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { storeContract } from "../contracts/store.ts";
import { approvalRow, inboxRow, THEN } from "../fixtures/rows.ts";

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "falconer-store-"));

storeContract("sqlite", async () => {
  const folder = await newFolder();
  const file = join(folder, "falconer.db");
  return {
    open: () => openSqliteStore({ file }),
    async run(statement) {
      using raw = new DatabaseSync(file);
      raw.exec(statement);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
});

async function newFile(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "falconer.db");
}

async function opened(file: string, lockTimeoutMs = 5_000): Promise<Store> {
  const store = await openSqliteStore({ file, lockTimeoutMs });
  onTestFinished(() => store.close());
  return store;
}

it("what somebody typed is no longer in the file once it was answered", async () => {
  const file = await newFile();
  const store = await openSqliteStore({ file });
  const turn = { id: "event-1", input: { kind: "talk", text: "map Z: x ana S3cret-Pa55" } };
  await store.inbox.add(inboxRow({ id: "event-1", turn }));
  await store.inbox.finish("event-1");
  expect(await store.inbox.add(inboxRow({ id: "event-1", turn }))).toBe(false);
  await store.close();
  expect(await readFile(file, "latin1")).not.toContain("S3cret-Pa55");
});

const WRITER = join(import.meta.dirname, "audit-writer.ts");

const startWriter = (file: string, name: string, count: number): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [WRITER, file, name, `${count}`]);

/** Resolves with the exit code. */
async function runWriter(file: string, name: string, count: number): Promise<unknown> {
  const writer = startWriter(file, name, count);
  writer.stdout.resume();
  const [code] = (await once(writer, "close")) as unknown[];
  return code;
}

/** How many lines the chain has; throws where it does not hold. */
async function lengthOfChain(store: Store): Promise<number> {
  let previous = GENESIS_HASH;
  const lines = await store.audit.page(0, 10_000);
  for (const [index, { seq, at, raw, hash }] of lines.entries()) {
    expect({ seq, hash }).toEqual({ seq: index + 1, hash: auditHash(previous, index + 1, at, raw) });
    previous = hash;
  }
  return lines.length;
}

describe("two processes on one file", () => {
  it("write one unbroken audit", async () => {
    const file = await newFile();
    const exits = ["a", "b"].map((name) => runWriter(file, name, 100));
    const store = await opened(file);
    for (let n = 1; n <= 50; n += 1) await store.audit.append(n, { event: "wrote", actor: "c" });
    expect(await Promise.all(exits)).toEqual([0, 0]);
    expect(await lengthOfChain(store)).toBe(250);
    expect(await store.audit.recent({ about: "a", limit: 500 })).toHaveLength(100);
  });

  it("hear of each other's commits without being told", async () => {
    const file = await newFile();
    const store = await opened(file);
    const heard = new Promise<void>((resolve) => store.onChange(resolve));
    const exit = runWriter(file, "a", 1);
    await heard;
    expect(await exit).toBe(0);
    expect((await store.audit.head()).seq).toBe(1);
  });

  it("lose nothing that was acknowledged when one of them is killed", async () => {
    const file = await newFile();
    const writer = startWriter(file, "victim", 100_000);
    let acknowledged = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 60) writer.kill("SIGKILL");
    }
    const length = await lengthOfChain(await opened(file));
    expect(length).toBeGreaterThanOrEqual(acknowledged);
    expect(length).toBeLessThanOrEqual(acknowledged + 1);
  });
});

describe("a store that cannot be written", () => {
  it("says that it is locked, and decides nothing", async () => {
    const file = await newFile();
    const store = await opened(file, 50);
    const row = approvalRow();
    await store.approvals.insert(row);
    const holder = new DatabaseSync(file);
    holder.exec("begin immediate");
    const refusal = { code: "store-unavailable", hint: expect.stringContaining("locked") };
    await expect(store.approvals.move(row, { state: "approved" })).rejects.toMatchObject(refusal);
    await expect(store.transaction((tx) => tx.values.set("x", 1))).rejects.toMatchObject(refusal);
    expect((await store.approvals.get(row.id))?.state).toBe("pending");
    holder.exec("rollback");
    holder.close();
    expect(await store.approvals.move(row, { state: "approved" })).toBe(true);
  });

  it.skipIf(process.platform === "win32")(
    "stops when its files cannot grow, and keeps what was acknowledged",
    async () => {
      const file = await newFile();
      const before = await opened(file);
      await before.audit.append(0, { event: "wrote", actor: "me" });
      // In blocks of 512 bytes: room for the tables and a few hundred lines.
      const limited = spawn("sh", [
        "-c",
        'ulimit -f 2000; exec "$@"',
        "sh",
        process.execPath,
        WRITER,
        file,
        "a",
        "9999",
      ]);
      let acknowledged = 0;
      for await (const line of createInterface({ input: limited.stdout })) acknowledged = Number(line);
      expect(acknowledged).toBeGreaterThan(10);
      expect(acknowledged).toBeLessThan(9_999);
      const store = await opened(file);
      expect(await lengthOfChain(store)).toBe(acknowledged + 1);
      await store.audit.append(1, { event: "wrote", actor: "me" });
      expect(await lengthOfChain(store)).toBe(acknowledged + 2);
    },
  );

  it("says that the file is no store", async () => {
    const file = await newFile();
    await writeFile(file, "This is a letter to my aunt, and longer than a page header.".repeat(20));
    const refusal = { code: "store-unavailable", hint: expect.stringContaining("damaged") };
    await expect(openSqliteStore({ file })).rejects.toMatchObject(refusal);
  });
});

describe("a backup", () => {
  it("is whole although the store is written meanwhile", async () => {
    const file = await newFile();
    const store = await opened(file);
    const written = runWriter(file, "other", 300);
    for (let n = 0; n < 100; n += 1) await store.audit.append(n, { event: "wrote", actor: "me" });
    const copy = join(file, "..", "copies", "one.db");
    const [during] = await Promise.all([
      store.backup(copy),
      store.audit.append(0, { event: "w", actor: "me" }),
    ]);
    await written;
    expect(during).toBeUndefined();
    const restored = await opened(copy);
    const length = await lengthOfChain(restored);
    expect(length).toBeGreaterThanOrEqual(100);
    expect((await restored.audit.head()).seq).toBe(length);
    expect(await lengthOfChain(store)).toBe(401);
  });

  it("replaces an older one, and never the store itself", async () => {
    const file = await newFile();
    const store = await opened(file);
    const copy = `${file}.copy`;
    await store.backup(copy);
    await store.values.set("mark", 2);
    await store.backup(copy);
    expect(await (await opened(copy)).values.get("mark")).toBe(2);
    await expect(store.backup(file)).rejects.toMatchObject({ name: "UserError" });
  });

  it("that cannot be written says so, and the older one stays", async () => {
    const file = await newFile();
    const store = await opened(file);
    await store.backup(`${file}.copy`);
    await expect(store.backup(join(file, "inside a file"))).rejects.toMatchObject({ code: "backup-failed" });
    await expect(store.backup(`${file}.copy`)).resolves.toBeUndefined();
  });
});

describe("a store in memory", () => {
  it("works like the others and can be copied to a file", async () => {
    const file = await newFile();
    const store = await openStore({ file: ":memory:" });
    onTestFinished(() => store.close());
    await store.approvals.insert(approvalRow({ id: "a" }));
    expect(await store.approvals.dueBefore(THEN, 5)).toEqual([]);
    await store.backup(file);
    expect((await (await opened(file)).approvals.get("a"))?.id).toBe("a");
  });
});
