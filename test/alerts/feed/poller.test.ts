/** Reading: how often Falcon is asked, what is found, and what happens when it does not answer. */
import { describe, expect, it, onTestFinished } from "vitest";
import { DAY, HOUR, MINUTE } from "../../../src/lib/clock.ts";
import { FalconError } from "../../../src/falcon/errors.ts";
import { stamp } from "./tenant.ts";
import { startFeed, wordsOf, type FeedWorld } from "./world.ts";

async function world(options: Parameters<typeof startFeed>[0] = {}): Promise<FeedWorld> {
  const started = await startFeed(options);
  onTestFinished(() => started.store.close());
  return started;
}

const unitsOf = async (one: FeedWorld, name: string): Promise<number> => (await one.units(name)).length;

describe("a round", () => {
  it("asks once when nothing has happened", async () => {
    const one = await world({ before: (tenant) => void tenant.raise() });
    one.tenant.calls.length = 0;
    for (let round = 0; round < 4; round += 1) await one.poller.tick();
    expect(one.tenant.calls).toEqual(["changed", "changed", "changed", "changed"]);
  });

  it("reads a thousand alerts with at most four requests", async () => {
    for (const idleRounds of [0, 1]) {
      const one = await world();
      for (let round = 0; round < idleRounds; round += 1) await one.poller.tick();
      one.tenant.calls.length = 0;
      for (let n = 0; n < 1_000; n += 1) one.tenant.raise({ host: `web-${n % 40}` });
      await one.poller.tick();
      expect(one.tenant.calls.length).toBeLessThanOrEqual(4);
      await one.poller.tick();
      expect(one.tenant.calls.length).toBeLessThanOrEqual(5);
      expect((await one.store.alerts.countByState())["known"]).toBe(1_000);
    }
  });

  it("reads ten thousand and one alerts of one moment, each once", async () => {
    const one = await world();
    const at = stamp(one.clock.now(), 1);
    for (let n = 0; n < 10_001; n += 1) one.tenant.raise({ created: at, updated: at, host: "web-01" });
    await one.poller.tick();
    expect((await one.store.alerts.countByState())["known"]).toBe(10_001);
  }, 120_000);

  it("reads more alerts of one moment than a page holds where Falcon has no combined read", async () => {
    const one = await world({ pageSize: 4 });
    one.tenant.withoutCombined();
    const at = stamp(one.clock.now(), 1);
    for (let n = 0; n < 30; n += 1) one.tenant.raise({ created: at, updated: at });
    one.tenant.raise({ name: "Later one." });
    await one.settle(2);
    expect((await one.store.alerts.countByState())["known"]).toBe(31);
    expect(await unitsOf(one, "Later one.")).toBe(1);
  });

  it("is skipped, and counted, while the last one runs", async () => {
    const one = await world();
    const both = await Promise.all([one.poller.tick(), one.poller.tick()]);
    expect(both[1]).toBe("skipped");
    expect(one.seen).toContainEqual({ kind: "tick", outcome: "skipped" });
  });

  it("is left to whoever leads, and taken up when that one is gone", async () => {
    const one = await world();
    await one.poller.tick();
    const other = one.another("other");
    expect(await other.tick()).toBe("follower");
    await one.clock.advance(MINUTE);
    one.tenant.raise({ name: "Told by the other." });
    expect(await other.tick()).toBe("read");
    expect(await unitsOf(one, "Told by the other.")).toBe(1);
    expect(await one.poller.tick()).toBe("follower");
  });
});

describe("what is found", () => {
  it("includes what was indexed twenty minutes late", async () => {
    const one = await world();
    one.tenant.raise();
    await one.settle(2);
    const at = stamp(one.clock.now() - 20 * MINUTE);
    one.tenant.raise({ name: "Late one.", created: at, updated: at });
    await one.settle(2);
    expect(await unitsOf(one, "Late one.")).toBe(1);
  });

  it("includes what was indexed many hours late, once, and says so", async () => {
    const one = await world();
    await one.clock.advance(20 * HOUR);
    one.tenant.raise({ name: "In time." });
    await one.settle(2);
    const at = stamp(one.clock.now() - 18 * HOUR);
    one.tenant.raise({ name: "Hours late.", host: "web-02", created: at, updated: at });
    await one.settle(2);
    await one.clock.advance(10 * MINUTE);
    await one.settle(2);
    await one.clock.advance(10 * MINUTE);
    await one.settle(2);
    expect(await one.units("Hours late.")).toEqual([expect.objectContaining({ times: 1 })]);
    const cards = (await one.cards()).map(wordsOf);
    expect(cards.find((card) => card.includes("Hours late."))).toContain("told late");
    expect(cards.find((card) => card.includes("In time."))).not.toContain("told late");
  });

  it("does not take what was there a day before the first run for late", async () => {
    const one = await world({ before: (tenant) => void tenant.raise() });
    const at = stamp(one.clock.now() - 5 * HOUR);
    one.tenant.raise({ name: "Before all.", created: at, updated: at });
    one.tenant.calls.length = 0;
    for (let n = 0; n < 4; n += 1) {
      await one.clock.advance(11 * MINUTE);
      await one.settle(2);
    }
    expect(await unitsOf(one, "Before all.")).toBe(0);
    expect(one.tenant.calls).not.toContain("records");
  });

  it("is looked for in a day of many pages one page at a time", async () => {
    const one = await world({ pageSize: 5 });
    for (let n = 0; n < 200; n += 1) {
      one.tenant.raise({ host: `web-${n % 7}` });
      await one.clock.advance(5 * MINUTE);
      if (n % 20 === 0) await one.settle(2);
    }
    await one.settle(4);
    const at = stamp(one.clock.now() - 10 * HOUR);
    one.tenant.raise({ name: "Found on the way.", created: at, updated: at });
    for (let n = 0; n < 200; n += 1) {
      one.tenant.calls.length = 0;
      await one.poller.tick();
      await one.clock.advance(30_000);
      expect(one.tenant.calls.filter((call) => call === "changed").length).toBeLessThanOrEqual(6);
    }
    expect(await unitsOf(one, "Found on the way.")).toBe(1);
  });

  it("leaves out what was there before the first run where one moment fills more than a page", async () => {
    const one = await world({
      pageSize: 4,
      before: (tenant) => {
        const { updated } = tenant.raise({ name: "Old one." });
        for (let n = 0; n < 11; n += 1) tenant.raise({ created: updated, updated, name: `Old ${n}.` });
      },
    });
    await one.settle(4);
    expect(await unitsOf(one, "Old one.")).toBe(0);
    for (let n = 0; n < 11; n += 1) expect(await unitsOf(one, `Old ${n}.`)).toBe(0);
  });

  it("leaves out what was there before the first run, also when somebody touches it", async () => {
    let id = "";
    const one = await world({
      before: (tenant) => {
        id = tenant.raise({
          name: "Ancient.",
          created: stamp(1_700_000_000_000),
          updated: stamp(1_700_000_000_000),
        }).id;
      },
    });
    await one.settle(2);
    one.tenant.change(id, "closed");
    await one.settle(2);
    expect(await unitsOf(one, "Ancient.")).toBe(0);
    expect((await one.store.alerts.get(id))?.status).toBe("closed");
  });

  it("is read on from where it was after days of silence", async () => {
    const one = await world();
    one.tenant.raise();
    await one.settle(2);
    await one.clock.advance(3 * DAY);
    one.tenant.raise({
      name: "In the dark.",
      created: stamp(one.clock.now() - DAY),
      updated: stamp(one.clock.now() - DAY),
    });
    await one.restart();
    await one.settle(2);
    expect(await unitsOf(one, "In the dark.")).toBe(1);
  });

  it("is not stopped by one alert from the future", async () => {
    const one = await world();
    one.tenant.raise({ name: "From 2099.", updated: "2099-01-01T00:00:00Z" });
    await one.settle(2);
    one.tenant.raise({ name: "From today." });
    await one.settle(2);
    expect(await unitsOf(one, "From 2099.")).toBe(1);
    expect(await unitsOf(one, "From today.")).toBe(1);
  });

  it("follows Falcon's clock, not this machine's", async () => {
    const one = await world();
    const ahead = (minutes: number) => stamp(one.clock.now() + minutes * MINUTE);
    for (const [name, minutes] of [
      ["An hour ahead.", 60],
      ["An hour and a minute ahead.", 61],
    ] as const) {
      one.tenant.raise({ name, created: ahead(minutes), updated: ahead(minutes) });
      await one.settle(1);
      expect(await unitsOf(one, name)).toBe(1);
    }
    const changed = [...one.tenant.alerts.values()][0]!;
    changed.status = "closed";
    changed.updated = ahead(62);
    await one.settle(2);
    expect((await one.store.alerts.get(changed.id))?.status).toBe("closed");
  });
});

describe("what does not come", () => {
  it("is asked for again until it does", async () => {
    const one = await world();
    const shy = one.tenant.raise({ name: "Shy one.", hidden: 5 });
    await one.settle(3);
    expect((await one.store.alerts.get(shy.id))?.state).toBe("missing");
    await one.settle(20);
    expect(await unitsOf(one, "Shy one.")).toBe(1);
  });

  it("is named to people when it never does", async () => {
    const one = await world();
    const lost = one.tenant.raise({ hidden: 1_000 });
    for (let n = 0; n < 12; n += 1) {
      await one.settle(1);
      await one.clock.advance(20 * MINUTE);
    }
    const rows = await one.store.deliveries.claim(Number.MAX_SAFE_INTEGER, "x", 0, 50, []);
    const told = rows.filter(({ key }) => key.startsWith("lost:"));
    const stored = await one.store.alerts.get(lost.id);
    expect(stored?.state).toBe("lost");
    const byKey = await one.store.deliveries.byKey(`lost:chat:alerts:${lost.id}`);
    expect(wordsOf((told[0]?.card ?? byKey?.card) as never)).toContain(lost.id);
  });

  it("tells admins which scope is missing, once, and asks less", async () => {
    const one = await world();
    const denied = () =>
      new FalconError({
        kind: "denied",
        effect: "none",
        scope: "Alerts: Read (alerts:read)",
        hint: "lacks Alerts: Read (alerts:read)",
      });
    one.tenant.fail(1_000, denied);
    one.tenant.calls.length = 0;
    for (let n = 0; n < 10; n += 1) {
      await one.poller.tick();
      await one.clock.advance(5_000);
    }
    expect(one.tenant.calls.length).toBeLessThanOrEqual(2);
    expect(new Set(one.notices.map(({ about }) => about)).size).toBe(1);
    expect(one.notices[0]?.words).toContain("Alerts: Read");
    one.tenant.fail(0);
    one.tenant.raise({ name: "After the mending." });
    await one.clock.advance(HOUR);
    await one.settle(2);
    expect(await unitsOf(one, "After the mending.")).toBe(1);
  });
});
