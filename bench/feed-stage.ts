/** A bot whose feed is measured, beside a simulated Falcon and an emulated Slack. */
import type { AlertWish } from "../src/simulator/tenant.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "../src/simulator/simulator.ts";
import { startSlack, textOf, type Slack } from "../test/emulators/slack/index.ts";
import { createHome, type Bot } from "../test/product/bot.ts";
import { CHANNELS, PEOPLE, settings } from "../test/product/settings.ts";

export const ALERTS = "C0ALERTS";

export interface FeedStage {
  readonly falcon: Simulator;
  readonly slack: Slack;
  readonly bot: Bot;
  /** Everything that can be read in the alert channel, files of its threads included. */
  words(): string;
  calls(path: string): number;
  /** The longest delay of the bot's event loop since the last call. */
  longestStallMs(): Promise<number>;
  /** A figure of the bot's own; 0 while it has none. */
  metric(line: string): Promise<number>;
  stop(): Promise<void>;
}

export async function openFeedStage(options: {
  readonly poll: string;
  readonly hosts: number;
  readonly limitPosts?: boolean;
  readonly falcon?: SimulatorOptions;
}): Promise<FeedStage> {
  const falcon = await startSimulator({
    empty: true,
    hosts: Array.from({ length: options.hosts }, (_, n) => ({ hostname: hostName(n) })),
    ...options.falcon,
  });
  const slack = await startSlack({
    users: PEOPLE,
    channels: [...CHANNELS, { id: ALERTS, name: "alerts" }],
    limitPosts: options.limitPosts ?? false,
  });
  const home = await createHome({
    settings: settings(`feeds: [{ channel: "slack:${ALERTS}" }]\npoll: { alerts: "${options.poll}" }`),
    env: {
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
      FALCON_BASE_URL: falcon.url,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.url,
      LOG_LEVEL: "warn",
    },
  });
  const bot = await home.start();
  const metric = async (line: string): Promise<number> => {
    const page = await (await fetch(`${bot.url}/metrics`)).text();
    return Number(
      page
        .split("\n")
        .find((one) => one.startsWith(`${line} `))
        ?.slice(line.length) ?? 0,
    );
  };
  return {
    falcon,
    slack,
    bot,
    words: () =>
      [
        ...slack.channel(ALERTS).messages.map(textOf),
        ...slack.files().map(({ bytes }) => Buffer.from(bytes).toString("utf8")),
      ].join("\n"),
    calls: (path) => slack.calls.filter(({ method }) => method === path).length,
    metric,
    longestStallMs: async () => 1_000 * (await metric('falconer_event_loop_delay_seconds{quantile="max"}')),
    async stop() {
      await bot.kill();
      await Promise.all([falcon.stop(), slack.stop()]);
      await home.remove();
    },
  };
}

export const hostName = (n: number): string => `WIN-${String(n + 1).padStart(3, "0")}`;

const SEVERITIES = ["Critical", "High", "High", "Medium", "Medium", "Low"];

export const wish = (n: number, host: string): AlertWish => ({
  host,
  display_name: `Measured alert ${String(n).padStart(6, "0")}`,
  severity_name: SEVERITIES[n % SEVERITIES.length] ?? "High",
});

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
