/** What is gathered for a report, from a store that has seen more than a report can hold. */
import { expect, it, onTestFinished } from "vitest";
import { DAY, MINUTE } from "../../src/lib/clock.ts";
import { collect } from "../../src/report/collect.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { approvalRow, targetSnapshot, THEN } from "../fixtures/rows.ts";

/** A Falcon that knows neither host nor alert. */
const SILENT = {
  alerts: { list: async () => ({ alerts: [], total: 0 }), get: () => Promise.reject(new Error("no alert")) },
  hosts: {
    find: () => Promise.reject(new Error("no host")),
    byIds: async () => [],
    online: async () => new Map(),
  },
};

async function open() {
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  return store;
}

it("has the request that it is about, however many others its host has had since", async () => {
  const store = await open();
  const rows = Array.from({ length: 60 }, (_, n) =>
    approvalRow({ id: `r${n}`, createdAt: THEN + n * MINUTE }),
  );
  const [subject] = rows;
  for (const row of rows) {
    await store.approvals.insert(row);
    const event = { event: "approval.requested", actor: "ana", approval: row.id };
    await store.audit.append(row.createdAt, { ...event, devices: [targetSnapshot().id] });
  }
  const clock = { now: () => THEN + 70 * MINUTE };
  const material = await collect({ clock, store, ...SILENT }, { kind: "request", approval: subject! }, 7);
  const ids = material.requests.map(({ approval }) => approval.id);
  expect(ids[0]).toBe("r0");
  expect(ids.at(-1)).toBe("r59");
  expect(ids.length).toBeLessThanOrEqual(51);
});

it("says that older detections were not read where the subject is older than what is read", async () => {
  const store = await open();
  const approval = approvalRow();
  const gapsAfter = async (days: number) => {
    const clock = { now: () => THEN + days * DAY };
    return (await collect({ clock, store, ...SILENT }, { kind: "request", approval }, 7)).gaps;
  };
  expect(await gapsAfter(30)).toEqual([]);
  expect(await gapsAfter(120)).toMatchObject([{ what: "detections more than 90 days old" }]);
});
