import { describe, expect, it } from "vitest";
import { createEdits } from "../../src/chat/edits.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { fakeClock } from "../fixtures/clock.ts";

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("edits", () => {
  it("write the first at once, then only the newest of each second", async () => {
    const clock = fakeClock();
    const start = clock.now();
    const edits = createEdits({ clock, signal: new AbortController().signal });
    const written: string[] = [];
    const write = (words: string) => () => {
      written.push(`${words} at ${(clock.now() - start) / SECOND}`);
      return Promise.resolve();
    };
    const done = ["1", "2", "3"].map((words) => edits.submit("C1 1.1", write(words)));
    void edits.submit("C1 2.2", write("other"));
    await settle();
    await clock.advance(SECOND);
    await Promise.all(done);
    expect(written).toEqual(["1 at 0", "other at 0", "3 at 1"]);
    const later = edits.submit("C1 1.1", write("4"));
    await settle();
    await clock.advance(SECOND);
    await later;
    expect(written.at(-1)).toBe("4 at 2");
  });

  it("tell everybody who waited when an edit failed", async () => {
    const clock = fakeClock();
    const edits = createEdits({ clock, signal: new AbortController().signal });
    const fails = () => Promise.reject(new Error("gone"));
    await expect(edits.submit("m", fails)).rejects.toThrow("gone");
  });
});
