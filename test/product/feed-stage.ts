/** A stage with an alert feed on it, and what people read in its channel. */
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { CHANNELS, POLICY, settings } from "./settings.ts";
import { openStage, setStage, type OpenStage, type Stage, type StageOptions } from "./stage.ts";

const POLL = `poll: { alerts: "*/1 * * * * *" }`;

const FEED_CHANNEL = { id: "C0ALERTS", name: "alerts" };

const withSettings = (more: string, options: StageOptions): StageOptions => ({
  ...options,
  settings: settings(`${POLICY}\n${more}\n${POLL}\n`),
  slack: { channels: [...CHANNELS, FEED_CHANNEL], ...options.slack },
});

/** One feed in #alerts, with what stands behind its channel in the settings. */
const oneFeed = (more: string): string => `feeds:\n  - { channel: "slack:C0ALERTS", ${more} }`;

export const withFeed = (more = "severity: low", options: StageOptions = {}): Promise<Stage> =>
  setStage(withSettings(oneFeed(more), options));

/** The same for several tests. */
export const openFeed = (more = "severity: low", options: StageOptions = {}): Promise<OpenStage> =>
  openStage(withSettings(oneFeed(more), options));

/** No feed until somebody adds one. */
export const withoutFeed = (options: StageOptions = {}): Promise<Stage> =>
  setStage(withSettings("", options));

export const messages = (stage: Stage, channel = "C0ALERTS"): readonly Message[] =>
  stage.slack.channel(channel).messages;
export const roots = (stage: Stage): readonly Message[] =>
  messages(stage).filter(({ threadTs }) => threadTs === undefined);
export const saying = (stage: Stage, words: string, channel?: string): readonly Message[] =>
  messages(stage, channel).filter((message) => textOf(message).includes(words));
export const said = (stage: Stage, words: string, channel?: string): Promise<Message> =>
  until(`an alert that says ${words}`, () => saying(stage, words, channel)[0], 20_000);

/** Until so many alerts were taken in, told or not. */
export const areRead = (stage: Stage, count: number): Promise<boolean> =>
  until(`${count} alerts were taken in`, async () =>
    (await (await fetch(`${stage.bot.url}/metrics`)).text()).includes(`{what="fresh"} ${count}`),
  );
