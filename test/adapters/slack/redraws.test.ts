/** A busy card puts its pictures up at most once a minute, and the last one stays. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { createRedraws } from "../../../adapters/slack/redraws.ts";
import { MINUTE, SECOND } from "../../../src/lib/clock.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { quiet } from "./bot-double.ts";

function open() {
  const clock = fakeClock();
  const stopping = new AbortController();
  const written: { readonly at: number; readonly state: string; readonly before: string | undefined }[] = [];
  const redraws = createRedraws({ clock, signal: stopping.signal, log: quiet });
  const start = clock.now();
  const submit = (state: string, fails = false): Promise<void> =>
    redraws.submit("message chart.png", state, async (before) => {
      if (fails) throw new Error("limited");
      written.push({ at: clock.now() - start, state, before });
    });
  return { clock, stopping, written, submit };
}

it("writes the first at once, the same never again, and the newest of many a minute later", async () => {
  const { clock, written, submit } = open();
  for (const state of ["a", "a", "b", "c", "d"]) await submit(state);
  expect(written).toEqual([{ at: 0, state: "a", before: undefined }]);
  await clock.advance(MINUTE);
  expect(written.slice(1)).toEqual([{ at: MINUTE, state: "d", before: "a" }]);
});

it("forgets what waits when things are again as they are shown", async () => {
  const { clock, written, submit } = open();
  for (const state of ["a", "b", "a"]) await submit(state);
  await clock.advance(10 * MINUTE);
  expect(written.map(({ state }) => state)).toEqual(["a"]);
});

it("tells when writing failed, and takes the same thing again", async () => {
  const { written, submit } = open();
  await expect(submit("a", true)).rejects.toThrow("limited");
  await submit("a");
  expect(written.map(({ state }) => state)).toEqual(["a"]);
});

it("waits no longer once it has been stopped", async () => {
  const { clock, stopping, written, submit } = open();
  await submit("a");
  await submit("b");
  stopping.abort(new Error("stopped"));
  await clock.advance(10 * MINUTE);
  expect(written.map(({ state }) => state)).toEqual(["a"]);
});

it("ends with the last state, never two within a minute, whatever comes when", async () => {
  const step = fc.record({ state: fc.constantFrom("a", "b", "c"), pause: fc.integer({ min: 0, max: 90 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      const { clock, written, submit } = open();
      for (const { state, pause } of steps) {
        await submit(state);
        await clock.advance(pause * SECOND);
      }
      await clock.advance(2 * MINUTE);
      expect(written.at(-1)?.state).toBe(steps.at(-1)?.state);
      const gaps = written.slice(1).map(({ at }, index) => at - (written[index]?.at ?? 0));
      expect(gaps.filter((gap) => gap < MINUTE)).toEqual([]);
    }),
  );
});
