/** A hundred thousand alerts that came while nobody read: how fast they are taken in, and in how much memory. */
import { residentMb } from "../test/product/bot.ts";
import { hostName, openFeedStage, rest, wish } from "./feed-stage.ts";
import { print } from "./figures.ts";

const SIZE = Number(process.env["FALCONER_BACKLOG"] ?? "100000");
const HOSTS = 200;
const PATIENCE_MS = 1_200_000;

export async function bench(): Promise<void> {
  const stage = await openFeedStage({ poll: "*/2 * * * * *", hosts: HOSTS });
  stage.falcon.addAlert(wish(999_999, hostName(0)));
  await rest(6_000);
  const before = await residentMb(stage.bot);
  const startedAt = performance.now();
  for (let n = 0; n < SIZE; n += 1) {
    stage.falcon.addAlert(wish(n, hostName(n % HOSTS)));
    // The simulator lives in this process, and has to answer meanwhile.
    if (n % 500 === 499) await rest(1);
  }
  let most = before;
  let taken = 0;
  while (taken < SIZE && performance.now() - startedAt < PATIENCE_MS) {
    await rest(500);
    most = Math.max(most, await residentMb(stage.bot));
    taken = (await stage.metric('falconer_feed_alerts_total{what="fresh"}')) - 1;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  print(`backlog: ${SIZE.toLocaleString("en")} alerts`, {
    "taken in": taken.toLocaleString("en"),
    "alerts a second": (taken / seconds).toFixed(0),
    "memory before / most": `${before.toFixed(0)} / ${most.toFixed(0)} MB`,
    "growth (aim: 80 MB)": `${(most - before).toFixed(0)} MB`,
  });
  await stage.stop();
}
