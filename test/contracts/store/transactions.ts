/** All or nothing, one at a time, and telling others. */
import { describe, expect, it } from "vitest";
import { approvalRow, deliveryRow, THEN, voteRow } from "../../fixtures/rows.ts";
import type { Repositories, Store } from "../../../src/store/store.ts";
import type { Given } from "../store.ts";

const told = (store: Store): Promise<void> => new Promise((resolve) => store.onChange(resolve));

export function transactionsContract(given: Given): void {
  describe("transactions", () => {
    it("leave nothing behind when they fail", async () => {
      const store = await given.store();
      const row = approvalRow();
      const failing = store.transaction(async (tx) => {
        await tx.approvals.insert(row);
        await tx.votes.add(voteRow(row.id));
        await tx.values.set("mark", 1);
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await store.approvals.get(row.id)).toBeUndefined();
      expect(await store.values.get("mark")).toBeUndefined();
    });

    it("show nothing to others before they end", async () => {
      const bench = await given.bench();
      const [writer, reader] = [await bench.open(), await bench.open()];
      let seen: unknown = "not looked";
      const result = await writer.transaction(async (tx) => {
        await tx.values.set("mark", 1);
        seen = await reader.values.get("mark");
        return "done";
      });
      expect([result, seen, await reader.values.get("mark")]).toEqual(["done", undefined, 1]);
    });

    it("run one at a time, so that what was read stays true until the end", async () => {
      const bench = await given.bench();
      const stores = [await bench.open(), await bench.open()];
      await stores[0]!.values.set("counter", 0);
      const increment = async (tx: Repositories): Promise<void> => {
        const before = Number(await tx.values.get("counter"));
        await new Promise((resolve) => setImmediate(resolve));
        await tx.values.set("counter", before + 1);
      };
      // Within one process they queue; two processes never wait for each other inside one event loop.
      for (const store of stores) {
        await Promise.all(Array.from({ length: 20 }, () => store.transaction(increment)));
      }
      expect(await stores[0]!.values.get("counter")).toBe(40);
    });

    it("do not swallow what is written beside them", async () => {
      const store = await given.store();
      let enter = (): void => undefined;
      const entered = new Promise<void>((resolve) => (enter = resolve));
      const failing = store.transaction(async (tx) => {
        await tx.values.set("inside", 1);
        enter();
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error("no");
      });
      await entered;
      const beside = store.values.set("beside", 1);
      await expect(failing).rejects.toThrow("no");
      await beside;
      expect([await store.values.get("inside"), await store.values.get("beside")]).toEqual([undefined, 1]);
    });

    it("refuse the store's own repositories and another transaction, instead of waiting for themselves", async () => {
      const store = await given.store();
      const misuse = store.transaction(() => store.values.get("x"));
      await expect(misuse).rejects.toThrow(/its own repositories/);
      const nested = store.transaction(() => store.transaction(async () => undefined));
      await expect(nested).rejects.toThrow(/its own repositories/);
      expect(await store.values.get("x")).toBeUndefined();
    });

    it("accept a move and its delivery together or not at all", async () => {
      const store = await given.store();
      const row = approvalRow();
      await store.approvals.insert(row);
      const decide = (state: "approved" | "denied") =>
        store.transaction(async (tx) => {
          if (!(await tx.approvals.move(row, { state }))) return false;
          await tx.audit.append(THEN, { event: state, actor: "lee", approval: row.id });
          return tx.deliveries.enqueue(deliveryRow({ key: `${row.id}:decided` }));
        });
      const decided = await Promise.all([decide("approved"), decide("denied"), decide("approved")]);
      expect(decided.filter(Boolean)).toHaveLength(1);
      expect((await store.audit.head()).seq).toBe(1);
      expect((await store.audit.recent({ limit: 1 }))[0]?.body.event).toBe(
        (await store.approvals.get(row.id))?.state,
      );
    });
  });

  describe("the store", () => {
    it("tells its own listeners and those of another process", async () => {
      const bench = await given.bench();
      const [one, two] = [await bench.open(), await bench.open()];
      const heard = Promise.all([told(one), told(two)]);
      await one.values.set("work", 1);
      await one.announce();
      await expect(heard).resolves.toHaveLength(2);
    });

    it("no longer calls a listener that has left", async () => {
      const store = await given.store();
      let calls = 0;
      const leave = store.onChange(() => (calls += 1));
      leave();
      const other = told(store);
      await store.announce();
      await other;
      expect(calls).toBe(0);
    });

    it("is brought up to date once, also by three that start together", async () => {
      const bench = await given.bench();
      const stores = await Promise.all([bench.open(), bench.open(), bench.open()]);
      await stores[0].values.set("mark", 1);
      expect(await (await bench.open()).values.get("mark")).toBe(1);
      await expect(Promise.all(stores.map((store) => store.ping()))).resolves.toHaveLength(3);
    });

    it("refuses a database that a newer version has written", async () => {
      const bench = await given.bench();
      await bench.open();
      await bench.run("insert into migration (name) values ('9999-later')");
      await expect(bench.open()).rejects.toMatchObject({ code: "store-newer" });
    });

    it("says which cell it cannot read", async () => {
      const bench = await given.bench();
      const store = await bench.open();
      const row = approvalRow();
      await store.approvals.insert(row);
      await bench.run("update approval set state = 'perhaps'");
      await expect(store.approvals.get(row.id)).rejects.toMatchObject({
        code: "store-damaged",
        message: "stored approval.state is not what it has to be",
      });
    });

    it("finishes what runs when it is closed", async () => {
      const bench = await given.bench();
      const store = await bench.open();
      const running = store.transaction(async (tx) => {
        await tx.values.set("mark", 1);
        await new Promise((resolve) => setImmediate(resolve));
        await tx.values.set("mark", 2);
      });
      const queued = store.values.set("queued", 1);
      await store.close();
      await Promise.all([running, queued]);
      const after = await bench.open();
      expect([await after.values.get("mark"), await after.values.get("queued")]).toEqual([2, 1]);
    });

    it("does nothing more after it was closed", async () => {
      const store = await given.store();
      await store.close();
      await expect(store.values.get("x")).rejects.toMatchObject({ code: "store-unavailable" });
      await store.close();
    });
  });
}
