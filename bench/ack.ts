/** How long Slack waits for an acknowledgement under 50 commands at once, against a bare Bolt app. */
import { startSlack, type Slack } from "../test/emulators/slack/index.ts";
import { CHANNELS, PEOPLE } from "../test/product/settings.ts";
import { startBare, startFalconer, type Subject } from "./apps.ts";
import { ms, percentile, print, times } from "./figures.ts";

const AT_ONCE = 50;
const COMMANDS = 2_000;
const WARM_UP = 200;

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

async function measure(start: (slack: Slack) => Promise<Subject>): Promise<Figures> {
  const slack = await startSlack({ users: PEOPLE, channels: CHANNELS });
  const subject = await start(slack);
  await load(slack, WARM_UP);
  const startedAt = performance.now();
  const latencies = await load(slack, COMMANDS);
  const seconds = (performance.now() - startedAt) / 1_000;
  await subject.stop();
  await slack.stop();
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), perSecond: COMMANDS / seconds };
}

/** `status` changes nothing and answers by itself: what is measured is the way there and back. */
async function load(slack: Slack, count: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { acked, latencyMs } = await slack.slash("U0ANA", "C0SOC", "help status");
      if (!acked) throw new Error("a command was not acknowledged");
      latencies.push(latencyMs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return latencies;
}

export async function bench(): Promise<void> {
  const bare = await measure(startBare);
  const ours = await measure(startFalconer);
  print(`ack: ${COMMANDS} commands, ${AT_ONCE} at once, over Socket Mode`, {
    "bare Bolt app, p50 / p99": `${ms(bare.p50)} / ${ms(bare.p99)}`,
    "Falconer, p50 / p99": `${ms(ours.p50)} / ${ms(ours.p99)}`,
    "commands a second, bare / Falconer": `${Math.round(bare.perSecond)} / ${Math.round(ours.perSecond)}`,
    "ratio p50, p99 (aim: p99 within 3 x)": `${times(ours.p50 / bare.p50)}, ${times(ours.p99 / bare.p99)}`,
  });
}
