import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coolDown } from "../../src/falcon/cool-down.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";

const NOW = 1_750_000_000_000;
const at = (ms: number): string => String((NOW + ms) / SECOND);
const asked = (retryAfter: string | undefined, date?: string) => {
  const { pauseUntil, retryAt } = coolDown({ retryAfter, date }, NOW);
  return { pauseMs: pauseUntil - NOW, toldMs: retryAt - NOW };
};

describe("what a 429 asks for", () => {
  it("the header is a moment in epoch seconds", () => {
    expect(asked(at(20_000))).toEqual({ pauseMs: 20_000, toldMs: 20_000 });
  });

  it("a moment in the past still means not now", () => {
    expect(asked(at(-60_000))).toEqual({ pauseMs: 500, toldMs: 500 });
  });

  it.each([undefined, "", " ", "soon", "NaN"])("%j is no moment, so five seconds pass", (header) => {
    expect(asked(header)).toEqual({ pauseMs: 5_000, toldMs: 5_000 });
  });

  it("an hour ahead is told to people, and asked again after a few seconds", () => {
    expect(asked(at(60 * MINUTE))).toEqual({ pauseMs: 5_000, toldMs: 60 * MINUTE });
  });

  it("the moment is measured by Falcon's clock when ours is another one", () => {
    const anHourFast = new Date(NOW + 60 * MINUTE).toUTCString();
    expect(asked(at(60 * MINUTE + 10_000), anHourFast)).toEqual({ pauseMs: 10_000, toldMs: 10_000 });
    const almostOurs = new Date(NOW + 3_000).toUTCString();
    expect(asked(at(10_000), almostOurs)).toEqual({ pauseMs: 10_000, toldMs: 10_000 });
  });

  it("whatever the headers say, the pause is between half a second and 75 seconds", () => {
    const anything = fc.option(
      fc.oneof(
        fc.string(),
        fc.integer().map(String),
        fc.double().map(String),
        fc.date().map((date) => date.toString()),
      ),
      { nil: undefined },
    );
    fc.assert(
      fc.property(anything, anything, (retryAfter, date) => {
        const { pauseMs, toldMs } = asked(retryAfter, date);
        expect(pauseMs).toBeGreaterThanOrEqual(500);
        expect(pauseMs).toBeLessThanOrEqual(75_000);
        expect(toldMs).toBeGreaterThanOrEqual(pauseMs === 30_000 ? 30_000 : pauseMs);
      }),
    );
  });
});
