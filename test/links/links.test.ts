import { beforeEach, describe, expect, it } from "vitest";
import { createPeople } from "../../src/bot/people.ts";
import type { Account } from "../../src/chat/person.ts";
import { createLinks, type Links, type Speaker } from "../../src/links/service.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { fakeClock, type FakeClock } from "../fixtures/clock.ts";

let store: Store;
let clock: FakeClock;
let links: Links;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
  clock = fakeClock();
  links = createLinks({ store, clock, isListed: (id) => id === "ana-diaz" });
});

const speaker = (surface: string, id: string, personId = `${surface}:${id}`): Speaker => {
  const account: Account = { surface, id, tenant: "T", name: untrusted(id), standing: "member" };
  return { account, person: { id: personId, name: id, roles: new Set(), accounts: [account] } };
};
const here = speaker("north", "N1");
const there = speaker("south", "S1");
const stranger = speaker("north", "N9");

async function claimed(): Promise<string> {
  const { code } = await links.offer(here);
  await links.claim(code, there);
  const [asked] = (await store.deliveries.claim(clock.now(), "w", clock.now() + 1, 10, [])).map(
    (row) => row.key,
  );
  return asked?.replace("claim:", "") ?? "";
}

describe("linking two accounts", () => {
  it("takes a code on one side, the code on the other, and a yes on the first", async () => {
    const id = await claimed();
    expect(await store.links.personOf({ surface: "south", id: "S1" })).toBeUndefined();
    await links.confirm(id, here);
    const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
    const people = createPeople({
      listed: [],
      groups: [],
      defaultRoles: [],
      links: store.links,
      adapter: () => undefined,
      clock,
      log,
    });
    expect((await people.who(there.account, "fresh")).person.id).toBe(here.person.id);
    expect(await people.idOf({ surface: "south", id: "S1" })).toBe(here.person.id);
    const [line] = await store.audit.recent({ about: here.person.id, limit: 1 });
    expect(line?.body.event).toBe("person.linked");
  });

  it("is refused to whoever holds the code alone", async () => {
    const id = await claimed();
    await expect(links.confirm(id, there)).rejects.toThrow(/Only the account that asked/);
    await expect(links.confirm(id, stranger)).rejects.toThrow(/Only the account that asked/);
    expect(await store.links.personOf({ surface: "south", id: "S1" })).toBeUndefined();
  });

  it("wants another account, and not one that is linked already", async () => {
    const { code } = await links.offer(here);
    await expect(links.claim(code, here)).rejects.toThrow(/other account/);
    await links.confirm(await claimed(), here);
    const again = await links.offer(stranger);
    await expect(links.claim(again.code, there)).rejects.toThrow(/linked already/);
  });

  it("lapses after ten minutes, before and after the code is entered", async () => {
    const { code } = await links.offer(here);
    await clock.advance(11 * MINUTE);
    await expect(links.claim(code, there)).rejects.toThrow(/ten minutes/);
    const id = await claimed();
    await clock.advance(11 * MINUTE);
    await expect(links.confirm(id, here)).rejects.toThrow(/ten minutes/);
  });

  it("is the settings' business for whoever they list", async () => {
    const listed = speaker("north", "N2", "ana-diaz");
    await expect(links.offer(listed)).rejects.toThrow(/settings list you/);
    const { code } = await links.offer(here);
    await expect(links.claim(code, listed)).rejects.toThrow(/settings list you/);
  });
});
