/** The alert feed's rows: alerts, cursor, feeds, cards and what stands on them. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { NEVER } from "../../../src/store/feed-rows.ts";
import type { Store } from "../../../src/store/store.ts";
import { alertRow, entryRow, feedRow, groupRow, placementRow } from "../../fixtures/feed-rows.ts";
import { deliveryRow, THEN } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

export function feedContract(given: Given): void {
  describe("alerts", () => {
    it("reads back every field as it was written, foreign text still wrapped", async () => {
      const { alerts } = await given.store();
      const row = alertRow();
      const bare = alertRow({ stamp: undefined, snapshot: undefined, state: "baseline", nextAt: NEVER });
      await alerts.put([row, bare]);
      expect(await alerts.get(row.id)).toEqual(row);
      expect(await alerts.of([bare.id, row.id, "nobody"])).toHaveLength(2);
      const known = await alerts.known([row.id, bare.id, "nobody"]);
      expect(known.get(row.id)).toMatchObject({ state: "known", stamp: row.stamp, hasSnapshot: true });
      expect(known.get(bare.id)).toMatchObject({ stamp: undefined, hasSnapshot: false });
      expect(known.size).toBe(2);
    });

    it("keeps when an alert was first seen, whatever is written afterwards", async () => {
      const { alerts } = await given.store();
      const row = alertRow({ createdAt: THEN });
      await alerts.put([row]);
      await alerts.put([{ ...row, status: "closed", createdAt: THEN + HOUR, changedAt: THEN + HOUR }]);
      expect(await alerts.get(row.id)).toMatchObject({
        status: "closed",
        createdAt: THEN,
        changedAt: THEN + HOUR,
      });
    });

    it("takes thousands at once", async () => {
      const { alerts } = await given.store();
      const rows = Array.from({ length: 2_500 }, () => alertRow());
      await alerts.put(rows);
      expect((await alerts.known(rows.map(({ id }) => id))).size).toBe(2_500);
      expect(await alerts.countByState()).toEqual({ known: 2_500 });
    });

    it("names missing ones and those to be looked at once their time has come", async () => {
      const { alerts } = await given.store();
      const missing = alertRow({ state: "missing", nextAt: THEN + MINUTE });
      const onCard = alertRow({ nextAt: THEN + MINUTE });
      const closed = alertRow({ nextAt: THEN + MINUTE, status: "closed" });
      const nowhere = alertRow({ nextAt: NEVER });
      await alerts.put([missing, onCard, closed, nowhere]);
      expect(await alerts.missing(THEN, 9)).toEqual([]);
      expect((await alerts.missing(THEN + MINUTE, 9)).map(({ id }) => id)).toEqual([missing.id]);
      expect(await alerts.due(THEN + MINUTE, 9)).toEqual([onCard.id]);
      await alerts.lookAgain([onCard.id], THEN + HOUR);
      expect(await alerts.due(THEN + MINUTE, 9)).toEqual([]);
    });

    it("pages through what came since, each once, also those of one millisecond", async () => {
      const { alerts } = await given.store();
      const rows = Array.from({ length: 5 }, () => alertRow({ createdAt: THEN }));
      await alerts.put([...rows, alertRow({ createdAt: THEN - 1 })]);
      const seen: string[] = [];
      for (let after = { at: THEN, id: "" }; ;) {
        const page = await alerts.since(after.at, after.id, 2);
        const last = page.at(-1);
        if (last === undefined) break;
        seen.push(...page.map(({ id }) => id));
        after = { at: last.createdAt, id: last.id };
      }
      expect(seen.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
    });
  });

  describe("the cursor", () => {
    it("keeps time stamps as they came, to the last digit", async () => {
      const { cursors } = await given.store();
      expect(await cursors.get("alerts")).toBeUndefined();
      const row = {
        name: "alerts",
        stamp: "2026-01-05T09:00:00.123456789Z",
        id: "a",
        since: "2026-01-01T00:00:00Z",
        updatedAt: THEN,
      };
      await cursors.put(row);
      await cursors.put({ ...row, id: "b" });
      expect(await cursors.get("alerts")).toEqual({ ...row, id: "b" });
    });

    it("moves with the alerts or not at all", async () => {
      const store = await given.store();
      const row = { name: "alerts", stamp: "s", id: "a", since: "s", updatedAt: THEN };
      const failed = store.transaction(async (tx) => {
        await tx.alerts.put([alertRow({ id: "half" })]);
        await tx.cursors.put(row);
        throw new Error("killed");
      });
      await expect(failed).rejects.toThrow();
      expect([await store.alerts.get("half"), await store.cursors.get("alerts")]).toEqual([
        undefined,
        undefined,
      ]);
    });
  });

  describe("feeds", () => {
    it("are listed until they are removed, once", async () => {
      const { feeds } = await given.store();
      const row = feedRow({
        mute: { until: THEN + HOUR, reason: untrusted("noise"), by: untrusted("Root") },
      });
      await feeds.put(row);
      await feeds.put({ ...row, windowMs: HOUR });
      await feeds.countMuted(row.id, 3);
      expect(await feeds.list()).toEqual([{ ...row, windowMs: HOUR, mutedCount: 3 }]);
      expect(await feeds.remove(row.id, THEN)).toBe(true);
      expect(await feeds.remove(row.id, THEN)).toBe(false);
      expect(await feeds.list()).toEqual([]);
      expect((await feeds.get(row.id))?.removedAt).toBe(THEN);
    });
  });

  describe("cards", () => {
    it("are open once a host and channel", async () => {
      const { groups } = await given.store();
      const row = groupRow({ hostKey: "device:a" });
      await groups.put([row]);
      await expect(groups.put([groupRow({ hostKey: "device:a" })])).rejects.toThrow();
      await groups.put([
        { ...row, state: "closed", closedAt: THEN },
        groupRow({ hostKey: "device:a", previous: row.id }),
      ]);
      expect(await groups.open(row.channelKey, ["device:a", "device:b"])).toHaveLength(1);
      expect(await groups.get(row.id)).toMatchObject({ state: "closed" });
    });

    it("hold an alert once a channel, and tell it by entry and position", async () => {
      const store = await given.store();
      const { group, row } = await placed(store, alertRow());
      await expect(store.groups.place([placementRow(row.id, group.id)])).rejects.toThrow();
      const entry = entryRow(group.id);
      await store.groups.putEntries([entry]);
      const later = [alertRow(), alertRow({ status: "closed" })];
      await store.alerts.put(later);
      await store.groups.place(
        later.map(({ id }, n) => placementRow(id, group.id, { entryId: entry.id, position: 2 - n })),
      );
      expect((await store.groups.alertsOfEntry(entry.id, { from: 0, count: 9 })).map(({ id }) => id)).toEqual(
        [later[1]!.id, later[0]!.id],
      );
      expect(await store.groups.statuses(group.id)).toEqual({ new: 2, closed: 1 });
      expect((await store.groups.openAlerts(group.channelKey, 1)).total).toBe(2);
      expect(await store.groups.recent(group.channelKey, THEN - 1)).toEqual({ alerts: 3, groups: 1 });
      expect(await store.groups.recent(group.channelKey, THEN)).toEqual({ alerts: 0, groups: 0 });
    });

    it("can be added to in their thread only while nobody has begun to say it", async () => {
      const store = await given.store();
      const { group } = await placed(store, alertRow());
      const entry = entryRow(group.id, { holdUntil: THEN + HOUR });
      await store.groups.putEntries([entry]);
      expect(await store.groups.unsaidEntries([group.id], THEN)).toEqual([]);
      await store.deliveries.enqueue(deliveryRow({ key: `entry:${entry.id}` }));
      expect(await store.groups.unsaidEntries([group.id], THEN)).toEqual([entry]);
      expect(await store.groups.unsaidEntries([group.id], THEN + HOUR)).toEqual([]);
      await store.deliveries.claim(THEN, "p", THEN + MINUTE, 9, []);
      expect(await store.groups.unsaidEntries([group.id], THEN)).toEqual([]);
      expect(await store.groups.countEntries(group.id)).toBe(1);
      expect(await store.groups.countEntries(group.id, THEN - 1)).toBe(0);
    });
  });
}

async function placed(store: Store, row: ReturnType<typeof alertRow>) {
  const group = groupRow();
  await store.alerts.put([row]);
  await store.groups.put([group]);
  await store.groups.place([placementRow(row.id, group.id)]);
  return { group, row };
}
