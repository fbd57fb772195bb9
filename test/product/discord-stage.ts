/** The stage with an emulated Discord on it, and beside it, where a test wants both, Slack. */
import { onTestFinished } from "vitest";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";
import { labels, startDiscord, textOf, type Discord, type Message } from "../emulators/discord/index.ts";
import { startSlack, type Slack } from "../emulators/slack/index.ts";
import { createHome, until, type Bot, type Home } from "./bot.ts";
import { CHANNELS, PEOPLE, POLICY } from "./settings.ts";
import { HOSTS } from "./stage.ts";

export const ANA = "200000000000000001";
export const LEE = "200000000000000002";
export const KIM = "200000000000000003";
export const ROOT = "200000000000000004";
export const EVE = "200000000000000005";
export const NEWCOMER = "200000000000000006";
export const SOC = "700000000000000001";
export const APPROVALS = "700000000000000002";
export const NIGHT_ROLE = "900000000000000001";

/** The same people as on Slack, with their accounts linked. */
export const discordSettings = (approvals = `discord:${APPROVALS}`, policy = POLICY): string => `
people:
  - { name: Ana Diaz, slack: U0ANA, discord: "${ANA}", roles: [viewer, responder] }
  - { name: Lee Chan, slack: U0LEE, discord: "${LEE}", roles: [viewer, responder, approver] }
  - { name: Kim Novak, slack: U0KIM, discord: "${KIM}", roles: [approver] }
  - { name: Root Admin, discord: "${ROOT}", roles: [admin] }
  - { name: Eve Adams, discord: "${EVE}", roles: [viewer] }
groups:
  - { discord: "${NIGHT_ROLE}", roles: [approver] }
${policy}
approvals: { channel: "${approvals}" }
`;

export interface DiscordStage {
  readonly falcon: Simulator;
  readonly discord: Discord;
  readonly slack: Slack;
  readonly home: Home;
  bot: Bot;
  /** The one card in the approvals channel that holds all of these words. */
  card(...words: readonly string[]): Promise<Message>;
  cards(...words: readonly string[]): readonly Message[];
  /** Waits until this person was told something in private that holds all of these words. */
  told(user: string, ...words: readonly string[]): Promise<Message>;
  restart(): Promise<void>;
}

export async function setDiscordStage(
  options: {
    readonly settings?: string;
    readonly withSlack?: boolean;
    readonly falcon?: SimulatorOptions;
    /** Bits of privileged intents that were granted. */
    readonly privileged?: number;
  } = {},
): Promise<DiscordStage> {
  const falcon = await startSimulator({ empty: true, hosts: HOSTS ?? [], containMs: 300, ...options.falcon });
  const slack = await startSlack({ users: PEOPLE, channels: CHANNELS });
  const discord = await startDiscord({
    users: [ANA, LEE, KIM, ROOT, EVE, NEWCOMER].map((id) => ({ id, name: `user-${id.at(-1)}` })),
    channels: [
      { id: SOC, name: "soc" },
      { id: APPROVALS, name: "approvals" },
    ],
    roles: [{ id: NIGHT_ROLE, members: [] }],
    ...(options.privileged === undefined ? {} : { privileged: options.privileged }),
  });
  const home = await createHome({
    settings: options.settings ?? discordSettings(),
    env: {
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
      FALCON_BASE_URL: falcon.url,
      DISCORD_TOKEN: discord.token,
      DISCORD_GUILD_ID: discord.guild,
      DISCORD_API_URL: discord.apiUrl,
      ...(options.withSlack === true
        ? { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url }
        : {}),
    },
  });
  const said = (channel: string): readonly Message[] => discord.channel(channel).messages;
  const holds = (message: Message, words: readonly string[]): boolean =>
    words.every((word) => textOf(message).toLowerCase().includes(word.toLowerCase()));
  const stage: DiscordStage = {
    falcon,
    discord,
    slack,
    home,
    bot: await home.start(),
    cards: (...words) => said(APPROVALS).filter((message) => holds(message, words)),
    card: (...words) => until(`a card with ${words.join(", ")}`, () => stage.cards(...words)[0]),
    told: (user, ...words) =>
      until(`a private word to ${user} with ${words.join(", ")}`, () =>
        [...discord.privateAnswers(user), ...discord.dms(user)].find((message) => holds(message, words)),
      ),
    async restart() {
      await stage.bot.kill();
      stage.bot = await home.start();
    },
  };
  onTestFinished(async () => {
    await stage.bot.kill().catch(() => undefined);
    await Promise.all([slack.stop(), discord.stop(), falcon.stop()]);
    await home.remove();
  });
  return stage;
}

export const buttonsOf = (message: Message): readonly string[] => labels(message);
