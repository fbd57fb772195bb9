/** Executions: what is due, who owns it, what caps count. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { EXECUTION_STATES } from "../../../src/store/rows.ts";
import type { ExecutionRow } from "../../../src/store/rows.ts";
import type { Store } from "../../../src/store/store.ts";
import { approvalRow, executionRow, THEN } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

export function executionsContract(given: Given): void {
  const withApproval = async (): Promise<{ store: Store; approvalId: string }> => {
    const store = await given.store();
    const approval = approvalRow();
    await store.approvals.insert(approval);
    return { store, approvalId: approval.id };
  };
  const dueIds = async (store: Store, now: number): Promise<readonly string[]> =>
    (await store.executions.due(now, 50)).map(({ id }) => id);

  describe("executions", () => {
    it("reads back every field as it was written", async () => {
      const { store, approvalId } = await withApproval();
      const row = executionRow(approvalId, {
        outcome: untrusted("gone"),
        owner: "p",
        ownedUntil: THEN,
        deadlineAt: THEN + HOUR,
      });
      await store.executions.insert(row);
      expect(await store.executions.get(row.id)).toEqual(row);
      expect(await store.executions.of(approvalId)).toEqual([row]);
    });

    it("offers open rows whose time has come and nothing that has ended", async () => {
      const { store, approvalId } = await withApproval();
      for (const state of EXECUTION_STATES) {
        await store.executions.insert(executionRow(approvalId, { id: `now ${state}`, state }));
        await store.executions.insert(
          executionRow(approvalId, { id: `later ${state}`, state, nextAt: THEN + 1 }),
        );
      }
      // A call whose caller is not known to live is looked into at once, whatever its date.
      expect((await dueIds(store, THEN)).toSorted()).toEqual([
        "later calling",
        ...["calling", "overdue", "pending", "reached", "requested", "sent", "unsure"].map((s) => `now ${s}`),
      ]);
    });

    it("leaves a row to its living owner, and frees it when the owner is known to be dead", async () => {
      const { store, approvalId } = await withApproval();
      const owned: Partial<ExecutionRow> = { owner: "p1", ownedUntil: THEN + MINUTE };
      await store.executions.insert(executionRow(approvalId, { id: "calling", state: "calling", ...owned }));
      await store.executions.insert(executionRow(approvalId, { id: "watching", state: "pending", ...owned }));
      expect(await dueIds(store, THEN + MINUTE)).toEqual([]);
      expect(await dueIds(store, THEN + MINUTE + 1)).toHaveLength(2);

      await store.executions.keepAlive("p1", THEN + HOUR);
      expect(await dueIds(store, THEN + MINUTE + 1)).toEqual([]);
      await store.executions.disown("p2");
      expect(await dueIds(store, THEN)).toEqual([]);
      await store.executions.disown("p1");
      expect(await dueIds(store, THEN)).toHaveLength(2);
    });

    it("begins one call when several processes want to", async () => {
      const { store, approvalId } = await withApproval();
      const row = executionRow(approvalId);
      await store.executions.insert(row);
      const begun = await Promise.all(
        ["p1", "p2", "p3", "p4"].map((owner) =>
          store.executions.move(row, { state: "calling", owner, ownedUntil: THEN + MINUTE, attempts: 1 }),
        ),
      );
      expect(begun.filter(Boolean)).toHaveLength(1);
      expect((await store.executions.get(row.id))?.attempts).toBe(1);
    });

    it("counts a call from when it first began, not from later looks at it", async () => {
      const { store, approvalId } = await withApproval();
      const row = executionRow(approvalId);
      await store.executions.insert(row);
      await store.executions.insert(executionRow(approvalId, { state: "refused" }));
      const move = async (state: ExecutionRow["state"], updatedAt: number): Promise<void> => {
        const now = await store.executions.get(row.id);
        await store.executions.move(now!, { state, updatedAt });
      };
      expect(await store.executions.countCalledSince("contain", THEN)).toBe(0);
      await move("calling", THEN + 10);
      await move("unsure", THEN + 20);
      await move("calling", THEN + 30);
      expect(await store.executions.countCalledSince("contain", THEN + 10)).toBe(1);
      expect(await store.executions.countCalledSince("contain", THEN + 11)).toBe(0);
      expect(await store.executions.countCalledSince("release", THEN)).toBe(0);
    });
  });
}
