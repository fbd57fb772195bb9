/** What is gathered for a report, from a store that has seen more than a report can hold. */
import { expect, it, onTestFinished } from "vitest";
import { MINUTE } from "../../src/lib/clock.ts";
import { collect } from "../../src/report/collect.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { approvalRow, targetSnapshot, THEN } from "../fixtures/rows.ts";

it("has the request that it is about, however many others its host has had since", async () => {
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const rows = Array.from({ length: 60 }, (_, n) =>
    approvalRow({ id: `r${n}`, createdAt: THEN + n * MINUTE }),
  );
  const [subject] = rows;
  for (const row of rows) {
    await store.approvals.insert(row);
    const event = { event: "approval.requested", actor: "ana", approval: row.id };
    await store.audit.append(row.createdAt, { ...event, devices: [targetSnapshot().id] });
  }
  const silent = {
    list: async () => ({ alerts: [], total: 0 }),
    get: () => Promise.reject(new Error("no alert")),
  };
  const unknown = {
    find: () => Promise.reject(new Error("no host")),
    byIds: async () => [],
    online: async () => new Map(),
  };
  const clock = { now: () => THEN + 70 * MINUTE };
  const material = await collect(
    { clock, store, hosts: unknown, alerts: silent },
    { kind: "request", approval: subject! },
    7,
  );
  const ids = material.requests.map(({ approval }) => approval.id);
  expect(ids[0]).toBe("r0");
  expect(ids.at(-1)).toBe("r59");
  expect(ids.length).toBeLessThanOrEqual(51);
});
