import { expect, it, onTestFinished } from "vitest";
import type { Audit, HostWords, Inbox, Links, Prompts } from "../../src/bot/ports.ts";
import type { Hosts } from "../../src/hosts/service.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { createMemory, createWorld, turnOf, type Memory } from "./world.ts";

/** Compiles as long as the services satisfy what the bot asks for. */
export const fits = (store: Store, hosts: Hosts): [Inbox, Prompts, Links, HostWords, Audit] => [
  store.inbox,
  store.prompts,
  store.links,
  hosts,
  { append: (note) => store.audit.append(0, note) },
];

async function openMemory(): Promise<Memory> {
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  return { ...createMemory(), inboxPort: store.inbox, promptPort: store.prompts };
}

it("a turn runs once and its long buttons work in a later process", async () => {
  const memory = await openMemory();
  const first = createWorld({ memory });
  const turn = turnOf("isolate A because of things");
  expect((await first.bot.handle(turn))?.card.title).toBe("isolate done");
  expect(await first.bot.handle(turn)).toBeUndefined();
  const press = { command: "isolate", args: { hosts: "A", reason: "x".repeat(500) }, as: "run" } as const;
  const token = first.bot.seal(press);
  await first.bot.drain(0);

  const second = createWorld({ memory });
  expect(second.bot.seal(press)).toBe(token);
  expect((await second.say({ kind: "press", token })).card.title).toBe("isolate done");
  expect([...first.logged, ...second.logged]).toEqual([]);
});

it("a turn that a dead process left is answered from its stored row", async () => {
  const memory = await openMemory();
  const dead = createWorld({ memory, run: () => new Promise(() => {}) });
  await dead.bot.accept(turnOf("host A", { id: "U-VERA" })).stored;
  const clock = fakeClock();
  await clock.advance(31_000);
  const next = createWorld({ memory, clock, owner: "process-2" });
  expect(await next.bot.resume()).toBe(1);
  await next.bot.drain(1_000);
  expect(next.sent.map(({ turn, answer }) => [turn.account.id, answer.card.title])).toEqual([
    ["U-VERA", "host done"],
  ]);
});
