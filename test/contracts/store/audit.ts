/** The audit's chain, and finding lines in it. */
import { describe, expect, it } from "vitest";
import { auditHash, GENESIS_HASH } from "../../../src/store/audit-hash.ts";
import type { Store } from "../../../src/store/store.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { THEN } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

const line = (store: Store, n: number) =>
  store.audit.append(THEN + n, { event: "asked", actor: `person-${n}` });

/** The first line that does not follow from the one before; undefined when the chain holds to its head. */
async function firstBrokenLine(store: Store): Promise<number | undefined> {
  let previous = { seq: 0, hash: GENESIS_HASH };
  for (;;) {
    const page = await store.audit.page(previous.seq, 50);
    if (page.length === 0) break;
    for (const { seq, at, raw, hash } of page) {
      const expected = previous.seq + 1;
      if (seq !== expected || hash !== auditHash(previous.hash, seq, at, raw)) return expected;
      previous = { seq, hash };
    }
  }
  const head = await store.audit.head();
  return head.seq === previous.seq && head.hash === previous.hash ? undefined : previous.seq + 1;
}

export function auditContract(given: Given): void {
  describe("the audit", () => {
    it("starts empty with a known hash", async () => {
      const store = await given.store();
      expect(await store.audit.head()).toEqual({ seq: 0, hash: GENESIS_HASH });
      expect(await store.audit.page(0, 5)).toEqual([]);
    });

    it("chains two hundred lines written at once through two handles", async () => {
      const bench = await given.bench();
      const stores = [await bench.open(), await bench.open()];
      await Promise.all(Array.from({ length: 200 }, (_, n) => line(stores[n % 2]!, n)));
      const [store] = stores;
      expect((await store!.audit.head()).seq).toBe(200);
      expect(await firstBrokenLine(store!)).toBeUndefined();
    });

    it("shows a changed line", async () => {
      const bench = await given.bench();
      const store = await bench.open();
      for (let n = 0; n < 5; n += 1) await line(store, n);
      await bench.run("update audit set body = replace(body, 'person-2', 'person-9') where seq = 3");
      expect(await firstBrokenLine(store)).toBe(3);
    });

    it("shows a removed line, the last one too", async () => {
      const bench = await given.bench();
      const store = await bench.open();
      for (let n = 0; n < 5; n += 1) await line(store, n);
      await bench.run("delete from audit where seq = 5");
      expect(await firstBrokenLine(store)).toBe(5);
      await bench.run("delete from audit where seq = 2");
      expect(await firstBrokenLine(store)).toBe(2);
    });

    it("leaves no trace of a line whose transaction was undone", async () => {
      const store = await given.store();
      await line(store, 0);
      const undone = store.transaction(async (tx) => {
        await tx.audit.append(THEN, { event: "lost", actor: "ana", devices: ["d1"] });
        throw new Error("changed my mind");
      });
      await expect(undone).rejects.toThrow("changed my mind");
      await line(store, 1);
      expect((await store.audit.head()).seq).toBe(2);
      expect(await firstBrokenLine(store)).toBeUndefined();
      expect(await store.audit.recent({ about: "d1", limit: 5 })).toEqual([]);
    });

    it("finds lines about a person, a request, a device or a hostname", async () => {
      const store = await given.store();
      const body = {
        event: "isolated",
        actor: "ana",
        actorName: untrusted("Ana"),
        account: { surface: "web", id: "ana" },
        approval: "req1",
        devices: ["d1", "d2"],
        hostnames: [untrusted("WIN-01"), untrusted("nul\0name")],
        detail: { reason: untrusted("because"), n: 1 },
      };
      await store.audit.append(THEN, body);
      await store.audit.append(THEN + 1, { event: "denied", actor: "lee", approval: "req1" });
      const about = async (word: string): Promise<readonly number[]> =>
        (await store.audit.recent({ about: word, limit: 5 })).map(({ seq }) => seq);
      expect(await about("req1")).toEqual([2, 1]);
      expect(await about("ANA")).toEqual([1]);
      expect(await about("d2")).toEqual([1]);
      expect(await about("win-01")).toEqual([1]);
      expect(await about("nul\0name")).toEqual([1]);
      expect(await about("win")).toEqual([]);
      expect((await store.audit.recent({ since: THEN + 1, limit: 5 })).map(({ seq }) => seq)).toEqual([2]);
      expect(await store.audit.recent({ limit: 1 })).toHaveLength(1);
      expect(await store.audit.count({})).toBe(2);
      expect(await store.audit.count({ since: THEN + 1 })).toBe(1);
      expect((await store.audit.page(0, 1))[0]?.body).toEqual(body);
    });
  });
}
