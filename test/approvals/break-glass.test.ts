import { beforeEach, describe, expect, it } from "vitest";
import { ana, HOST_A, HOST_B, kim, lee, root, SERVER, startWorld, wish, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld({
    policy: { caps: { hostsPerRequest: 5, isolationsPerHour: 20, emergenciesPerDay: 1 } },
  });
});

const urgent = (id: string) => wish([id], { isEmergency: true });

describe("a limited isolation that ends while everything is frozen", () => {
  it("says on its card what its release waits for", async () => {
    const request = await world.approvals.propose(wish([HOST_A], { params: { forMs: 10_000 } }), ana());
    await world.approvals.approve(request.id, lee());
    await world.run(6);
    await world.approvals.freeze(root(), "drill");
    await world.run(15);
    expect(world.effects).toEqual([`contain ${HOST_A}`]);
    const shown = JSON.stringify((await world.approvals.paint(`approval:${request.id}`))?.card.blocks);
    expect(shown).toContain("the time is over");
    expect(shown).toContain("frozen");
  });
});

describe("break-glass", () => {
  it("of the same instant counts against the cap of the day one after the other", async () => {
    const asked = await Promise.allSettled([
      world.approvals.propose(urgent(HOST_A), lee()),
      world.approvals.propose(urgent(HOST_B), kim()),
      world.approvals.propose(urgent(SERVER), lee()),
    ]);
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of asked)
      if (one.status === "rejected") expect(String(one.reason)).toMatch(/once in the last day/);
    await world.run(6);
    expect(world.calls).toHaveLength(1);
    expect(world.effects).toHaveLength(1);
  });

  it("is refused at once while everything is frozen, and then costs nothing of the cap", async () => {
    await world.approvals.freeze(root(), "drill");
    await expect(world.approvals.propose(urgent(HOST_A), lee())).rejects.toThrow(/frozen/);
    expect(await world.store.deliveries.countByState()).toEqual([]);
    await world.approvals.unfreeze(root(), "over");
    await world.approvals.propose(urgent(HOST_A), lee());
    await world.run(6);
    expect(world.effects).toEqual([`contain ${HOST_A}`]);
  });
});
