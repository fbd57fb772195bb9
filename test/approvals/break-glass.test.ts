import { beforeEach, describe, expect, it } from "vitest";
import { HOST_A, HOST_B, kim, lee, root, SERVER, startWorld, wish, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld({
    policy: { caps: { hostsPerRequest: 5, isolationsPerHour: 20, emergenciesPerDay: 1 } },
  });
});

const urgent = (id: string) => wish([id], { isEmergency: true });

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
