/**
 * Recorded alerts raised in a simulated Falcon exactly as they were recorded, and read by the
 * real feed: over HTTP, through the client, into a store, onto cards.
 */
import { onTestFinished } from "vitest";
import { paintEntry, paintGroup } from "../../../src/alerts/feed/painters.ts";
import { createPoller } from "../../../src/alerts/feed/poller.ts";
import type { FeedEvent } from "../../../src/alerts/feed/ports.ts";
import { syncFeeds } from "../../../src/alerts/feed/settings-feeds.ts";
import { entrySubject, groupSubject } from "../../../src/alerts/feed/subjects.ts";
import { createFalcon, type Falcon } from "../../../src/falcon/client.ts";
import type { Card } from "../../../src/chat/card.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { Secret } from "../../../src/lib/secret.ts";
import { startSimulator } from "../../../src/simulator/simulator.ts";
import { openSqliteStore } from "../../../src/store/sqlite.ts";
import { silent } from "../../fixtures/silent.ts";
import type { Json } from "./payloads.ts";

const MOST_ROUNDS = 30;

export interface Raised {
  readonly id: string;
  /** In full, as recorded. */
  readonly record: Json;
}

export interface Fed {
  readonly falcon: Falcon;
  /** Cards of the channel, and the one each alert stands on. */
  readonly cards: ReadonlyMap<string, Card>;
  readonly cardOf: (id: string) => string | undefined;
  readonly seen: readonly FeedEvent[];
}

export async function feed(raised: readonly Raised[]): Promise<Fed> {
  const simulator = await startSimulator({ empty: true });
  const store = await openSqliteStore({ file: ":memory:" });
  onTestFinished(() => Promise.all([simulator.stop(), store.close()]).then(() => undefined));
  const clock = anchoredClock();
  const falcon = createFalcon({
    baseUrl: simulator.url,
    clientId: simulator.clientId,
    clientSecret: new Secret(simulator.clientSecret),
    clock,
    log: silent,
    version: "test",
  });
  const seen: FeedEvent[] = [];
  const poller = createPoller({
    store,
    falcon: falcon.alertFeed,
    clock,
    log: silent,
    owner: "one",
    falconNow: clock.now,
    observe: (event) => void seen.push(event),
    tellAdmins: async () => undefined,
  });
  await syncFeeds(store, [{ channel: { surface: "chat", channel: "alerts" } }], clock.now());
  await poller.begin();
  for (const { id, record } of raised) {
    const invented = simulator.addAlert({ composite_id: id });
    // What the simulator made up goes: only what was recorded is left.
    const nothing = Object.fromEntries(Object.keys(invented).map((name) => [name, undefined]));
    simulator.setAlert(id, { ...nothing, ...record });
  }
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await poller.tick();
    if ((await store.alerts.known(raised.map(({ id }) => id))).size === raised.length) break;
  }
  const placements = await store.groups.placements(raised.map(({ id }) => id));
  const painter = { store, stormChart: async () => [] };
  const cards = new Map<string, Card>();
  for (const { groupId, entryId } of placements) {
    for (const [name, paint] of [
      [groupSubject(groupId), paintGroup],
      ...(entryId === undefined ? [] : [[entrySubject(entryId), paintEntry] as const]),
    ] as const) {
      const painted = await paint(painter, name);
      if (painted !== undefined) cards.set(name, painted.card);
    }
  }
  const stands = new Map(
    placements.map(({ alertId, groupId, entryId }) => [
      alertId,
      entryId === undefined ? groupSubject(groupId) : entrySubject(entryId),
    ]),
  );
  return { falcon, cards, cardOf: (id) => stands.get(id), seen };
}
