/** What the feed forgets in time, and that it never tells again what it has forgotten. */
import { expect, it, onTestFinished } from "vitest";
import { DAY, HOUR } from "../../../src/lib/clock.ts";
import { stamp } from "./tenant.ts";
import { startFeed, type FeedWorld } from "./world.ts";

async function world(options: Parameters<typeof startFeed>[0] = {}): Promise<FeedWorld> {
  const started = await startFeed(options);
  onTestFinished(() => started.store.close());
  return started;
}

/** Falcon goes on telling alerts, so that its time goes on too. */
async function days(one: FeedWorld, count: number): Promise<void> {
  for (let day = 0; day < count; day += 1) {
    await one.clock.advance(DAY);
    one.tenant.raise({ host: "busy-01", severity: "Low" });
    await one.settle(3);
  }
}

const rows = async ({ store }: FeedWorld) => ({
  alerts: Object.values(await store.alerts.countByState()).reduce((sum, count) => sum + count, 0),
  deliveries: (await store.deliveries.countByState()).reduce((sum, { count }) => sum + count, 0),
});

const severe = { feeds: [{ channel: { surface: "chat", channel: "alerts" }, severity: "high" }] };

it("forgets a closed card with its thread, its alerts and their deliveries", async () => {
  const one = await world(severe);
  const raised = Array.from({ length: 14 }, () => one.tenant.raise());
  await one.settle(3);
  expect(await rows(one)).toEqual({ alerts: 14, deliveries: 3 });
  for (const { id } of raised) one.tenant.change(id, "closed");
  await one.settle(3);
  await days(one, 32);
  for (const { id } of raised) expect(await one.store.alerts.get(id)).toBeUndefined();
  expect((await rows(one)).deliveries).toBe(0);
});

it("keeps a card on which an alert is open, however old it is", async () => {
  const one = await world(severe);
  const [open, closed] = [one.tenant.raise(), one.tenant.raise()];
  await one.settle(3);
  one.tenant.change(closed.id, "closed");
  await days(one, 40);
  expect(await one.store.alerts.get(closed.id)).toBeDefined();
  one.tenant.change(open.id, "closed");
  await one.settle(3);
  expect((await one.store.alerts.get(open.id))?.status).toBe("closed");
  expect((await one.units(open.name)).length).toBe(1);
});

it("does not tell again what it has forgotten when somebody touches it", async () => {
  const one = await world(severe);
  const raised = one.tenant.raise();
  await one.settle(3);
  one.tenant.change(raised.id, "closed");
  await one.settle(3);
  await days(one, 32);
  expect(await one.store.alerts.get(raised.id)).toBeUndefined();
  one.tenant.change(raised.id, "reopened");
  await one.settle(3);
  expect((await one.store.alerts.get(raised.id))?.status).toBe("reopened");
  expect((await rows(one)).deliveries).toBe(0);
});

it("forgets nothing that Falcon's own time would still call news", async () => {
  const one = await world(severe);
  const raised = one.tenant.raise();
  await one.settle(3);
  one.tenant.change(raised.id, "closed");
  await one.settle(3);
  // Nothing else happens in this tenant, so what was read last stays where it is.
  for (let day = 0; day < 40; day += 1) {
    await one.clock.advance(DAY);
    await one.settle(3);
  }
  one.tenant.change(raised.id, "reopened");
  await one.settle(3);
  expect((await rows(one)).deliveries).toBe(0);
  expect((await one.store.alerts.get(raised.id))?.createdAt).toBeLessThan(one.clock.now() - 39 * DAY);
});

it("keeps what does not say when it was made", async () => {
  const one = await world();
  const odd = one.tenant.raise({ severity: "Low", created: "no time" });
  await one.settle(3);
  await days(one, 35);
  expect(await one.store.alerts.get(odd.id)).toBeDefined();
});

it("takes a big card away in small steps", async () => {
  const one = await world();
  for (let n = 0; n < 2_500; n += 1) one.tenant.raise({ host: `web-${n % 40}`, status: "closed" });
  await one.settle(3);
  await one.clock.advance(31 * DAY);
  let before = (await rows(one)).alerts;
  expect(before).toBe(2_500);
  one.tenant.raise({ host: "busy-01", updated: stamp(one.clock.now()) });
  for (let step = 0; step < 40; step += 1) {
    await one.settle(1);
    const { alerts } = await rows(one);
    expect(before - alerts).toBeLessThanOrEqual(200);
    before = alerts;
  }
  expect(before).toBe(1);
  await one.clock.advance(HOUR);
}, 60_000);
