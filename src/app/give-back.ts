/**
 * Gives memory back during long readings. What a hundred thousand records leave behind is
 * garbage at once, but the engine lets the heap grow to a multiple of what lives in it before
 * it looks; collected as it grows, a backlog costs no more than an ordinary day.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const MB = 1_024 * 1_024;
/** A collection takes some tens of milliseconds, so it has to be worth it. */
const WORTH_BYTES = 16 * MB;

/** Call it between pages. Turns on V8's `--expose-gc` for this process. */
export function createGiveBack(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (how: { readonly flavor: "last-resort" }) => void;
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  let least = used();
  return () => {
    const now = used();
    least = Math.min(least, now);
    if (now - least < WORTH_BYTES) return;
    collect({ flavor: "last-resort" });
    least = used();
  };
}
