import { describe, expect, it } from "vitest";
import { BUDGETS, createGovernor, type Budgets, type Governor } from "../../src/falcon/governor.ts";
import { FalconError } from "../../src/falcon/errors.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";
import { fakeClock, type FakeClock } from "../fixtures/clock.ts";

interface Scene {
  readonly clock: FakeClock;
  readonly governor: Governor;
  /** Enters and notes when it came in, in milliseconds after the start. */
  enter(
    family: keyof Budgets,
    patienceMs?: number,
    more?: { priority?: "background"; signal?: AbortSignal },
  ): Promise<number>;
  answered(status: number, headers: Readonly<Record<string, string>>): number | undefined;
}

function scene(budgets: Partial<Budgets> = {}): Scene {
  const clock = fakeClock();
  const start = clock.now();
  const governor = createGovernor({ clock, budgets: { ...BUDGETS, ...budgets }, random: () => 0 });
  return {
    clock,
    governor,
    async enter(family, patienceMs = 10 * SECOND, more = {}) {
      await governor.enter(family, { until: clock.now() + patienceMs, ...more });
      return clock.now() - start;
    },
    answered: (status, headers) => governor.learn(status, (name) => headers[name]),
  };
}

const refusal = async (work: Promise<unknown>): Promise<FalconError> => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FalconError);
  return error as FalconError;
};

describe("the governor", () => {
  it("a whole budget may be used in one burst", async () => {
    const { enter } = scene();
    const times = await Promise.all(Array.from({ length: 100 }, () => enter("hosts")));
    expect(Math.max(...times)).toBe(0);
  });

  it("beyond the budget calls are let in one by one, in the order of asking", async () => {
    const { enter, clock } = scene({ hosts: 60 });
    await Promise.all(Array.from({ length: 60 }, () => enter("hosts")));
    const late = Promise.all([enter("hosts"), enter("hosts"), enter("hosts")]);
    await clock.advance(5 * SECOND);
    expect(await late).toEqual([1_000, 2_000, 3_000]);
  });

  it("who would wait beyond patience hears so at once, with the moment", async () => {
    const { enter, clock } = scene({ containment: 1 });
    await enter("containment");
    const error = await refusal(enter("containment"));
    expect(error.kind).toBe("rate-limited");
    expect(error.effect).toBe("none");
    expect(error.retryAt).toBe(clock.now() + MINUTE);
    expect(error.hint).toMatch(/can be asked again at \d\d:\d\d:\d\d UTC/);
  });

  it("a refused or abandoned wait gives its place back", async () => {
    const { enter, clock } = scene({ containment: 6 });
    await Promise.all(Array.from({ length: 6 }, () => enter("containment")));
    await refusal(enter("containment", SECOND));
    const controller = new AbortController();
    const abandoned = enter("containment", 30 * SECOND, { signal: controller.signal });
    controller.abort();
    await expect(abandoned).rejects.toThrow();
    const next = enter("containment");
    await clock.advance(10 * SECOND);
    expect(await next).toBe(10_000);
  });

  it("families do not take from one another", async () => {
    const { enter } = scene({ detections: 1 });
    await enter("detections");
    await refusal(enter("detections"));
    expect(await enter("hosts")).toBe(0);
  });

  it("background work leaves a share to people", async () => {
    const { enter } = scene({ hosts: 10 });
    for (let i = 0; i < 7; i += 1) await enter("hosts", 0, { priority: "background" });
    await refusal(enter("hosts", 0, { priority: "background" }));
    expect(await enter("hosts", 0)).toBe(0);
  });

  it("one 429 pauses all calls, also those that wait already", async () => {
    const { enter, answered, clock } = scene({ hosts: 60 });
    await Promise.all(Array.from({ length: 60 }, () => enter("hosts")));
    const waiting = enter("hosts");
    answered(429, { "x-ratelimit-retryafter": String((clock.now() + 5_000) / SECOND) });
    const other = enter("detections");
    await clock.advance(6 * SECOND);
    expect(await waiting).toBe(5_000);
    expect(await other).toBe(5_000);
  });

  it("a 429 an hour ahead is told at once and does not silence us for an hour", async () => {
    const { enter, answered, clock } = scene();
    const anHour = clock.now() + 60 * MINUTE;
    answered(429, { "x-ratelimit-retryafter": String(anHour / SECOND) });
    const error = await refusal(enter("hosts"));
    expect(error.retryAt).toBe(anHour);
    await clock.advance(5 * SECOND);
    expect(await enter("hosts")).toBe(5_000);
  });

  it.each([
    [11, 0],
    [10, 200],
    [6, 200],
    [5, 500],
    [0, 500],
  ])("with %d calls left to the account it yields %d ms", async (remaining, ms) => {
    const { enter, answered, clock, governor } = scene();
    answered(200, { "x-ratelimit-remaining": String(remaining) });
    expect(governor.budget().remaining).toBe(remaining);
    const entered = enter("hosts");
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(SECOND);
    expect(await entered).toBe(ms);
  });

  it("what was learnt a minute ago no longer counts", async () => {
    const { enter, answered, clock } = scene();
    answered(200, { "x-ratelimit-remaining": "0" });
    await clock.advance(MINUTE + 1);
    expect(await enter("hosts")).toBe(MINUTE + 1);
  });
});
