/** What a process that died had in hand: only a post that was begun may have arrived. */
import { expect, it, onTestFinished } from "vitest";
import type { ChatAdapter } from "../../src/chat/adapter.ts";
import { card, type Inline } from "../../src/chat/card.ts";
import { createDeliveryEngine } from "../../src/delivery/engine.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import { newDelivery } from "../../src/store/new-delivery.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { silent } from "../fixtures/silent.ts";

const PLACE = { surface: "chat", channel: "alerts" };
const TITLES = Array.from({ length: 20 }, (_, n) => `alert ${n}`);

it.each([
  ["arrived", 1],
  ["did not arrive", 0],
])("of twenty in hand the one that was begun is looked for, whether it %s or not", async (_how, arrived) => {
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const clock = fakeClock();
  const posted: { readonly key: string; readonly title: Inline }[] = [];
  const looked: string[] = [];
  let isDying = true;
  let begun = 0;
  const adapter: Pick<ChatAdapter, "surface" | "post" | "update" | "find"> = {
    surface: "chat",
    async post(_place, { title }, key) {
      begun += 1;
      if (!isDying || arrived === 1) posted.push({ key, title });
      if (isDying) await new Promise(() => undefined);
      return { ...PLACE, message: `m${posted.length}` };
    },
    update: async () => undefined,
    async find(_place, key) {
      looked.push(key);
      const at = posted.findIndex((one) => one.key === key);
      return at < 0 ? undefined : { ...PLACE, message: `m${at + 1}` };
    },
  };
  const startProcess = (owner: string) =>
    createDeliveryEngine({
      store,
      clock,
      log: silent,
      owner,
      adapters: new Map([["chat", adapter as ChatAdapter]]),
      paint: async () => undefined,
      accountsBeside: async () => [],
      fallbacks: async () => [],
      onPlaceGone: async () => undefined,
      onDelivered: () => undefined,
    });
  for (const key of TITLES) {
    await store.deliveries.enqueue(
      newDelivery({ key, lane: "alert", to: { place: PLACE }, card: card(key), at: clock.now() }),
    );
  }
  void startProcess("p1").flush();
  const first = (await store.deliveries.byKey("alert 0"))?.id;
  await expect.poll(() => begun).toBe(1);
  await clock.advance(MINUTE);
  isDying = false;
  await startProcess("p2").flush();
  expect(looked).toEqual([first]);
  expect(posted.map(({ title }) => title)).toEqual(TITLES);
});
