/** From a command to its modal while another channel is rate-limited, against the stock client. */
import { startSlack, type Slack } from "../test/emulators/slack/index.ts";
import { CHANNELS, PEOPLE } from "../test/product/settings.ts";
import { startBare, startFalconer, type Subject } from "./apps.ts";
import { ms, percentile, print, times } from "./figures.ts";

/** Enough posts to have the channel refused for the whole measurement. */
const MENTIONS = 30;
/** One a person: Slack stacks three views and no more. */
const ASKING = PEOPLE.map(({ id }) => id);
const PATIENCE_MS = 30_000;

async function measure(
  start: (slack: Slack) => Promise<Subject>,
  command: string,
): Promise<readonly number[]> {
  const slack = await startSlack({ users: PEOPLE, channels: CHANNELS, limitPosts: true });
  const subject = await start(slack);
  const flood = Array.from({ length: MENTIONS }, () => slack.mention("U0ANA", "C0OTHER", "status"));
  await Promise.all(flood);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const waits: number[] = [];
  for (const user of ASKING) {
    const startedAt = performance.now();
    void slack.slash(user, "C0SOC", command);
    while (slack.modals(user).length === 0 && performance.now() - startedAt < PATIENCE_MS) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    waits.push(performance.now() - startedAt);
  }
  await subject.stop();
  await slack.stop();
  return waits;
}

export async function bench(): Promise<void> {
  const stock = await measure(startBare, "form");
  const ours = await measure(startFalconer, "isolate");
  const worst = (values: readonly number[]): number => percentile(values, 1);
  print(`lanes: ${ASKING.length} modals while another channel is rate-limited`, {
    "stock client, median / worst": `${ms(percentile(stock, 0.5))} / ${ms(worst(stock))}`,
    "Falconer, median / worst": `${ms(percentile(ours, 0.5))} / ${ms(worst(ours))}`,
    "ratio of the worst (aim: ours within 100 ms)": times(worst(ours) / worst(stock)),
  });
}
