/** Leases, values, links, prompts and the console's messages. */
import { describe, expect, it } from "vitest";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { EVERY_BYTE } from "../../fixtures/png.ts";
import { consoleMessageRow, THEN } from "../../fixtures/rows.ts";
import type { Given } from "../store.ts";

export function keepsakesContract(given: Given): void {
  describe("leases", () => {
    it("are held by one owner, renewed by it, and taken over with a greater token", async () => {
      const { leases } = await given.store();
      expect(await leases.take("poll", "a", THEN, THEN + 10)).toMatchObject({ owner: "a", token: 1 });
      expect(await leases.take("poll", "b", THEN + 9, THEN + 19)).toBeUndefined();
      expect(await leases.take("poll", "a", THEN + 9, THEN + 19)).toMatchObject({
        token: 1,
        expiresAt: THEN + 19,
      });
      expect(await leases.take("poll", "b", THEN + 19, THEN + 29)).toMatchObject({ owner: "b", token: 2 });
      expect(await leases.take("poll", "a", THEN + 20, THEN + 30)).toBeUndefined();
    });

    it("go on counting after they were let go", async () => {
      const { leases } = await given.store();
      await leases.take("poll", "a", THEN, THEN + 10);
      await leases.release("poll", "b");
      expect(await leases.take("poll", "b", THEN, THEN + 10)).toBeUndefined();
      await leases.release("poll", "a");
      expect(await leases.list("")).toEqual([]);
      expect(await leases.take("poll", "b", THEN, THEN + 10)).toMatchObject({ owner: "b", token: 2 });
    });

    it("go to exactly one of many who want one at once", async () => {
      const bench = await given.bench();
      const stores = [await bench.open(), await bench.open()];
      const taken = await Promise.all(
        Array.from({ length: 12 }, (_, n) => stores[n % 2]!.leases.take("lead", `p${n}`, THEN, THEN + 10)),
      );
      expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    });

    it("are listed by the beginning of their name, taken literally", async () => {
      const { leases } = await given.store();
      for (const name of ["process:b", "process:a", "process_c", "poll"])
        await leases.take(name, "x", THEN, THEN);
      expect((await leases.list("process:")).map(({ name }) => name)).toEqual(["process:a", "process:b"]);
      expect(await leases.list("%")).toEqual([]);
    });
  });

  describe("values", () => {
    it("are set, replaced and removed", async () => {
      const { values } = await given.store();
      expect(await values.get("freeze")).toBeUndefined();
      await values.set("freeze", { by: untrusted("Ana"), at: THEN });
      await values.set("freeze", { by: untrusted("Lee"), at: THEN });
      expect(await values.get("freeze")).toEqual({ by: untrusted("Lee"), at: THEN });
      await values.remove("freeze");
      expect(await values.get("freeze")).toBeUndefined();
    });

    it("set once are the same for everybody who tried", async () => {
      const bench = await given.bench();
      const stores = [await bench.open(), await bench.open()];
      const seen = await Promise.all(
        Array.from({ length: 8 }, (_, n) => stores[n % 2]!.values.setOnce("key", `secret ${n}`)),
      );
      expect(new Set(seen).size).toBe(1);
      expect(await stores[0]!.values.get("key")).toBe(seen[0]);
    });
  });

  describe("links", () => {
    it("join accounts to one person, the latest link standing", async () => {
      const { links } = await given.store();
      const [web, shell] = [
        { surface: "web", id: "1" },
        { surface: "terminal", id: "1" },
      ];
      await links.link("ana", web, THEN);
      await links.link("bo", shell, THEN);
      await links.link("ana", shell, THEN + 1);
      expect(await links.personOf(shell)).toBe("ana");
      expect(await links.personOf({ surface: "web", id: "2" })).toBeUndefined();
      expect(await links.accountsOf("ana")).toEqual([web, shell]);
      expect(await links.accountsOf("bo")).toEqual([]);
    });
  });

  describe("prompts", () => {
    it("are kept until they are old", async () => {
      const { prompts } = await given.store();
      const row = { id: "p1", payload: { hosts: [untrusted("WIN-01")] }, createdAt: THEN };
      await prompts.add(row);
      expect(await prompts.get("p1")).toEqual(row);
      await prompts.prune(THEN);
      expect(await prompts.get("p1")).toEqual(row);
      await prompts.prune(THEN + 1);
      expect(await prompts.get("p1")).toBeUndefined();
    });
  });

  describe("console messages", () => {
    it("are listed oldest first, the newest of them, each in its place after an edit", async () => {
      const { console } = await given.store();
      const rows = ["z", "y", "x"].map((id) => consoleMessageRow({ id }));
      for (const row of rows) await console.put(row);
      const edited = {
        ...rows[1]!,
        card: { title: untrusted("edited"), bytes: EVERY_BYTE },
        editedAt: THEN + 5,
      };
      await console.put(edited);
      expect(await console.list("soc", "ana", 10)).toEqual([rows[0], edited, rows[2]]);
      expect((await console.list("soc", "ana", 2)).map(({ id }) => id)).toEqual(["y", "x"]);
      expect(await console.changedSince(THEN + 1)).toEqual([edited]);
      expect(await console.get("y")).toEqual(edited);
    });

    it("that are private are listed for one person alone", async () => {
      const { console } = await given.store();
      await console.put(consoleMessageRow({ onlyFor: "ana", key: "k1" }));
      await console.put(consoleMessageRow({ channel: "other", author: undefined }));
      expect(await console.list("soc", "ana", 10)).toHaveLength(1);
      expect(await console.list("soc", "bo", 10)).toEqual([]);
      expect(await console.channels()).toEqual(["other", "soc"]);
      expect((await console.byKey("k1"))?.onlyFor).toBe("ana");
      expect(await console.byKey("k2")).toBeUndefined();
    });
  });
}
