import { describe, expect, it } from "vitest";
import { CallLimited } from "../../../adapters/slack/call-errors.ts";
import { createLanes } from "../../../adapters/slack/lanes.ts";
import { SECOND } from "../../../src/lib/clock.ts";
import { fakeClock } from "../../fixtures/clock.ts";

const POST = "chat.postMessage";
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function world() {
  const clock = fakeClock();
  const stopping = new AbortController();
  const start = clock.now();
  const sent: string[] = [];
  const say = (words: string) => () => {
    sent.push(`${words} at ${(clock.now() - start) / SECOND}`);
    return Promise.resolve(words);
  };
  const lanes = createLanes({ clock, signal: stopping.signal });
  return { clock, stopping, lanes, sent, say };
}

describe("lanes", () => {
  it("lets a few posts through and then one a second, in order, channel by channel", async () => {
    const { clock, lanes, sent, say } = world();
    const all = ["a", "b", "c", "d", "e"].map((words) => lanes.run(POST, "C1", say(words)));
    void lanes.run(POST, "C2", say("other"));
    await settle();
    expect(sent).toEqual(["a at 0", "other at 0", "b at 0", "c at 0"]);
    await clock.advance(2 * SECOND);
    await Promise.all(all);
    expect(sent.slice(4)).toEqual(["d at 1", "e at 2"]);
  });

  it("sends an answer before the alerts that wait in the same channel", async () => {
    const { clock, lanes, sent, say } = world();
    for (const words of ["a", "b", "c", "alert 1", "alert 2"]) void lanes.run(POST, "C1", say(words));
    await settle();
    void lanes.run(POST, "C1", say("answer"), { urgent: true });
    await clock.advance(3 * SECOND);
    expect(sent.slice(3)).toEqual(["answer at 1", "alert 1 at 2", "alert 2 at 3"]);
  });

  it("waits as long as slack says, in that lane alone", async () => {
    const { clock, lanes, sent, say } = world();
    let isLimited = true;
    const limited = lanes.run(POST, "C1", () => {
      if (!isLimited) return say("first")();
      isLimited = false;
      return Promise.reject(new CallLimited(POST, 30 * SECOND));
    });
    void lanes.run(POST, "C1", say("second"));
    void lanes.run("views.open", "", say("form"));
    void lanes.run("chat.postEphemeral", "C1 U1", say("private"));
    await settle();
    expect(sent).toEqual(["form at 0", "private at 0"]);
    await clock.advance(40 * SECOND);
    await limited;
    expect(sent.slice(2).map((line) => line.split(" ")[0])).toEqual(["first", "second"]);
    expect(sent[2]).toBe("first at 30");
  });

  it("gives up where waiting is of no use", async () => {
    const { lanes } = world();
    const limit = new CallLimited("views.open", 30 * SECOND);
    await expect(lanes.run("views.open", "", () => Promise.reject(limit), { patienceMs: 0 })).rejects.toBe(
      limit,
    );
  });

  it("passes a failure on and goes on with the next", async () => {
    const { lanes, say } = world();
    const broken = lanes.run(POST, "C1", () => Promise.reject(new Error("no")));
    const next = lanes.run(POST, "C1", say("next"));
    await expect(broken).rejects.toThrow("no");
    expect(await next).toBe("next");
  });

  it("rejects what waits when the adapter stops", async () => {
    const { lanes, say, stopping } = world();
    const all = ["a", "b", "c", "d"].map((words) => lanes.run(POST, "C1", say(words)));
    await settle();
    stopping.abort(new Error("stopping"));
    await expect(all[3]).rejects.toThrow("stopping");
    expect(() => lanes.run(POST, "C1", say("late"))).toThrow("stopping");
  });
});
