/**
 * Many alerts on forty hosts at once, into a channel that takes one message a second: how
 * long until every one of them is counted and named, with how many messages, how fast a
 * look-up in another channel is meanwhile, and how long the bot kept everybody waiting at
 * the most. A thousand unless FALCONER_STORM says otherwise.
 */
import { textOf } from "../test/emulators/slack/index.ts";
import { ALERTS, hostName, openFeedStage, rest, wish, type FeedStage } from "./feed-stage.ts";
import { ms, percentile, print } from "./figures.ts";

const SIZE = Number(process.env["FALCONER_STORM"] ?? "1000");
const HOSTS = 40;
const PATIENCE_MS = 60_000 + SIZE * 20;
const LOOK_UP_EVERY_MS = 250;

async function lookUp(stage: FeedStage, n: number): Promise<number> {
  const hostname = hostName(n % HOSTS);
  const startedAt = performance.now();
  const before = stage.slack.channel("C0SOC").messages.length;
  void stage.slack.slash("U0ANA", "C0SOC", `host ${hostname}`);
  while (
    stage.slack.channel("C0SOC").messages.length === before &&
    performance.now() - startedAt < PATIENCE_MS
  )
    await rest(2);
  return performance.now() - startedAt;
}

function isSettled(stage: FeedStage): boolean {
  const counted = `${SIZE.toLocaleString("en")} alerts`;
  if (!stage.slack.channel(ALERTS).messages.some((message) => textOf(message).includes(counted)))
    return false;
  return new Set(stage.words().match(/Measured alert \d{6}/g)).size === SIZE;
}

export async function bench(): Promise<void> {
  const stage = await openFeedStage({ poll: "*/2 * * * * *", hosts: HOSTS, limitPosts: true });
  await lookUp(stage, 0);
  await stage.longestStallMs();
  const startedAt = performance.now();
  for (let n = 0; n < SIZE; n += 1) stage.falcon.addAlert(wish(n, hostName(n % HOSTS)));
  const raisedAt = performance.now();
  const over = new AbortController();
  const waits: number[] = [];
  const asking = (async () => {
    for (let n = 0; !over.signal.aborted; n += 1) {
      waits.push(await lookUp(stage, n));
      await rest(LOOK_UP_EVERY_MS);
    }
  })();
  while (!isSettled(stage) && performance.now() - startedAt < PATIENCE_MS) await rest(250);
  const settledMs = performance.now() - startedAt;
  over.abort();
  await asking;
  const stallMs = await stage.longestStallMs();
  const posts = stage.slack.channel(ALERTS).messages.length;
  const edits = stage.calls("chat.update");
  print(`storm: ${SIZE.toLocaleString("en")} alerts, ${HOSTS} hosts, one message a second`, {
    "raised within": ms(raisedAt - startedAt),
    "every alert counted and named after (aim: 20 s)": isSettled(stage) ? ms(settledMs) : "never",
    "messages / edits (aim: 150 together)": `${posts} / ${edits}`,
    "look-ups elsewhere": String(waits.length),
    "their p50 / p99 (aim: p99 500 ms)": `${ms(percentile(waits, 0.5))} / ${ms(percentile(waits, 0.99))}`,
    "the bot's longest stall (aim: 200 ms)": ms(stallMs),
  });
  await stage.stop();
}
