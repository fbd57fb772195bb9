/** Storage that fails under the store: explained, undone, and never half done. */
import { DatabaseSync } from "node:sqlite";
import { CamelCasePlugin, Kysely } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { UserError } from "../../src/lib/errors.ts";
import { assemble } from "../../src/store/assemble.ts";
import { explainFailure } from "../../src/store/failure.ts";
import { migrate } from "../../src/store/migrate.ts";
import { migrations } from "../../src/store/migrations/index.ts";
import type { Schema } from "../../src/store/schema.ts";
import { sqliteDialect } from "../../src/store/sqlite-dialect.ts";
import { approvalRow, deliveryRow, targetSnapshot, THEN } from "../fixtures/rows.ts";

/** A store whose connection the test may spoil. */
async function fragileStore() {
  const raw = new DatabaseSync(":memory:");
  const db = new Kysely<Schema>({
    dialect: sqliteDialect(raw),
    plugins: [new CamelCasePlugin()],
  });
  onTestFinished(() => db.destroy());
  await migrate(db, "sqlite", migrations);
  return { raw, ...assemble(db, "sqlite", 0) };
}

/** Longer than one page of the database. */
const wide = approvalRow({ targets: Array.from({ length: 400 }, () => targetSnapshot()) });

describe("failing storage", () => {
  it("that is full undoes the whole decision and says so", async () => {
    const store = await fragileStore();
    const row = approvalRow();
    await store.approvals.insert(row);
    const { page_count: pages } = store.raw.prepare("pragma page_count").get() as { page_count: number };
    store.raw.exec(`pragma max_page_count = ${pages}`);
    const decided = store.transaction(async (tx) => {
      await tx.approvals.move(row, { state: "approved" });
      await tx.deliveries.enqueue(deliveryRow());
      await tx.approvals.insert(wide);
    });
    await expect(decided).rejects.toMatchObject({
      code: "store-unavailable",
      hint: "The store is full. Nothing can be decided until there is space again.",
      cause: { code: "ERR_SQLITE_ERROR" },
    });
    expect(await store.approvals.get(row.id)).toEqual(row);
    store.raw.exec("pragma max_page_count = 100000");
    expect(await store.approvals.insert(wide)).toBe(true);
  });

  it("that is read-only refuses every write and still answers", async () => {
    const store = await fragileStore();
    const row = approvalRow();
    await store.approvals.insert(row);
    store.raw.exec("pragma query_only = on");
    const refusal = { code: "store-unavailable", hint: expect.stringContaining("cannot be written") };
    await expect(store.approvals.move(row, { state: "approved" })).rejects.toMatchObject(refusal);
    await expect(store.audit.append(THEN, { event: "e", actor: "a" })).rejects.toMatchObject(refusal);
    expect(await store.approvals.get(row.id)).toEqual(row);
  });
});

describe("an explanation", () => {
  it.each([
    ["57P01", "reached"],
    ["53300", "reached"],
    ["53100", "full"],
    ["25006", "cannot be written"],
    ["40001", "locked"],
    ["XX001", "damaged"],
  ])("of SQLSTATE %s says %s", (code, word) => {
    const error = Object.assign(new Error("from the server"), { code, severity: "ERROR" });
    expect(explainFailure(error)).toMatchObject({
      code: "store-unavailable",
      hint: expect.stringContaining(word),
      cause: error,
    });
  });

  it("is given for a lost network, and for a connection that pg gave up", () => {
    const lost = [
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" }),
      new Error("Connection terminated unexpectedly"),
    ];
    for (const error of lost) expect(explainFailure(error)).toMatchObject({ code: "store-unavailable" });
  });

  it("leaves our own faults and refusals as they are", () => {
    const others = [
      new UserError("no"),
      new TypeError("x is not a function"),
      Object.assign(new Error("duplicate key"), { code: "23505", severity: "ERROR" }),
      "not even an error",
    ];
    for (const error of others) expect(explainFailure(error)).toBe(error);
  });
});
