/** Where alerts of a channel stand: pure planning, from what is there to what has to be written. */
import { describe, expect, it } from "vitest";
import { STORM_KEY, hostKeyOf } from "../../../src/alerts/feed/host-key.ts";
import { planChannel, type ChannelNow, type NewAlert } from "../../../src/alerts/feed/plan.ts";
import { MINUTE } from "../../../src/lib/clock.ts";
import { newId } from "../../../src/lib/id.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { alertSnapshot, entryRow, groupRow } from "../../fixtures/feed-rows.ts";
import { THEN } from "../../fixtures/rows.ts";

const device = (n: number): string => String(n).padStart(32, "0");

const alertsOn = (host: number, count = 1): readonly NewAlert[] =>
  Array.from({ length: count }, () => ({
    id: newId(),
    snapshot: alertSnapshot({ deviceId: device(host), hostname: untrusted(`web-${host}`) }),
  }));

const channel = (changes: Partial<ChannelNow> = {}): ChannelNow => ({
  channelKey: "web:alerts",
  place: { surface: "web", channel: "alerts" },
  feedId: "feed",
  windowMs: 15 * MINUTE,
  open: new Map(),
  latest: new Map(),
  entries: new Map(),
  lastMinute: { alerts: 0, cards: 0 },
  lastHalfMinute: { alerts: 0 },
  stormFiles: 0,
  coming: [],
  ...changes,
});

const plan = (now: ChannelNow, alerts: readonly NewAlert[]) =>
  planChannel(now, alerts, { now: THEN, newId: () => newId() });

const openGroup = (host: number, changes: Parameters<typeof groupRow>[0] = {}) =>
  groupRow({ hostKey: `device:${device(host)}`, leadId: "lead", lastAt: THEN - MINUTE, ...changes });

describe("a host's alerts", () => {
  it("open a card with the first, and put the others into its thread, ten in a message", () => {
    const { groups, entries, placements, newGroups } = plan(channel(), alertsOn(1, 24));
    expect(newGroups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ kind: "host", leadId: placements[0]?.alertId, tally: { total: 24 } });
    expect(placements[0]?.entryId).toBeUndefined();
    expect(entries.map(({ count }) => count)).toEqual([10, 10, 3]);
    expect(placements.map(({ position }) => position)).toEqual(Array.from({ length: 24 }, (_, n) => n));
  });

  it("join the card that is open, and the message that waits to be sent", () => {
    const group = openGroup(1);
    const entry = entryRow(group.id, { count: 9 });
    const now = channel({ open: new Map([[group.hostKey, group]]), entries: new Map([[group.id, entry]]) });
    const { groups, entries, newGroups, newEntries } = plan(now, alertsOn(1, 2));
    expect(newGroups).toEqual([]);
    expect(groups[0]).toMatchObject({ id: group.id, version: group.version + 1, leadId: "lead" });
    expect(entries[0]).toMatchObject({ id: entry.id, count: 10, version: entry.version + 1 });
    expect(newEntries).toHaveLength(1);
  });

  it("get a card that follows the last one when the window has passed, which closes it first", () => {
    const group = openGroup(1, { lastAt: THEN - 16 * MINUTE });
    const { groups } = plan(channel({ open: new Map([[group.hostKey, group]]) }), alertsOn(1));
    expect(groups[0]).toMatchObject({ id: group.id, state: "closed" });
    expect(groups[1]).toMatchObject({ state: "open", previous: group.id });
  });

  it("get a card that follows one that was closed before", () => {
    const closed = openGroup(1, { state: "closed" });
    const { groups } = plan(channel({ latest: new Map([[closed.hostKey, closed]]) }), alertsOn(1));
    expect(groups).toHaveLength(1);
    expect(groups[0]?.previous).toBe(closed.id);
  });

  it("share a card by the next best where there is no device", () => {
    const { deviceId: _gone, ...bare } = alertSnapshot();
    expect(hostKeyOf({ ...bare, hostname: untrusted("WEB-01") })).toBe(
      hostKeyOf({ ...bare, hostname: untrusted("web-01") }),
    );
    const { hostname: _none, ...nameless } = bare;
    expect(hostKeyOf(nameless)).toMatch(/^user:/);
    const { user: _nobody, ...userless } = nameless;
    expect(hostKeyOf(userless)).toMatch(/^product:/);
  });
});

describe("a storm", () => {
  it("is seen with its first few alerts when the others are read already, on however few hosts", () => {
    const { groups } = plan(channel({ coming: alertsOn(1, 60) }), alertsOn(1, 60));
    expect(groups).toMatchObject([{ kind: "storm", tally: { total: 60 } }]);
    expect(plan(channel({ coming: alertsOn(1, 40) }), alertsOn(1, 60)).groups).toMatchObject([
      { kind: "host" },
    ]);
  });

  it.each([
    [
      "more than a hundred alerts in a minute",
      channel({ lastMinute: { alerts: 95, cards: 1 } }),
      alertsOn(1, 6),
    ],
    [
      "more than twenty cards in a minute",
      channel(),
      Array.from({ length: 21 }, (_, n) => alertsOn(n)).flat(),
    ],
  ])("begins with %s, and takes all of them", (_why, now, alerts) => {
    const { groups, entries, placements } = plan(now, alerts);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ kind: "storm", hostKey: STORM_KEY, tally: { total: alerts.length } });
    expect(entries).toMatchObject([{ kind: "file", count: alerts.length }]);
    expect(placements.every(({ entryId }) => entryId === entries[0]?.id)).toBe(true);
  });

  it("does not begin with what people can read", () => {
    const quiet = plan(channel({ lastMinute: { alerts: 50, cards: 10 } }), alertsOn(1, 50));
    expect(quiet.groups[0]?.kind).toBe("host");
  });

  it("goes on while alerts go on, and ends with the first few after a quiet half minute", () => {
    const storm = groupRow({ kind: "storm", hostKey: STORM_KEY });
    const open = new Map([[STORM_KEY, storm]]);
    const on = plan(channel({ open, lastHalfMinute: { alerts: 9 } }), alertsOn(1));
    expect(on.groups).toMatchObject([{ id: storm.id, state: "open" }]);
    const over = plan(channel({ open, lastHalfMinute: { alerts: 3 } }), alertsOn(1));
    expect(over.groups).toMatchObject([{ id: storm.id, state: "closed" }, { kind: "host" }]);
  });

  it("counts hosts and techniques without growing for ever", () => {
    const many = Array.from({ length: 3_000 }, (_, n) => alertsOn(n % 1_000)).flat();
    const { groups, entries } = plan(channel(), many);
    expect(groups[0]?.tally.total).toBe(3_000);
    expect(groups[0]?.tally.hosts.length).toBeLessThanOrEqual(300);
    expect(entries.map(({ count }) => count)).toEqual([2_000, 1_000]);
  });
});
