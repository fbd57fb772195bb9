/** Requests, votes and containments. */
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "../../../src/lib/clock.ts";
import { reveal, untrusted } from "../../../src/lib/untrusted.ts";
import { approvalRow, containmentRow, targetSnapshot, THEN, voteRow } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

const HOSTILE = 'a"b\\ {"untrusted":"x"} \u0000 \u202e <!channel> \ud800 \n ```';

export function approvalsContract(given: Given): void {
  describe("approvals", () => {
    it("reads back every field as it was written", async () => {
      const store = await given.store();
      const row = approvalRow({
        params: { forMs: HOUR, note: untrusted("n"), nested: { list: [1, untrusted("deep")] } },
        targets: [targetSnapshot({ openAlerts: undefined, lastSeenAt: undefined, namesakes: ["b"] })],
        place: { surface: "web", channel: "soc", thread: "t1" },
        outcome: untrusted("denied"),
        isEmergency: true,
        remindedAt: THEN,
        reviewedBy: untrusted("Lee"),
        review: "reviewed",
      });
      await store.approvals.insert(row);
      expect(await store.approvals.get(row.id)).toEqual(row);
      expect(await store.approvals.byOrigin(row.originKey)).toEqual(row);
      expect(await store.approvals.get("nothing")).toBeUndefined();
    });

    it("keeps hostile text to the letter, and apart from ours", async () => {
      const store = await given.store();
      const row = approvalRow({
        reason: untrusted(HOSTILE),
        params: { ours: HOSTILE, theirs: untrusted(HOSTILE) },
      });
      await store.approvals.insert(row);
      const read = await store.approvals.get(row.id);
      expect(reveal(read!.reason)).toBe(HOSTILE);
      expect(read!.params["ours"]).toBe(HOSTILE);
      expect([read!.reason, read!.params["theirs"]].join(" ")).toBe("[untrusted] [untrusted]");
    });

    it("finds nothing under an id that no database can hold", async () => {
      const store = await given.store();
      expect(await store.approvals.get("id\0with nul")).toBeUndefined();
      expect(await store.approvals.get("lone \ud800")).toBeUndefined();
      expect(await store.approvals.list({ requesterId: "'; drop table approval; --\0", limit: 1 })).toEqual(
        [],
      );
    });

    it("makes one request for one origin, however often and fast it is asked", async () => {
      const store = await given.store();
      const made = await Promise.all(
        Array.from({ length: 10 }, () => store.approvals.insert(approvalRow({ originKey: "turn:1" }))),
      );
      expect(made.filter(Boolean)).toHaveLength(1);
      expect(await store.approvals.list({ limit: 50 })).toHaveLength(1);
    });

    it("lets exactly one of twenty deciders through", async () => {
      const bench = await given.bench();
      const [one, two] = [await bench.open(), await bench.open()];
      const row = approvalRow();
      await one.approvals.insert(row);
      const moves = Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : two).approvals.move(row, {
          state: n % 3 === 0 ? "denied" : "approved",
          decidedAt: THEN + n,
        }),
      );
      const outcomes = await Promise.all(moves);
      const after = await one.approvals.get(row.id);
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(after?.version).toBe(2);
      expect(after?.decidedAt).toBe(THEN + outcomes.indexOf(true));
    });

    it("refuses a move from a stale version or another state, and leaves other fields alone", async () => {
      const store = await given.store();
      const row = approvalRow();
      await store.approvals.insert(row);
      expect(await store.approvals.move({ ...row, version: 2 }, { state: "denied" })).toBe(false);
      expect(await store.approvals.move({ ...row, state: "approved" }, { state: "running" })).toBe(false);
      expect(await store.approvals.move(row, { remindedAt: THEN })).toBe(true);
      expect(await store.approvals.get(row.id)).toEqual({ ...row, remindedAt: THEN, version: 2 });
    });

    it("clears a field that is set to undefined", async () => {
      const store = await given.store();
      const row = approvalRow({ outcome: untrusted("waiting") });
      await store.approvals.insert(row);
      await store.approvals.move(row, { outcome: undefined });
      expect((await store.approvals.get(row.id))?.outcome).toBeUndefined();
    });

    it("lists newest first, by state, requester and time", async () => {
      const store = await given.store();
      const old = approvalRow({ createdAt: THEN - HOUR, requesterId: "bo" });
      const middle = approvalRow({ createdAt: THEN, state: "denied" });
      const young = approvalRow({ createdAt: THEN + 1 });
      for (const row of [middle, young, old]) await store.approvals.insert(row);
      const ids = async (filter: object): Promise<readonly string[]> =>
        (await store.approvals.list({ limit: 10, ...filter })).map(({ id }) => id);
      expect(await ids({})).toEqual([young.id, middle.id, old.id]);
      expect(await ids({ states: ["pending"] })).toEqual([young.id, old.id]);
      expect(await ids({ states: [] })).toEqual([]);
      expect(await ids({ requesterId: "ana", since: THEN + 1 })).toEqual([young.id]);
      expect(await ids({ limit: 1 })).toEqual([young.id]);
      expect(await store.approvals.countByState()).toEqual({ pending: 2, denied: 1 });
    });

    it("finds what has lapsed and what is due for a reminder", async () => {
      const store = await given.store();
      const lapsed = approvalRow({ expiresAt: THEN, createdAt: THEN - MINUTE });
      const approved = approvalRow({ state: "approved", expiresAt: THEN - 1, createdAt: THEN - MINUTE });
      const done = approvalRow({ state: "done", expiresAt: THEN - 1, createdAt: THEN - MINUTE });
      const late = approvalRow({ createdAt: THEN - 8 * SECOND, expiresAt: THEN + 2 * SECOND });
      const early = approvalRow({ createdAt: THEN - 8 * SECOND + 1, expiresAt: THEN + 2 * SECOND + 1 });
      const reminded = approvalRow({ ...late, id: "reminded", originKey: "r", remindedAt: THEN - 1 });
      const brief = approvalRow({ createdAt: THEN - 8 * SECOND, expiresAt: THEN + 1.5 * SECOND });
      for (const row of [lapsed, approved, done, late, early, reminded, brief])
        await store.approvals.insert(row);
      const due = (await store.approvals.dueBefore(THEN, 10)).map(({ id }) => id);
      expect(due).toEqual([approved.id, lapsed.id, late.id]);
      expect(await store.approvals.dueBefore(THEN, 1)).toHaveLength(1);
    });

    it("counts emergencies of the last while", async () => {
      const store = await given.store();
      await store.approvals.insert(approvalRow({ isEmergency: true }));
      await store.approvals.insert(approvalRow({ isEmergency: true, createdAt: THEN - HOUR }));
      await store.approvals.insert(approvalRow());
      expect(await store.approvals.countEmergenciesSince(THEN)).toBe(1);
    });
  });

  describe("votes", () => {
    it("counts one vote a person, whatever they press and wherever", async () => {
      const store = await given.store();
      const row = approvalRow();
      await store.approvals.insert(row);
      const added = await Promise.all([
        store.votes.add(voteRow(row.id)),
        store.votes.add(voteRow(row.id, { decision: "deny", account: { surface: "terminal", id: "lee" } })),
        store.votes.add(voteRow(row.id, { personId: "kim", at: THEN, reason: untrusted("sure") })),
      ]);
      expect(added.filter(Boolean)).toHaveLength(2);
      const votes = await store.votes.of(row.id);
      expect(votes.map(({ personId }) => personId)).toEqual(["kim", "lee"]);
      expect(votes[0]).toEqual(voteRow(row.id, { personId: "kim", at: THEN, reason: untrusted("sure") }));
    });

    it("takes no vote on a request that does not exist", async () => {
      const store = await given.store();
      await expect(store.votes.add(voteRow("nothing"))).rejects.toThrow(/foreign key/i);
    });
  });

  describe("containments", () => {
    it("holds a host until it is released", async () => {
      const store = await given.store();
      const approval = approvalRow();
      await store.approvals.insert(approval);
      const limited = containmentRow(approval.id, { releaseAt: THEN + HOUR });
      const other = containmentRow(approval.id, { deviceId: "b", state: "kept", releaseAt: THEN });
      await store.containments.insert(limited);
      await store.containments.insert(other);
      expect(await store.containments.get(limited.id)).toEqual(limited);
      expect(await store.containments.of(approval.id)).toHaveLength(2);
      expect(await store.containments.endingBefore(THEN + HOUR - 1)).toEqual([]);
      expect(await store.containments.endingBefore(THEN + HOUR)).toEqual([limited]);
      expect(await store.containments.move(limited, { state: "released", updatedAt: THEN + HOUR })).toBe(
        true,
      );
      expect(await store.containments.move(limited, { state: "kept" })).toBe(false);
      expect(await store.containments.open()).toEqual([other]);
      expect(await store.containments.openFor(limited.deviceId)).toEqual([]);
      expect(await store.containments.openFor("b")).toEqual([other]);
    });
  });
}
