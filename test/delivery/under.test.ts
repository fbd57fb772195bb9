/** What is said under another message, and who draws what, with the real store and engine. */
import { onTestFinished, describe, expect, it } from "vitest";
import { PlaceGone, type ChatAdapter } from "../../src/chat/adapter.ts";
import { card, type Card } from "../../src/chat/card.ts";
import type { AccountRef } from "../../src/chat/person.ts";
import type { Place } from "../../src/chat/place.ts";
import { createDeliveryEngine } from "../../src/delivery/engine.ts";
import { paintBy } from "../../src/delivery/painters.ts";
import type { Log } from "../../src/lib/log.ts";
import { newDelivery } from "../../src/store/new-delivery.ts";
import { openSqliteStore } from "../../src/store/sqlite.ts";
import { fakeClock } from "../fixtures/clock.ts";

const ALERTS: Place = { surface: "chat", channel: "alerts" };

interface Posted {
  readonly place: Place;
  readonly title: unknown;
}

async function startDesk(gone: string[] = [], fallbacks: readonly string[] = ["alerts", "spare"]) {
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const clock = fakeClock();
  const posted: Posted[] = [];
  const refused: string[] = [];
  const looked: string[] = [];
  const tried: string[] = [];
  const told: string[] = [];
  const beside: AccountRef[] = [];
  const whispered: string[] = [];
  const adapter: Pick<ChatAdapter, "surface" | "post" | "update" | "find" | "direct"> = {
    surface: "chat",
    async direct({ id }) {
      whispered.push(id);
      return { surface: "chat", channel: `@${id}`, message: `w${whispered.length}` };
    },
    async post(place, { title }) {
      tried.push(place.channel);
      if (gone.includes(place.channel)) throw new PlaceGone("archived");
      if (refused.includes(place.thread ?? "")) throw new PlaceGone("locked");
      posted.push({ place, title });
      return { surface: "chat", channel: place.channel, message: `m${posted.length}` };
    },
    async update({ channel }, { title }) {
      if (gone.includes(channel)) throw new PlaceGone("archived");
      posted.push({ place: { surface: "chat", channel: "edited" }, title });
    },
    async find(_place, key) {
      looked.push(key);
      return undefined;
    },
  };
  const engine = createDeliveryEngine({
    store,
    clock,
    log: silent,
    owner: "desk",
    adapters: new Map([["chat", adapter as ChatAdapter]]),
    paint: paintBy(
      new Map([
        ["group", async (subject) => ({ card: card(subject), version: 3 })],
        ["storm", async (subject) => ({ card: card(subject), version: posted.length + 1 })],
      ]),
    ),
    fallbacks: async () => fallbacks.map((channel) => ({ surface: "chat", channel })),
    accountsBeside: async () => beside,
    onPlaceGone: async (_row, next, why) => void told.push(`${why}, then ${next?.channel ?? "nowhere"}`),
    onDelivered: () => undefined,
  });
  const say = (key: string, said: { readonly card?: Card; readonly subject?: string }, under?: string) =>
    store.deliveries.enqueue(
      newDelivery({
        key,
        lane: "alert",
        to: { place: ALERTS, ...(under === undefined ? {} : { under }) },
        ...said,
        at: clock.now(),
      }),
    );
  const tell = (key: string, account: AccountRef) =>
    store.deliveries.enqueue(
      newDelivery({ key, lane: "answer", to: { account }, card: card("over"), at: clock.now() }),
    );
  const flush = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) {
      await engine.flush();
      await clock.advance(1_000);
    }
  };
  return { store, gone, refused, posted, looked, tried, told, beside, whispered, say, tell, flush };
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

describe("a delivery under another", () => {
  it("is said in the thread of the other's message, whichever was written first", async () => {
    const desk = await startDesk();
    await desk.say("reply", { card: card("an alert") }, "root");
    await desk.flush();
    expect(desk.posted).toEqual([{ place: ALERTS, title: "an alert" }]);

    const other = await startDesk();
    await other.say("root", { card: card("an incident") });
    await other.say("reply", { card: card("an alert") }, "root");
    await other.flush();
    expect(other.posted).toEqual([
      { place: ALERTS, title: "an incident" },
      { place: { ...ALERTS, thread: "m1" }, title: "an alert" },
    ]);
  });

  it("waits while the other is still to be posted, without looking for itself in the channel", async () => {
    const desk = await startDesk();
    await desk.say("root", { card: card("an incident") });
    const root = await desk.store.deliveries.byKey("root");
    await desk.store.deliveries.settle(root?.id ?? "", { state: "queued", nextAt: Number.MAX_SAFE_INTEGER });
    await desk.say("reply", { card: card("an alert") }, "root");
    await desk.flush();
    expect(desk.posted).toEqual([]);
    expect(desk.looked).toEqual([]);
    expect(await desk.store.deliveries.byKey("reply")).toMatchObject({ state: "queued", attempts: 0 });
  });

  it("follows the other to the place that it had to be posted in instead", async () => {
    const desk = await startDesk(["alerts"]);
    await desk.say("root", { card: card("an incident") });
    await desk.say("reply", { card: card("an alert") }, "root");
    await desk.flush();
    expect(desk.posted).toEqual([
      { place: { surface: "chat", channel: "spare" }, title: "an incident" },
      { place: { surface: "chat", channel: "spare", thread: "m1" }, title: "an alert" },
    ]);
  });

  it("takes the other along when their place goes away later, and stays in its thread", async () => {
    const desk = await startDesk();
    await desk.say("root", { card: card("an incident") });
    await desk.flush();
    desk.gone.push("alerts");
    await desk.say("reply", { card: card("an alert") }, "root");
    await desk.flush();
    expect(desk.posted.slice(1)).toEqual([
      { place: { surface: "chat", channel: "spare" }, title: "an incident" },
      { place: { surface: "chat", channel: "spare", thread: "m2" }, title: "an alert" },
    ]);
  });

  it("is said beside the other where its thread takes nothing though the other is well", async () => {
    const desk = await startDesk();
    await desk.say("root", { card: card("an incident") });
    await desk.flush();
    desk.refused.push("m1");
    await desk.say("reply", { card: card("an alert") }, "root");
    await desk.flush();
    expect(desk.posted.at(-1)).toEqual({
      place: { surface: "chat", channel: "spare" },
      title: "an alert",
    });
  });
});

it("is said before a message of the same lane is edited, since edits are paced", async () => {
  const desk = await startDesk();
  await desk.say("storm:7", { subject: "storm:7" });
  await desk.flush();
  await desk.store.deliveries.want("storm:7", 2, 0);
  await desk.say("reply", { card: card("an alert") }, "storm:7");
  await desk.flush();
  expect(desk.posted.map(({ title }) => title)).toEqual(["storm:7", "an alert", "storm:7"]);
});

it("what is to be said since the same moment is said in the order in which it was written down", async () => {
  const desk = await startDesk();
  const titles = Array.from({ length: 30 }, (_, n) => `alert ${n}`);
  for (const title of titles) await desk.say(title, { card: card(title) });
  await desk.flush();
  expect(desk.posted.map(({ title }) => title)).toEqual(titles);
});

describe("a private word to somebody in a shell, or behind an agent", () => {
  const shell: AccountRef = { surface: "terminal", id: "ana" };

  it("reaches them where they have an account that can be spoken to", async () => {
    const desk = await startDesk();
    desk.beside.push(shell, { surface: "off", id: "U1" }, { surface: "chat", id: "U2" });
    await desk.tell("told", shell);
    await desk.flush();
    expect(desk.whispered).toEqual(["U2"]);
    expect(await desk.store.deliveries.byKey("told")).toMatchObject({ state: "sent" });
  });

  it("is no failure where they have none, and is posted nowhere else", async () => {
    const desk = await startDesk();
    desk.beside.push(shell);
    await desk.tell("told", shell);
    await desk.flush();
    expect([desk.whispered, desk.posted, desk.told]).toEqual([[], [], []]);
    expect(await desk.store.deliveries.byKey("told")).toMatchObject({ state: "sent", message: undefined });
  });
});

describe("a subject", () => {
  it("is drawn by the painter of its prefix, and is no more where nobody draws it", async () => {
    const desk = await startDesk();
    await desk.say("drawn", { subject: "group:7" });
    await desk.say("lost", { subject: "nobody:7" });
    await desk.flush();
    expect(desk.posted.map(({ title }) => title)).toEqual(["group:7"]);
    expect(await desk.store.deliveries.byKey("drawn")).toMatchObject({ state: "sent", drawnVersion: 3 });
    expect(await desk.store.deliveries.byKey("lost")).toMatchObject({ state: "failed" });
  });
});

describe("a delivery whose place is gone", () => {
  it("tries each other place once, also where the list names one twice", async () => {
    const desk = await startDesk(["alerts"], ["alerts", "alerts", "spare"]);
    await desk.say("root", { subject: "group:1" });
    await desk.flush();
    expect(desk.tried).toEqual(["alerts", "spare"]);
    expect(desk.told).toEqual(["archived, then spare"]);
    expect(desk.posted.map(({ place }) => place.channel)).toEqual(["spare"]);
  });

  it("fails when there is none left, and is not tried for ever", async () => {
    const desk = await startDesk(["alerts", "spare"], ["alerts", "spare", "alerts"]);
    await desk.say("root", { subject: "group:1" });
    await desk.flush();
    expect(desk.tried).toEqual(["alerts", "spare"]);
    expect(await desk.store.deliveries.byKey("root")).toMatchObject({ state: "failed" });
  });
});
