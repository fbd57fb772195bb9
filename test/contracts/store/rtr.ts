/** Sessions of real time response, what is typed in them, and evidence. */
import { describe, expect, it } from "vitest";
import { untrusted } from "../../../src/lib/untrusted.ts";
import type { RtrSessionRow } from "../../../src/store/rtr-rows.ts";
import { THEN } from "../../fixtures/rows.ts";
import { evidenceRow, rtrEntryRow, rtrSessionRow, rtrUploadRow } from "../../fixtures/rtr-rows.ts";
import type { Given } from "../store.ts";

export function rtrContract(given: Given): void {
  describe("sessions", () => {
    it("come back as they were stored, untrusted text still wrapped", async () => {
      const { rtrSessions } = await given.store();
      const fleet: RtrSessionRow["fleet"] = [
        {
          deviceId: "b".repeat(32),
          hostname: untrusted("WIN-02"),
          platform: "windows",
          verdict: "unreachable",
          directory: untrusted(""),
          why: untrusted("asleep"),
        },
      ];
      const row = rtrSessionRow({ fleet, help: [{ command: "ls", description: untrusted("lists") }] });
      expect(await rtrSessions.insert(row)).toBe(true);
      expect(await rtrSessions.get(row.id)).toEqual(row);
      expect(await rtrSessions.byOrigin(row.originKey)).toEqual(row);
    });

    it("keep the scripts that were handed in, each once, the newest first", async () => {
      const { rtrSessions, rtrUploads } = await given.store();
      await rtrSessions.insert(rtrSessionRow());
      const row = rtrUploadRow();
      const later = rtrUploadRow({ id: "u2", originKey: "turn:1", createdAt: THEN + 1 });
      expect(await rtrUploads.add(row)).toBe(true);
      expect(await rtrUploads.add({ ...row, id: "again", content: "another text" })).toBe(false);
      expect(await rtrUploads.add(later)).toBe(true);
      expect(await rtrUploads.of("session")).toEqual([later, row]);
    });

    it("are one for each host until they are closed, also when two ask at once", async () => {
      const bench = await given.bench();
      const stores = [await bench.open(), await bench.open()];
      const rows = Array.from({ length: 6 }, (_, n) => rtrSessionRow({ id: `s${n}`, originKey: `t${n}` }));
      const made = await Promise.all(rows.map((row, n) => stores[n % 2]!.rtrSessions.insert(row)));
      expect(made.filter(Boolean)).toHaveLength(1);
      const { rtrSessions } = stores[0]!;
      const [open] = await rtrSessions.open();
      expect(await rtrSessions.move(open!, { state: "closed", closedAt: THEN })).toBe(true);
      expect(await rtrSessions.open()).toEqual([]);
      expect(await rtrSessions.insert(rtrSessionRow({ id: "s9", originKey: "t9" }))).toBe(true);
      expect((await rtrSessions.open()).map(({ id }) => id)).toEqual(["s9"]);
    });

    it("move once from a state and version", async () => {
      const { rtrSessions } = await given.store();
      const row = rtrSessionRow();
      await rtrSessions.insert(row);
      expect(await rtrSessions.move(row, { state: "open", directory: untrusted("C:\\") })).toBe(true);
      expect(await rtrSessions.move(row, { state: "closed" })).toBe(false);
      expect(await rtrSessions.get(row.id)).toMatchObject({ state: "open", version: 2 });
    });

    it("are held by one process; what a dead one held says whose it was", async () => {
      const { rtrSessions } = await given.store();
      await rtrSessions.insert(rtrSessionRow({ holder: "a", heldUntil: THEN + 10 }));
      expect(await rtrSessions.hold(THEN + 10, "b", THEN + 20)).toEqual([]);
      await rtrSessions.keepAlive("a", THEN + 30);
      expect(await rtrSessions.hold(THEN + 29, "b", THEN + 40)).toEqual([]);
      await rtrSessions.disown("a");
      expect(await rtrSessions.hold(THEN + 29, "b", THEN + 40)).toMatchObject([{ holder: "a" }]);
      expect(await rtrSessions.hold(THEN + 29, "c", THEN + 40)).toEqual([]);
      expect((await rtrSessions.open())[0]).toMatchObject({ holder: "b", heldUntil: THEN + 40 });
    });

    it("are listed newest first, by state and age", async () => {
      const { rtrSessions } = await given.store();
      await rtrSessions.insert(
        rtrSessionRow({ id: "old", originKey: "1", deviceId: undefined, createdAt: THEN }),
      );
      await rtrSessions.insert(
        rtrSessionRow({
          id: "new",
          originKey: "2",
          deviceId: undefined,
          createdAt: THEN + 5,
          state: "closed",
        }),
      );
      expect((await rtrSessions.list({ limit: 9 })).map(({ id }) => id)).toEqual(["new", "old"]);
      expect((await rtrSessions.list({ limit: 9, states: ["connecting"] })).map(({ id }) => id)).toEqual([
        "old",
      ]);
      expect((await rtrSessions.list({ limit: 9, since: THEN + 1 })).map(({ id }) => id)).toEqual(["new"]);
    });

    it("let everybody in once", async () => {
      const { rtrSessions, rtrMembers } = await given.store();
      await rtrSessions.insert(rtrSessionRow());
      const member = {
        sessionId: "session",
        personId: "lee",
        name: untrusted("Lee"),
        account: { surface: "web", id: "lee" },
        at: THEN,
      };
      expect(await rtrMembers.add(member)).toBe(true);
      expect(await rtrMembers.add({ ...member, at: THEN + 1 })).toBe(false);
      expect(await rtrMembers.of("session")).toEqual([member]);
    });
  });

  describe("typed commands", () => {
    it("are numbered in order, each turn once, also from two processes at once", async () => {
      const bench = await given.bench();
      const stores = [await bench.open(), await bench.open()];
      await stores[0]!.rtrSessions.insert(rtrSessionRow());
      const typed = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          stores[n % 2]!.transaction((tx) =>
            tx.rtrEntries.append(rtrEntryRow({ id: `e${n}`, originKey: `t${n % 8}` })),
          ),
        ),
      );
      const numbers = typed.flatMap((entry) => (entry === undefined ? [] : [entry.seq]));
      expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect((await stores[0]!.rtrEntries.of("session")).map(({ seq }) => seq)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8,
      ]);
    });

    it("come in turn, and move once", async () => {
      const { rtrSessions, rtrEntries } = await given.store();
      await rtrSessions.insert(rtrSessionRow());
      await rtrEntries.append(rtrEntryRow({ id: "e1", originKey: "t1", state: "proposed", exact: "rm x" }));
      const second = await rtrEntries.append(rtrEntryRow({ id: "e2", originKey: "t2" }));
      expect(await rtrEntries.next("session")).toEqual(second);
      const output = { bytes: 2, sha256: "0".repeat(64), text: untrusted("hi") };
      expect(await rtrEntries.move(second!, { state: "done", stdout: output, exact: undefined })).toBe(true);
      expect(await rtrEntries.move(second!, { state: "failed" })).toBe(false);
      expect(await rtrEntries.get("e2")).toMatchObject({
        state: "done",
        stdout: output,
        exact: undefined,
        version: 2,
      });
      expect((await rtrEntries.inStates("session", ["proposed"])).map(({ exact }) => exact)).toEqual([
        "rm x",
      ]);
      expect(await rtrEntries.next("session")).toBeUndefined();
    });
  });

  it("evidence is found by its session", async () => {
    const { rtrSessions, rtrEntries, evidence } = await given.store();
    await rtrSessions.insert(rtrSessionRow());
    await rtrEntries.append(rtrEntryRow());
    const row = evidenceRow();
    await evidence.insert(row);
    expect(await evidence.of("session")).toEqual([row]);
    expect(await evidence.move(row, { state: "stored", hashCheck: "matches" })).toBe(true);
    expect(await evidence.move(row, { state: "failed" })).toBe(false);
    expect(await evidence.get(row.id)).toMatchObject({ state: "stored", hashCheck: "matches", version: 2 });
  });
}
