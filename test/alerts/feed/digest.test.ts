/** Digests: at their hour, once, also when the clock on the wall is changed. */
import { describe, expect, it, onTestFinished } from "vitest";
import { createDigests } from "../../../src/alerts/feed/digest.ts";
import { before, dueBetween, isSchedule, wallMinute } from "../../../src/alerts/feed/wall-clock.ts";
import { MINUTE } from "../../../src/lib/clock.ts";
import { CHANNEL, startFeed, wordsOf } from "./world.ts";

const BERLIN = "Europe/Berlin";

/** The minutes, in UTC, at which something is due on that day in Berlin. */
function dueOn(day: string, pattern: string): readonly string[] {
  const start = Date.parse(`${day}T00:00:00Z`) - 120 * MINUTE;
  let last = wallMinute(start, BERLIN);
  const due: string[] = [];
  for (let at = start; at < start + 26 * 60 * MINUTE; at += MINUTE) {
    const now = wallMinute(at, BERLIN);
    if (now <= last) continue;
    if (dueBetween(pattern, last, now) !== undefined) due.push(new Date(at).toISOString().slice(11, 16));
    last = now;
  }
  return due;
}

describe("a schedule on the wall", () => {
  it("is kept on an ordinary day", () => {
    expect(dueOn("2026-02-10", "30 2 * * *")).toEqual(["01:30"]);
    expect(dueOn("2026-02-10", "0 30 2 * * *")).toEqual(["01:30"]);
  });

  it("falls due right after an hour that did not happen", () => {
    expect(dueOn("2026-03-29", "30 2 * * *")).toEqual(["01:00"]);
  });

  it("falls due once in an hour that happens twice", () => {
    expect(dueOn("2026-10-25", "30 2 * * *")).toEqual(["00:30"]);
  });

  it("keeps to weekdays, and knows Sunday by both its numbers", () => {
    expect(dueOn("2026-02-14", "0 9 * * 1-5")).toEqual([]);
    expect(dueOn("2026-02-15", "0 9 * * 0")).toEqual(["08:00"]);
    expect(dueOn("2026-02-15", "0 9 * * 7")).toEqual(["08:00"]);
    const monday = wallMinute(Date.parse("2026-02-16T08:00:00Z"), BERLIN);
    expect(monday - before("0 9 * * 1-5", monday)).toBe(3 * 24 * 60);
  });

  it("is refused when it is none", () => {
    expect(["0 9 * * 1-5", "every morning", "99 9 * * *"].map(isSchedule)).toEqual([true, false, false]);
  });
});

describe("a digest", () => {
  it("counts what is still open, by host and without repeating what the alerts say, and is said once", async () => {
    const world = await startFeed({ feeds: [{ channel: CHANNEL, digest: "* * * * *" }] });
    onTestFinished(() => world.store.close());
    const digests = createDigests({
      store: world.store,
      falcon: world.tenant.api,
      clock: world.clock,
      log: { debug() {}, info() {}, warn() {}, error() {}, child: () => ({}) as never },
      owner: "bot-1",
      falconNow: world.clock.now,
      observe: () => undefined,
      tellAdmins: async () => undefined,
    });
    world.tenant.raise({ host: "web-01", name: "First of all." });
    const second = world.tenant.raise({ host: "web-02" });
    await world.settle(1);
    world.tenant.change(second.id, "closed");
    await world.settle(2);
    await world.clock.advance(MINUTE);
    await digests.tick();
    await digests.tick();
    const rows = await world.store.deliveries.claim(Number.MAX_SAFE_INTEGER, "x", 0, 50, []);
    const said = rows.filter(({ key }) => key.startsWith("digest:"));
    expect(said).toHaveLength(1);
    const words = wordsOf(said[0]!.card as never);
    expect(words).toContain("Still open: 1 alert: 1 high");
    expect(words).toContain("web-01");
    expect(words).not.toContain("web-02");
    expect(words).not.toContain("First of all.");
  });
});
