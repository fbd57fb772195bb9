/** Views that are pinned: once, also when the process dies on the way, and let go when they are over. */
import { expect, it, onTestFinished } from "vitest";
import type { ChatAdapter } from "../../src/chat/adapter.ts";
import { card } from "../../src/chat/card.ts";
import { createDeliveryEngine } from "../../src/delivery/engine.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import { newDelivery } from "../../src/store/new-delivery.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { silent } from "../fixtures/silent.ts";

const PLACE = { surface: "chat", channel: "soc" };

/** A channel that keeps its messages by key, and what is pinned in it, over the life of several processes. */
async function openChannel() {
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const clock = fakeClock();
  const messages: string[] = [];
  const pinCalls: (readonly [message: string, isPinned: boolean])[] = [];
  const session: { version: number; isPinned: boolean | undefined } = { version: 1, isPinned: true };
  /** What goes wrong with the next pin. */
  const faults: (() => Promise<void>)[] = [];
  const adapter: Pick<ChatAdapter, "surface" | "post" | "update" | "find" | "pin"> = {
    surface: "chat",
    async post(_place, _card, key) {
      messages.push(key);
      return { ...PLACE, message: `m${messages.length}` };
    },
    update: async () => undefined,
    find: async (_place, key) =>
      messages.includes(key) ? { ...PLACE, message: `m${messages.indexOf(key) + 1}` } : undefined,
    async pin({ message }, isPinned) {
      pinCalls.push([message, isPinned]);
      await faults.shift()?.();
    },
  };
  const startProcess = (owner: string) =>
    createDeliveryEngine({
      store,
      clock,
      log: silent,
      owner,
      adapters: new Map([["chat", adapter as ChatAdapter]]),
      paint: async (subject) => ({ card: card(subject), ...session }),
      accountsBeside: async () => [],
      fallbacks: async () => [],
      onPlaceGone: async () => undefined,
      onDelivered: () => undefined,
    });
  await store.deliveries.enqueue(
    newDelivery({ key: "rtr:1", lane: "rtr", to: { place: PLACE }, subject: "rtr:1", at: clock.now() }),
  );
  return {
    store,
    clock,
    messages,
    pinCalls,
    faults,
    startProcess,
    async redraw(isPinned: boolean | undefined) {
      session.version += 1;
      session.isPinned = isPinned;
      await store.deliveries.want("rtr:1", session.version, clock.now());
    },
  };
}

it("a view is pinned with its first drawing, not again with its edits, and let go at its end", async () => {
  const channel = await openChannel();
  const process = channel.startProcess("p1");
  await process.flush();
  for (const isPinned of [true, undefined, false, false]) {
    await channel.redraw(isPinned);
    await process.flush();
  }
  expect(channel.messages).toHaveLength(1);
  expect(channel.pinCalls).toEqual([
    ["m1", true],
    ["m1", false],
  ]);
});

it("a process that dies between post and pin leaves it to the next, which posts nothing anew", async () => {
  const channel = await openChannel();
  channel.faults.push(() => new Promise(() => undefined));
  void channel.startProcess("p1").flush();
  await expect.poll(() => channel.pinCalls).toHaveLength(1);
  await channel.clock.advance(MINUTE);
  const next = channel.startProcess("p2");
  await next.flush();
  await channel.redraw(true);
  await next.flush();
  expect(channel.messages).toHaveLength(1);
  expect(channel.pinCalls).toEqual([
    ["m1", true],
    ["m1", true],
  ]);
});

it("a pin whose answer is lost holds nothing up, and is tried again with the next edit", async () => {
  const channel = await openChannel();
  const process = channel.startProcess("p1");
  channel.faults.push(() => Promise.reject(new Error("the answer was lost")));
  await process.flush();
  expect(await channel.store.deliveries.byKey("rtr:1")).toMatchObject({ state: "sent", drawnVersion: 1 });
  await channel.redraw(true);
  await process.flush();
  await channel.redraw(true);
  await process.flush();
  expect(channel.pinCalls).toHaveLength(2);
});

it("one that was over before anybody could read it is not left pinned by a process that died", async () => {
  const channel = await openChannel();
  channel.faults.push(() => new Promise(() => undefined));
  void channel.startProcess("p1").flush();
  await expect.poll(() => channel.pinCalls).toHaveLength(1);
  await channel.clock.advance(MINUTE);
  await channel.redraw(false);
  await channel.startProcess("p2").flush();
  expect(channel.pinCalls.at(-1)).toEqual(["m1", false]);
});
