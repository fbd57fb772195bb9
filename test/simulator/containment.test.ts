import { describe, expect, it } from "vitest";
import { containmentFrom, move, statusAt } from "../../src/simulator/containment.ts";
import type { ContainmentAction, ContainmentStatus, Moment } from "../../src/simulator/containment.ts";
import { HostBook } from "../../src/simulator/host-book.ts";
import { createDice } from "../../src/simulator/dice.ts";
import { plantHost } from "../../src/simulator/world/devices.ts";

const CONTAIN_MS = 4_000;
const T0 = 1_000_000;
const at = (nowMs: number, online = true, sinceMs = 0): Moment => ({
  presence: { online, sinceMs },
  containMs: CONTAIN_MS,
  nowMs,
});

describe("each state answers each action", () => {
  const table: readonly (readonly [ContainmentStatus, ContainmentAction, ContainmentStatus | "conflict"])[] =
    [
      ["normal", "contain", "containment_pending"],
      ["normal", "lift_containment", "conflict"],
      ["containment_pending", "contain", "conflict"],
      ["containment_pending", "lift_containment", "lift_containment_pending"],
      ["contained", "contain", "conflict"],
      ["contained", "lift_containment", "lift_containment_pending"],
      ["lift_containment_pending", "contain", "containment_pending"],
      ["lift_containment_pending", "lift_containment", "conflict"],
    ];

  it.each(table)("%s, asked to %s: %s", (from, action, expected) => {
    const next = move(containmentFrom(from, T0), action, at(T0 + 1));
    expect(next === undefined ? "conflict" : statusAt(next, at(T0 + 1))).toBe(expected);
  });
});

describe("time", () => {
  it("contains an online host after the delay, not before", () => {
    const record = containmentFrom("containment_pending", T0);
    expect(statusAt(record, at(T0 + CONTAIN_MS - 1))).toBe("containment_pending");
    expect(statusAt(record, at(T0 + CONTAIN_MS))).toBe("contained");
  });

  it("leaves an offline host pending for as long as it is away", () => {
    const record = containmentFrom("containment_pending", T0);
    expect(statusAt(record, at(T0 + 100 * CONTAIN_MS, false))).toBe("containment_pending");
    const backAt = T0 + 200 * CONTAIN_MS;
    expect(statusAt(record, at(backAt + 1, true, backAt))).toBe("containment_pending");
    expect(statusAt(record, at(backAt + CONTAIN_MS, true, backAt))).toBe("contained");
  });
});

describe("the book of hosts", () => {
  function bookWithOne() {
    const hosts = new HostBook({ containMs: CONTAIN_MS });
    const plan = { hostname: "WEB-1", machine: "ubuntu", team: "web", user: "deploy" } as const;
    const { device_id } = hosts.add(plantHost(plan, "one", createDice(1), T0).device, {}, T0);
    return { hosts, id: device_id };
  }

  it("keeps a containment that took effect before the host went away", () => {
    const { hosts, id } = bookWithOne();
    hosts.act(id, "contain", T0);
    hosts.change(id, { online: false }, T0 + CONTAIN_MS);
    expect(hosts.device(id, T0 + 10 * CONTAIN_MS)?.status).toBe("contained");
  });

  it("counts accepted changes and no refused ones", () => {
    const { hosts, id } = bookWithOne();
    expect(hosts.act(id, "contain", T0)).toBe("accepted");
    expect(hosts.act(id, "contain", T0)).toBe("conflict");
    expect(hosts.act("nobody", "contain", T0)).toBe("unknown");
    expect(hosts.counts(id)).toEqual({ contain: 1, lift_containment: 0 });
  });

  it("stops the last-seen time of a host that goes offline", () => {
    const { hosts, id } = bookWithOne();
    const seen = hosts.change(id, { online: false }, T0).last_seen;
    expect(hosts.device(id, T0 + 3_600_000)?.last_seen).toBe(seen);
    hosts.change(id, { online: true }, T0 + 3_600_000);
    expect(hosts.device(id, T0 + 3_600_000)?.last_seen).not.toBe(seen);
  });
});
