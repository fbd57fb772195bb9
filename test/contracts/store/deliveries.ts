/** Deliveries and the inbox: claimed once, never lost, redrawn until they are up to date. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import type { DeliveryRow } from "../../../src/store/rows.ts";
import type { Store } from "../../../src/store/store.ts";
import { EVERY_BYTE } from "../../fixtures/png.ts";
import { deliveryRow, inboxRow, THEN } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

const MESSAGE = { surface: "web", channel: "soc", message: "m1" };
const UNTIL = THEN + MINUTE;

const claim = (store: Store, now = THEN, limit = 50, busy: readonly string[] = []) =>
  store.deliveries.claim(now, "p1", UNTIL, limit, busy);

/** A view of `approval:1` that has been posted at version 1. */
async function postedView(store: Store, changes: Partial<DeliveryRow> = {}): Promise<DeliveryRow> {
  const row = deliveryRow({ subject: "approval:1", card: undefined, ...changes });
  await store.deliveries.enqueue(row);
  await claim(store);
  await store.deliveries.settle(row.id, { state: "sent", message: MESSAGE, drawnVersion: 1 });
  return row;
}

export function deliveriesContract(given: Given): void {
  describe("deliveries", () => {
    it("reads back every field as it was written", async () => {
      const store = await given.store();
      const toPerson = deliveryRow({
        to: { account: { surface: "web", id: "ana" } },
        card: { title: untrusted("t"), tone: "good", blocks: [{ kind: "image", png: EVERY_BYTE }] },
        message: MESSAGE,
        error: "no such channel",
        state: "failed",
      });
      const inThread = deliveryRow({ to: { place: { surface: "web", channel: "soc", thread: "1" } } });
      await store.deliveries.enqueue(toPerson);
      await store.deliveries.enqueue(inThread);
      expect(await store.deliveries.get(toPerson.id)).toEqual(toPerson);
      expect(await store.deliveries.byKey(inThread.key)).toEqual(inThread);
    });

    it("says one thing in one place once", async () => {
      const store = await given.store();
      const rows = [deliveryRow({ key: "approval:1@soc" }), deliveryRow({ key: "approval:1@soc" })];
      const enqueued = await Promise.all(rows.map((row) => store.deliveries.enqueue(row)));
      expect(enqueued.filter(Boolean)).toHaveLength(1);
      expect(await claim(store)).toHaveLength(1);
    });

    it("gives every row to exactly one of four workers", async () => {
      const bench = await given.bench();
      const stores = [await bench.open(), await bench.open()];
      const rows = Array.from({ length: 60 }, () => deliveryRow());
      for (const row of rows) await stores[0]!.deliveries.enqueue(row);
      const work = async (owner: string, store: Store): Promise<readonly string[]> => {
        const mine: string[] = [];
        for (;;) {
          const claimed = await store.deliveries.claim(THEN, owner, UNTIL, 4, []);
          if (claimed.length === 0) return mine;
          mine.push(...claimed.map(({ id }) => id));
          for (const { id } of claimed) await store.deliveries.settle(id, { state: "sent", drawnVersion: 1 });
        }
      };
      const taken = await Promise.all(["a", "b", "c", "d"].map((owner, n) => work(owner, stores[n % 2]!)));
      expect(taken.flat().toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
    });

    it("serves the lanes in order, and within a lane the oldest first", async () => {
      const store = await given.store();
      const row = (id: string, lane: DeliveryRow["lane"], createdAt: number) =>
        store.deliveries.enqueue(deliveryRow({ id, lane, createdAt }));
      await row("alert", "alert", THEN - 9);
      await row("answer 2", "answer", THEN);
      await row("rtr", "rtr", THEN - 5);
      await row("approval", "approval", THEN - 1);
      await row("answer 1", "answer", THEN - 1);
      expect((await claim(store, THEN, 2)).map(({ id }) => id)).toEqual(["answer 1", "answer 2"]);
      expect((await claim(store)).map(({ id }) => id)).toEqual(["approval", "rtr", "alert"]);
    });

    it("leaves out channels that are held back, and what is not due", async () => {
      const store = await given.store();
      await store.deliveries.enqueue(deliveryRow({ id: "busy" }));
      await store.deliveries.enqueue(
        deliveryRow({ id: "private", to: { account: { surface: "web", id: "soc" } } }),
      );
      await store.deliveries.enqueue(deliveryRow({ id: "later", nextAt: THEN + 1, key: "k" }));
      expect((await claim(store, THEN, 9, ["web:soc"])).map(({ id }) => id)).toEqual(["private"]);
      expect((await claim(store, THEN, 9, ["web:@soc"])).map(({ id }) => id)).toEqual(["busy"]);
    });

    it("follows a delivery to its new place", async () => {
      const store = await given.store();
      const row = deliveryRow();
      await store.deliveries.enqueue(row);
      await store.deliveries.settle(row.id, { to: { place: { surface: "web", channel: "fallback" } } });
      expect(await claim(store, THEN, 9, ["web:fallback"])).toEqual([]);
      expect(await claim(store, THEN, 9, ["web:soc"])).toHaveLength(1);
    });

    it("tells a first try from one that may have arrived", async () => {
      const store = await given.store();
      const row = deliveryRow();
      await store.deliveries.enqueue(row);
      const [first] = await claim(store);
      expect(first).toEqual({
        ...row,
        state: "sending",
        owner: "p1",
        ownedUntil: UNTIL,
        attempts: 1,
        wasSending: false,
      });
      expect(await claim(store, UNTIL)).toEqual([]);
      await store.deliveries.keepAlive("p1", UNTIL + 1);
      expect(await claim(store, UNTIL + 1)).toEqual([]);
      const [second] = await store.deliveries.claim(UNTIL + 2, "p2", UNTIL + HOUR, 9, []);
      expect(second).toMatchObject({ owner: "p2", attempts: 2, wasSending: false });
      await store.deliveries.beginPost(row.id);
      await store.deliveries.settle(row.id, { state: "queued", nextAt: THEN });
      expect(await claim(store, UNTIL + 3)).toMatchObject([{ attempts: 3, wasSending: true }]);
      await store.deliveries.settle(row.id, { state: "sent", drawnVersion: 0, message: MESSAGE });
      await store.deliveries.want(row.subject ?? "", 5, THEN);
      expect(await claim(store, UNTIL + 4)).toMatchObject([{ wasSending: false }]);
    });

    it("frees what a dead process was sending, and only that", async () => {
      const store = await given.store();
      const sent = await postedView(store);
      await store.deliveries.enqueue(deliveryRow({ id: "lost" }));
      await claim(store);
      await store.deliveries.beginPost("lost");
      await store.deliveries.disown("p2");
      expect(await claim(store)).toEqual([]);
      await store.deliveries.disown("p1");
      expect(await claim(store)).toMatchObject([{ id: "lost", wasSending: true }]);
      expect(await store.deliveries.get(sent.id)).toMatchObject({ state: "sent", owner: undefined });
    });

    it("redraws a view until it shows what was wanted last", async () => {
      const store = await given.store();
      const { id } = await postedView(store);
      expect(await claim(store)).toEqual([]);
      await store.deliveries.want("approval:1", 3, THEN);
      const [edit] = await claim(store);
      expect(edit).toMatchObject({ id, wantedVersion: 3, message: MESSAGE, wasSending: false });
      // It changes again while version 3 is being drawn.
      await store.deliveries.want("approval:1", 4, THEN);
      await store.deliveries.settle(id, { state: "sent", drawnVersion: 3 });
      expect(await claim(store)).toMatchObject([{ id, wantedVersion: 4, drawnVersion: 3 }]);
      await store.deliveries.settle(id, { state: "sent", drawnVersion: 4 });
      expect(await claim(store)).toEqual([]);
    });

    it("never wants less than before", async () => {
      const store = await given.store();
      await postedView(store);
      await store.deliveries.want("approval:1", 5, THEN);
      await store.deliveries.want("approval:1", 2, THEN);
      await store.deliveries.want("approval:2", 9, THEN);
      expect(await store.deliveries.of("approval:1")).toMatchObject([{ wantedVersion: 5 }]);
    });

    it("keeps to a rate limit when there is something new to say", async () => {
      const store = await given.store();
      const queued = deliveryRow({ subject: "approval:1", nextAt: THEN + MINUTE });
      await store.deliveries.enqueue(queued);
      const edited = await postedView(store);
      await store.deliveries.want("approval:1", 2, THEN);
      await claim(store);
      await store.deliveries.settle(edited.id, {
        state: "sent",
        nextAt: THEN + 30 * SECOND,
        error: "slow down",
      });
      await store.deliveries.want("approval:1", 3, THEN);
      expect(await claim(store, THEN + 30 * SECOND - 1)).toEqual([]);
      expect(await claim(store, THEN + 30 * SECOND)).toMatchObject([{ id: edited.id }]);
    });

    it("makes a view that was up to date due at once", async () => {
      const store = await given.store();
      const { id } = await postedView(store);
      await store.deliveries.settle(id, { nextAt: THEN + HOUR });
      await store.deliveries.want("approval:1", 2, THEN);
      expect(await claim(store)).toMatchObject([{ id }]);
    });

    it("counts by lane and state", async () => {
      const store = await given.store();
      await store.deliveries.enqueue(deliveryRow());
      await store.deliveries.enqueue(deliveryRow());
      await store.deliveries.enqueue(deliveryRow({ lane: "alert", state: "failed" }));
      const counts = await store.deliveries.countByState();
      expect(counts.toSorted((a, b) => b.count - a.count)).toEqual([
        { lane: "answer", state: "queued", count: 2 },
        { lane: "alert", state: "failed", count: 1 },
      ]);
    });
  });

  describe("the inbox", () => {
    it("takes a turn once", async () => {
      const store = await given.store();
      const taken = await Promise.all([1, 2, 3].map(() => store.inbox.add(inboxRow({ id: "event-1" }))));
      expect(taken.filter(Boolean)).toHaveLength(1);
      await store.inbox.finish("event-1");
      expect(await store.inbox.add(inboxRow({ id: "event-1" }))).toBe(false);
    });

    it("hands the turns of a dead process to exactly one other, oldest first", async () => {
      const store = await given.store();
      await store.inbox.add(inboxRow({ id: "young", receivedAt: THEN + 1 }));
      await store.inbox.add(inboxRow({ id: "old" }));
      await store.inbox.add(inboxRow({ id: "answered" }));
      await store.inbox.finish("answered");
      expect(await store.inbox.claimOrphans(THEN, "process-2", UNTIL)).toEqual([]);
      await store.inbox.disown("process-1");
      const claims = await Promise.all(
        ["process-2", "process-3"].map((owner) => store.inbox.claimOrphans(THEN, owner, UNTIL)),
      );
      expect(claims.flat().map(({ id }) => id)).toEqual(["old", "young"]);
      expect(claims.filter(({ length }) => length > 0)).toHaveLength(1);
    });

    it("waits for a living owner and then no longer", async () => {
      const store = await given.store();
      await store.inbox.add(inboxRow({ id: "slow", turn: { text: untrusted("x") } }));
      await store.inbox.keepAlive("process-1", THEN + HOUR);
      expect(await store.inbox.claimOrphans(THEN + HOUR, "p2", UNTIL)).toEqual([]);
      const [orphan] = await store.inbox.claimOrphans(THEN + HOUR + 1, "p2", UNTIL);
      expect(orphan).toMatchObject({ id: "slow", owner: "p2", turn: { text: untrusted("x") } });
    });

    it("forgets old turns that were answered", async () => {
      const store = await given.store();
      await store.inbox.add(inboxRow({ id: "done" }));
      await store.inbox.finish("done");
      await store.inbox.add(inboxRow({ id: "open" }));
      await store.inbox.prune(THEN + 1);
      expect(await store.inbox.add(inboxRow({ id: "done" }))).toBe(true);
      expect(await store.inbox.add(inboxRow({ id: "open" }))).toBe(false);
    });
  });
}
