/** What is old in the feed's tables is found, and taken out whole. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../../src/lib/clock.ts";
import { NEVER, type AlertRow, type GroupRow } from "../../../src/store/feed-rows.ts";
import type { Store } from "../../../src/store/store.ts";
import { alertRow, entryRow, groupRow, placementRow } from "../../fixtures/feed-rows.ts";
import { deliveryRow, THEN } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

const ALL = { from: 0, count: 9 };

export function oldRowsContract(given: Given): void {
  describe("old rows", () => {
    it("lists cards that take no more in pages, those of one millisecond each once", async () => {
      const store = await given.store();
      const old = Array.from({ length: 3 }, () => groupRow({ state: "closed", lastAt: THEN - HOUR }));
      const lapsed = groupRow({ lastAt: THEN - HOUR, windowMs: 15 * MINUTE });
      const wide = groupRow({ lastAt: THEN - HOUR, windowMs: 2 * HOUR });
      await store.groups.put([...old, lapsed, wide, groupRow({ state: "closed", lastAt: THEN })]);
      const seen: string[] = [];
      for (let after; ;) {
        const page = await store.oldRows.groups(THEN, after, 2);
        after = page.at(-1);
        if (after === undefined) break;
        seen.push(...page.map(({ id }) => id));
      }
      expect(seen.toSorted()).toEqual([...old, lapsed].map(({ id }) => id).toSorted());
    });

    it("finds a card quiet once its alerts are closed or gone, and unchanged", async () => {
      const store = await given.store();
      const quiet = async (...rows: readonly AlertRow[]): Promise<boolean> =>
        store.oldRows.isQuiet((await card(store, rows)).id, THEN, ALL);
      const old = { changedAt: THEN - HOUR };
      expect(await quiet(alertRow({ ...old, status: "closed" }), alertRow({ ...old, nextAt: NEVER }))).toBe(
        true,
      );
      expect(await quiet(alertRow({ ...old, status: "closed" }), alertRow(old))).toBe(false);
      expect(await quiet(alertRow({ changedAt: THEN, status: "closed" }))).toBe(false);
    });

    it("looks at a part of a card at a time", async () => {
      const store = await given.store();
      const rows = [alertRow({ status: "closed", changedAt: 1 }), alertRow()];
      const { id } = await card(store, rows);
      expect(await store.oldRows.isQuiet(id, THEN, { from: 0, count: 1 })).toBe(true);
      expect(await store.oldRows.isQuiet(id, THEN, { from: 1, count: 1 })).toBe(false);
    });

    it("takes a card out with its thread and its deliveries, and nothing of another one", async () => {
      const store = await given.store();
      const [gone, other] = [await card(store, [alertRow(), alertRow()]), await card(store, [alertRow()])];
      for (const { id } of [gone, other]) {
        const entry = entryRow(id);
        await store.groups.putEntries([entry]);
        for (const subject of [`group:${id}`, `entry:${entry.id}`])
          await store.deliveries.enqueue(deliveryRow({ key: subject, subject }));
      }
      expect(await store.oldRows.unplace(gone.id, 1)).toBe(1);
      expect(await store.oldRows.unplace(gone.id, 9)).toBe(1);
      await store.oldRows.removeGroup(gone.id);
      expect(await store.groups.get(gone.id)).toBeUndefined();
      expect(await store.groups.countEntries(gone.id)).toBe(0);
      expect(await store.groups.alertsOf(other.id, 9)).toHaveLength(1);
      expect(await store.groups.countEntries(other.id)).toBe(1);
      const left = await store.deliveries.countByState();
      expect(left.reduce((sum, { count }) => sum + count, 0)).toBe(2);
      expect(await store.deliveries.byKey(`group:${other.id}`)).toBeDefined();
    });

    it("lists and removes alerts that stand nowhere and have not changed", async () => {
      const store = await given.store();
      const loose = Array.from({ length: 3 }, () => alertRow({ changedAt: THEN - HOUR }));
      await store.alerts.put([...loose, alertRow({ id: "young", changedAt: THEN })]);
      await card(store, [alertRow({ id: "placed", changedAt: THEN - HOUR })]);
      const first = await store.oldRows.alerts(THEN, undefined, 2);
      const last = first.at(-1)!;
      const second = await store.oldRows.alerts(THEN, { at: last.changedAt, id: last.id }, 9);
      const ids = [...first, ...second].map(({ id }) => id);
      expect(ids.toSorted()).toEqual(loose.map(({ id }) => id).toSorted());
      await store.oldRows.removeAlerts(ids);
      expect(await store.alerts.countByState()).toEqual({ known: 2 });
    });

    it("removes the feed's notices once they are over, and no other delivery", async () => {
      const store = await given.store();
      const over = { lane: "alert", subject: undefined, state: "sent", drawnVersion: 1 } as const;
      const kept = [
        deliveryRow({ ...over, subject: "group:a" }),
        deliveryRow({ ...over, state: "queued" }),
        deliveryRow({ ...over, lane: "approval" }),
        deliveryRow({ ...over, lane: "answer" }),
        deliveryRow({ ...over, lane: "rtr" }),
        deliveryRow({ ...over, updatedAt: THEN + MINUTE }),
      ];
      for (const row of [...kept, deliveryRow(over), deliveryRow({ ...over, state: "failed" })])
        await store.deliveries.enqueue(row);
      expect(await store.oldRows.removeNotices(THEN + MINUTE, 1)).toBe(1);
      expect(await store.oldRows.removeNotices(THEN + MINUTE, 9)).toBe(1);
      for (const { id } of kept) expect(await store.deliveries.get(id)).toBeDefined();
    });
  });
}

async function card(store: Store, rows: readonly AlertRow[]): Promise<GroupRow> {
  const group = groupRow({ state: "closed" });
  await store.alerts.put(rows);
  await store.groups.put([group]);
  await store.groups.place(rows.map(({ id }, position) => placementRow(id, group.id, { position })));
  return group;
}
