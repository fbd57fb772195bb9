import { describe, expect, it } from "vitest";
import { createServerTime } from "../../../adapters/discord/server-time.ts";
import { createWitnesses } from "../../../adapters/discord/witnesses.ts";
import { MINUTE, SECOND } from "../../../src/lib/clock.ts";
import { fakeClock } from "../../fixtures/clock.ts";

describe("Discord's clock", () => {
  it("is not known before Discord has answered, nor from an answer without a date", () => {
    const time = createServerTime(fakeClock());
    for (const date of [undefined, null, "", "soon"]) time.heard(date);
    expect(time.atLeast()).toBeUndefined();
  });

  it.each([0, -60 * MINUTE, 60 * MINUTE])(
    "goes on where it was, %i ms from ours, and is never told too late",
    async (skew) => {
      const clock = fakeClock();
      const time = createServerTime(clock);
      const there = (): number => clock.now() + skew;
      time.heard(new Date(there()).toUTCString());
      await clock.advance(10 * SECOND);
      expect(time.atLeast()).toBeLessThanOrEqual(there());
      expect(time.atLeast()).toBeGreaterThan(there() - 2.1 * SECOND);
    },
  );
});

describe("what was seen of a member", () => {
  const event = (roles: readonly string[]) => ({ guild_id: "1", member: { user: { id: "2" }, roles } });

  it("is the last that was seen, for ten seconds", async () => {
    const clock = fakeClock();
    const witnesses = createWitnesses(clock);
    witnesses.saw(event(["9001"]));
    witnesses.saw(event([]));
    expect(witnesses.lately("1", "2")?.roles).toEqual([]);
    expect(witnesses.lately("3", "2")).toBeUndefined();
    await clock.advance(10 * SECOND);
    expect(witnesses.lately("1", "2")).toBeUndefined();
  });

  it.each([undefined, null, {}, { guild_id: "1" }, { member: { user: { id: "2" } } }])(
    "%j tells nothing",
    (odd) => {
      const witnesses = createWitnesses(fakeClock());
      witnesses.saw(odd);
      expect(witnesses.lately("1", "2")).toBeUndefined();
    },
  );

  it("does not grow without end", () => {
    const witnesses = createWitnesses(fakeClock());
    for (let user = 0; user < 3_000; user += 1)
      witnesses.saw({ guild_id: "1", member: { user: { id: String(user) } } });
    expect(witnesses.lately("1", "0")).toBeUndefined();
    expect(witnesses.lately("1", "2999")).toBeDefined();
  });
});
