import { describe, expect, it } from "vitest";
import { createFairGate } from "../../src/bot/fair-gate.ts";

const tick = () => new Promise((resolve) => setImmediate(resolve));

function crowd(limits: Parameters<typeof createFairGate>[0]) {
  const gate = createFairGate(limits);
  const entered: string[] = [];
  const exits: (() => void)[] = [];
  const come = (person: string, place = "C1") =>
    void gate.enter({ person, place }).then((leave) => {
      entered.push(person);
      exits.push(leave);
    });
  const leaveOne = async () => {
    exits.shift()?.();
    await tick();
  };
  return { gate, entered, come, leaveOne };
}

describe("the gate", () => {
  it("lets the person with the fewest running in first, then whoever waited longest", async () => {
    const { entered, come, leaveOne, gate } = crowd({ running: 2, runningOfOnePerson: 2 });
    for (const person of ["eager", "eager", "eager", "eager", "quiet", "other"]) come(person);
    await tick();
    expect([gate.running, gate.waiting]).toEqual([2, 4]);
    for (let i = 0; i < 4; i += 1) await leaveOne();
    expect(entered).toEqual(["eager", "eager", "quiet", "eager", "other", "eager"]);
  });

  it("keeps room for others however many one person brings", async () => {
    const { entered, come } = crowd({ running: 4, runningOfOnePerson: 2 });
    for (const person of ["eager", "eager", "eager", "quiet"]) come(person);
    await tick();
    expect(entered).toEqual(["eager", "eager", "quiet"]);
  });

  it("prefers the quieter place among people with equal shares", async () => {
    const { entered, come, leaveOne } = crowd({ running: 2, runningOfOnePerson: 2 });
    come("a", "loud");
    come("b", "loud");
    come("c", "loud");
    come("d", "calm");
    await tick();
    await leaveOne();
    expect(entered).toEqual(["a", "b", "d"]);
  });
});
