import { describe, expect, it } from "vitest";
import { FRESH_MS, SharedLookups } from "../../src/hosts/shared-lookups.ts";
import { fakeClock } from "../fixtures/clock.ts";

/** Work that ends when told to, and notes whether it was stopped. */
function slowWork() {
  const runs: { finish: (value: string) => void; fail: (fault: Error) => void; signal: AbortSignal }[] = [];
  const work = (signal: AbortSignal): Promise<string> =>
    new Promise((finish, fail) => {
      runs.push({ finish, fail, signal });
    });
  return { runs, work };
}

describe("shared look-ups", () => {
  it("callers during a look-up share it, and those right after it get its answer", async () => {
    const clock = fakeClock();
    const lookups = new SharedLookups<string>(clock);
    const { runs, work } = slowWork();
    const both = Promise.all([lookups.get("a", work), lookups.get("a", work)]);
    runs[0]!.finish("answer");
    expect(await both).toEqual(["answer", "answer"]);
    await clock.advance(FRESH_MS - 1);
    expect(await lookups.get("a", work)).toBe("answer");
    expect(runs).toHaveLength(1);
  });

  it("an answer is given no longer than for a moment", async () => {
    const clock = fakeClock();
    const lookups = new SharedLookups<string>(clock);
    const { runs, work } = slowWork();
    const first = lookups.get("a", work);
    runs[0]!.finish("old");
    await first;
    await clock.advance(FRESH_MS);
    const second = lookups.get("a", work);
    runs[1]!.finish("new");
    expect(await second).toBe("new");
  });

  it("a failure is told to all who wait and then forgotten", async () => {
    const lookups = new SharedLookups<string>(fakeClock());
    const { runs, work } = slowWork();
    const waiting = [lookups.get("a", work), lookups.get("a", work)];
    runs[0]!.fail(new Error("no"));
    for (const one of waiting) await expect(one).rejects.toThrow("no");
    const again = lookups.get("a", work);
    runs[1]!.finish("yes");
    expect(await again).toBe("yes");
  });

  it("one who gives up leaves the work to the others; the last one stops it", async () => {
    const lookups = new SharedLookups<string>(fakeClock());
    const { runs, work } = slowWork();
    const [first, second] = [new AbortController(), new AbortController()];
    const one = lookups.get("a", work, first.signal);
    const other = lookups.get("a", work, second.signal);
    first.abort(new Error("closed"));
    await expect(one).rejects.toThrow("closed");
    expect(runs[0]!.signal.aborted).toBe(false);
    second.abort(new Error("closed too"));
    await expect(other).rejects.toThrow("closed too");
    expect(runs[0]!.signal.aborted).toBe(true);
    void lookups.get("a", work).catch(() => undefined);
    expect(runs).toHaveLength(2);
  });
});
