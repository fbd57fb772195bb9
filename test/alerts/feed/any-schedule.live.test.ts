/**
 * Any order of alerts that come, come late, change, share a moment, vanish for a while, and
 * of readings that fail or die: in the end every alert stands in one unit, once, as it is.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { MINUTE } from "../../../src/lib/clock.ts";
import { stamp } from "./tenant.ts";
import { CHANNEL, startFeed, type FeedWorld } from "./world.ts";

/** More with FALCONER_RUNS. */
const RUNS = Number(process.env["FALCONER_RUNS"] ?? "40");

const host = fc.constantFrom("web-01", "web-02", "db-01");
const which = fc.nat({ max: 60 });

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("raise" as const), host, count: fc.integer({ min: 1, max: 9 }) }),
  },
  fc.record({ do: fc.constant("raise low" as const), host }),
  /** Many of one moment, more than a page holds. */
  fc.record({ do: fc.constant("same moment" as const), host, count: fc.integer({ min: 2, max: 14 }) }),
  fc.record({
    do: fc.constant("late" as const),
    host,
    minutes: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 61, max: 1_300 })),
    after: fc.integer({ min: 0, max: 25 }),
  }),
  fc.record({
    do: fc.constant("change" as const),
    which,
    status: fc.constantFrom("in_progress", "closed", "reopened"),
  }),
  fc.record({
    do: fc.constant("change meanwhile" as const),
    which,
    status: fc.constantFrom("in_progress", "closed"),
  }),
  fc.record({ do: fc.constant("hide" as const), which, times: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    do: fc.constant("odd stamp" as const),
    host,
    at: fc.constantFrom("2099-01-01T00:00:00Z", "not a time", "1999-01-01T00:00:00Z"),
  }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant("tick" as const) }) },
  fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 5, 60, 1_200, 25_000) }),
  fc.record({ do: fc.constant("fail" as const), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant("die" as const), when: fc.constantFrom("before" as const, "after" as const) }),
  fc.record({ do: fc.constant("restart" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

it("leaves every wanted alert in one unit, once, and no other", { timeout: 900_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const world = await startFeed({
        pageSize: 5,
        feeds: [{ channel: CHANNEL, severity: "medium" }],
        before: (tenant) => {
          for (let n = 0; n < 12; n += 1) tenant.raise({ name: `Old news ${n}.` });
        },
      });
      try {
        for (const one of steps) await take(world, one);
        await heal(world);
        await judge(world);
      } finally {
        await world.store.close();
      }
    }),
    { numRuns: RUNS },
  );
});

it("reads ten thousand and one alerts of one moment, each once", { timeout: 120_000 }, async () => {
  const one = await startFeed();
  const at = stamp(one.clock.now(), 1);
  for (let n = 0; n < 10_001; n += 1) one.tenant.raise({ created: at, updated: at, host: "web-01" });
  await one.poller.tick();
  expect((await one.store.alerts.countByState())["known"]).toBe(10_001);
  await one.store.close();
});

async function take(world: FeedWorld, one: Step): Promise<void> {
  const { tenant, clock } = world;
  const any = (index: number) => [...tenant.alerts.values()][index % tenant.alerts.size];
  switch (one.do) {
    case "raise":
      for (let n = 0; n < one.count; n += 1) tenant.raise({ host: one.host });
      return;
    case "raise low":
      tenant.raise({ host: one.host, severity: "Low" });
      return;
    case "same moment": {
      const at = stamp(clock.now(), 500);
      for (let n = 0; n < one.count; n += 1) tenant.raise({ host: one.host, created: at, updated: at });
      return;
    }
    case "late": {
      const at = stamp(clock.now() - one.minutes * MINUTE, 7);
      tenant.raise({ host: one.host, created: at, updated: at, visibleAt: clock.now() + one.after * 1_000 });
      return;
    }
    case "change":
      return tenant.change(any(one.which)?.id ?? "", one.status);
    case "change meanwhile":
      tenant.meanwhile = () => {
        tenant.meanwhile = () => undefined;
        tenant.change(any(one.which)?.id ?? "", one.status);
      };
      return;
    case "hide": {
      const alert = any(one.which);
      if (alert !== undefined) alert.hidden += one.times;
      return;
    }
    case "odd stamp":
      tenant.raise({ host: one.host, updated: one.at, created: stamp(clock.now(), 9) });
      return;
    case "tick":
      await world.poller.tick();
      return;
    case "wait":
      return clock.advance(one.seconds * 1_000);
    case "fail":
      return tenant.fail(one.times);
    case "die":
      world.killTransactions(1, one.when);
      await world.poller.tick();
      return world.restart();
    case "restart":
      return world.restart();
  }
}

/** Everything works again, and enough time passes. */
async function heal(world: FeedWorld): Promise<void> {
  world.tenant.fail(0);
  world.killTransactions(0, "before");
  for (const alert of world.tenant.alerts.values()) alert.hidden = 0;
  await world.settle(10);
  // As long as looking through a day of small pages takes, and the rest after the last time.
  for (let n = 0; n < 60; n += 1) {
    await world.clock.advance(90_000);
    await world.settle(2);
  }
}

async function judge(world: FeedWorld): Promise<void> {
  const wrong: unknown[] = [];
  for (const alert of world.tenant.alerts.values()) {
    const units = await world.units(alert.name);
    const isOld = alert.name.startsWith("Old news");
    // Falcon lists nothing by a time stamp that is none, nor what it says was changed an age ago.
    const isListed = alert.updated.startsWith("20") && alert.created.startsWith("20");
    // Made so long before the first run that nobody could tell whether it was there then.
    const isBefore = Date.parse(alert.created) < world.startedAt - 61 * MINUTE;
    const isAtTheEdge = !isBefore && Date.parse(alert.created) < world.startedAt - 59 * MINUTE;
    if (isAtTheEdge) continue;
    const wanted = !isOld && !isBefore && alert.severity !== "Low" && isListed;
    const times = units.map((unit) => unit.times);
    if (wanted ? times.length !== 1 || times[0] !== 1 : times.length > 0) wrong.push({ alert, units });
    const stored = await world.store.alerts.get(alert.id);
    if (wanted && stored?.status !== alert.status) wrong.push({ alert, stored: stored?.status });
  }
  expect(wrong).toEqual([]);
}
