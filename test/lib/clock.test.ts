import { describe, expect, it } from "vitest";
import { anchoredClock, HOUR, MINUTE, SECOND } from "../../src/lib/clock.ts";

/** A machine whose wall clock can jump while its counter goes on. */
function machine() {
  const state = { wall: 1_750_000_000_000, counter: 5_000 };
  const clock = anchoredClock(
    () => state.wall,
    () => state.counter,
  );
  return {
    clock,
    pass(ms: number) {
      state.wall += ms;
      state.counter += ms;
    },
    jump(ms: number) {
      state.wall += ms;
    },
  };
}

describe("anchored time", () => {
  it("follows the counter", () => {
    const { clock, pass } = machine();
    const start = clock.now();
    pass(90 * SECOND);
    expect(clock.now() - start).toBe(90 * SECOND);
    expect(clock.driftMs()).toBe(0);
  });

  it.each([HOUR, -HOUR])("ignores a jump of %d ms and tells of it", (by) => {
    const { clock, pass, jump } = machine();
    const start = clock.now();
    jump(by);
    pass(SECOND);
    expect(clock.now() - start).toBe(SECOND);
    expect(clock.driftMs()).toBe(by);
  });

  it("believes the machine again when a server agrees with it", () => {
    const { clock, jump } = machine();
    const start = clock.now();
    jump(HOUR);
    clock.witness(start + HOUR + 2 * SECOND);
    expect(clock.now() - start).toBe(HOUR);
    expect(clock.driftMs()).toBe(0);
  });

  it("believes no server that agrees with neither, and stays when one agrees with it", () => {
    const { clock, jump } = machine();
    const start = clock.now();
    jump(HOUR);
    clock.witness(start + 30 * MINUTE);
    clock.witness(start);
    expect(clock.now()).toBe(start);
  });

  it("wakes a sleeper early when it is told to stop", async () => {
    const stop = new AbortController();
    const asleep = anchoredClock().sleep(HOUR, stop.signal);
    stop.abort();
    await expect(asleep).rejects.toThrow(/abort/i);
  });
});
