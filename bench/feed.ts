/**
 * How long after an alert can be queried it can be read in the channel, at a reading every
 * two seconds; and how many requests a thousand alerts cost, two being the least there can be.
 */
import { hostName, openFeedStage, rest, wish } from "./feed-stage.ts";
import { ms, percentile, print, times } from "./figures.ts";

const SINGLES = 30;
/** A channel takes a message a second; and no part of two seconds, so that they come at any moment between two readings. */
const APART_MS = 1_370;
const HOSTS = 40;
const BATCH = 1_000;
const LEAST_REQUESTS = 2;
const PATIENCE_MS = 30_000;

async function visibleAfter(): Promise<readonly number[]> {
  const stage = await openFeedStage({ poll: "*/2 * * * * *", hosts: HOSTS });
  const waits: Promise<number>[] = [];
  const seen = async (name: string): Promise<number> => {
    const startedAt = performance.now();
    while (!stage.words().includes(name) && performance.now() - startedAt < PATIENCE_MS) await rest(5);
    return performance.now() - startedAt;
  };
  for (let n = 0; n < SINGLES; n += 1) {
    waits.push(seen(stage.falcon.addAlert(wish(n, hostName(n % 10))).display_name));
    await rest(APART_MS);
  }
  const measured = await Promise.all(waits);
  await stage.stop();
  return measured;
}

/** Requests about alerts between raising them and the last one's card, idle readings left out. */
async function requests(): Promise<number> {
  const stage = await openFeedStage({ poll: "*/2 * * * * *", hosts: HOSTS });
  await rest(2_500);
  stage.falcon.clearCalls();
  for (let n = 0; n < BATCH; n += 1) stage.falcon.addAlert(wish(n, hostName(n % HOSTS)));
  const last = wish(BATCH - 1, "").display_name ?? "";
  const startedAt = performance.now();
  while (!stage.words().includes(last) && performance.now() - startedAt < PATIENCE_MS) await rest(20);
  const calls = stage.falcon.state.callsTo("/alerts/");
  const records = calls.filter(({ method }) => method === "POST").length;
  // Of the readings only those that listed something count: one, or two where the late ones were looked for first.
  const lists = calls.filter(({ method }) => method === "GET").length;
  await stage.stop();
  const idle = Math.max(0, Math.floor((performance.now() - startedAt) / 2_000) - 1);
  return records + Math.max(1, lists - idle);
}

export async function bench(): Promise<void> {
  const waits = await visibleAfter();
  const cost = await requests();
  print(`feed: ${SINGLES} alerts one after the other, then ${BATCH} at once`, {
    "visible after, p50 / p95 (aim: p95 3 s)": `${ms(percentile(waits, 0.5))} / ${ms(percentile(waits, 0.95))}`,
    "requests for a thousand (aim: 4)": String(cost),
    "ratio to the least possible": times(cost / LEAST_REQUESTS),
  });
}
