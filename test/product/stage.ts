/** The whole stage: a simulated Falcon, an emulated Slack, and the product between them. */
import { onTestFinished } from "vitest";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";
import {
  startSlack,
  textOf,
  labels,
  type Message,
  type Slack,
  type SlackOptions,
} from "../emulators/slack/index.ts";
import { createHome, until, type Bot, type Home } from "./bot.ts";
import { CHANNELS, PEOPLE, settings } from "./settings.ts";

export interface Stage {
  readonly falcon: Simulator;
  readonly slack: Slack;
  readonly home: Home;
  bot: Bot;
  /** Cards in the approvals channel whose text holds all of these words. */
  cards(...words: readonly string[]): readonly Message[];
  /** Waits for the one card that does. */
  card(...words: readonly string[]): Promise<Message>;
  /** Waits until this person was told something in private that holds all of these words. */
  told(user: string, ...words: readonly string[]): Promise<string>;
  /** Everything said to one person in private, newest last. */
  whispers(user: string): readonly string[];
  restart(): Promise<void>;
}

export interface StageOptions {
  readonly falcon?: SimulatorOptions;
  readonly slack?: SlackOptions;
  readonly settings?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly listenOn?: string;
  /** Slack's events come as signed requests to the product's own listener. */
  readonly http?: boolean;
}

/** A stage that several tests share; whoever opened it closes it. */
export interface OpenStage extends Stage {
  close(): Promise<void>;
}

const WORKSTATIONS = ["WIN-01", "WIN-02", "WIN-03", "WIN-04", "WIN-05", "WIN-06"];

export const HOSTS: SimulatorOptions["hosts"] = [
  ...WORKSTATIONS.map((hostname) => ({ hostname, product_type_desc: "Workstation" })),
  { hostname: "TWIN-01", product_type_desc: "Workstation" },
  { hostname: "TWIN-01", product_type_desc: "Workstation" },
  { hostname: "SRV-01", product_type_desc: "Server" },
  { hostname: "vault-01", product_type_desc: "Workstation" },
];

/** For one test, which takes it down. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const stage = await openStage(options);
  onTestFinished(stage.close);
  return stage;
}

export async function openStage(options: StageOptions = {}): Promise<OpenStage> {
  const falcon = await startSimulator({ empty: true, hosts: HOSTS ?? [], containMs: 300, ...options.falcon });
  const slack = await startSlack({
    users: PEOPLE,
    channels: CHANNELS,
    groups: { S0NIGHT: [] },
    ...options.slack,
  });
  const home = await createHome({
    settings: options.settings ?? settings(),
    ...(options.listenOn === undefined ? {} : { listenOn: options.listenOn }),
    env: {
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
      FALCON_BASE_URL: falcon.url,
      SLACK_BOT_TOKEN: slack.botToken,
      ...(options.http === true
        ? { SLACK_SIGNING_SECRET: slack.signingSecret }
        : { SLACK_APP_TOKEN: slack.appToken }),
      SLACK_API_URL: slack.url,
      ...options.env,
    },
  });
  const stage: OpenStage = {
    falcon,
    slack,
    home,
    bot: await home.start(),
    cards: (...words) =>
      slack
        .channel("C0APPROVE")
        .messages.filter((message) => words.every((word) => textOf(message).includes(word))),
    card: (...words) => until(`a card with ${words.join(", ")}`, () => stage.cards(...words)[0]),
    whispers: (user) => [...slack.ephemerals(user), ...slack.direct(user).messages].map(textOf),
    told: (user, ...words) =>
      until(`a private word to ${user} with ${words.join(", ")}`, () =>
        stage
          .whispers(user)
          .find((said) => words.every((word) => said.toLowerCase().includes(word.toLowerCase()))),
      ),
    async restart() {
      await stage.bot.kill();
      stage.bot = await home.start();
    },
    async close() {
      await stage.bot.kill().catch(() => undefined);
      await Promise.all([slack.stop(), falcon.stop()]);
      await home.remove();
    },
  };
  if (options.http === true) slack.useHttp(`${stage.bot.url}/slack/events`);
  return stage;
}

export const buttonsOf = (message: Message): readonly string[] => labels(message);
export const idOf = (falcon: Simulator, hostname: string): string => {
  const found = falcon.state.host(hostname);
  if (found === undefined) throw new Error(`no host ${hostname}`);
  return found.device_id;
};
