/**
 * `kill -9` at random moments while alerts pour in, on both stores and both platforms. In the
 * end every alert stands in the channel once: on a card, in its thread, or in a file there.
 */
import { describe, expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { startDiscord, textOf as discordText, type Message } from "../emulators/discord/index.ts";
import { startPostgres } from "../emulators/postgres.ts";
import { startSlack, textOf } from "../emulators/slack/index.ts";
import { createHome, until } from "../product/bot.ts";
import { CHANNELS, PEOPLE } from "../product/settings.ts";

const KILLS = Number(process.env["FALCONER_CRASHES"] ?? "6");
const ALERTS = Number(process.env["FALCONER_CRASH_ALERTS"] ?? "400");
const SEED = Number(process.env["FALCONER_CRASH_SEED"] ?? "20252");
const LONGEST_LIFE_MS = 2_500;
const HOSTS = 12;
const PATIENCE_MS = 180_000;
const CHANNEL = "7001";

const nameOf = (n: number): string => `Crash alert ${String(n).padStart(5, "0")}.`;

const SETTINGS = `
people:
  - { name: Root Admin, slack: U0ROOT, roles: [admin] }
feeds:
  - { channel: "slack:C0ALERTS" }
  - { channel: "discord:${CHANNEL}" }
poll: { alerts: "*/1 * * * * *" }
`;

function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe("kill -9 while alerts come in", () => {
  it("loses none and doubles none on SQLite", async () => {
    await pourAndKill({});
  });

  it("loses none and doubles none on PostgreSQL", async (test) => {
    const postgres = await startPostgres();
    if (postgres === undefined) return test.skip("no PostgreSQL on this machine");
    onTestFinished(() => postgres.stop());
    await pourAndKill({ DATABASE_URL: postgres.url });
  });
});

async function pourAndKill(more: Readonly<Record<string, string>>): Promise<void> {
  const random = dice(SEED);
  const hosts = Array.from({ length: HOSTS }, (_, n) => ({ hostname: `WIN-${n}` }));
  const falcon = await startSimulator({ empty: true, hosts });
  const slack = await startSlack({
    users: PEOPLE,
    channels: [...CHANNELS, { id: "C0ALERTS", name: "alerts" }],
  });
  const discord = await startDiscord({ channels: [{ id: CHANNEL, name: "alerts" }] });
  const home = await createHome({
    settings: SETTINGS,
    env: {
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
      FALCON_BASE_URL: falcon.url,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.url,
      DISCORD_TOKEN: discord.token,
      DISCORD_GUILD_ID: discord.guild,
      DISCORD_API_URL: discord.apiUrl,
      ...more,
    },
  });
  onTestFinished(async () => {
    await bot.kill().catch(() => undefined);
    await Promise.all([falcon.stop(), slack.stop(), discord.stop()]);
    await home.remove();
  });
  let bot = await home.start();
  let raised = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const upTo = Math.round((ALERTS * kill) / KILLS);
    const life = random() * LONGEST_LIFE_MS;
    const step = life / Math.max(1, upTo - raised);
    for (; raised < upTo; raised += 1) {
      falcon.addAlert({
        host: `WIN-${Math.floor(random() * HOSTS)}`,
        display_name: nameOf(raised),
        severity_name: "High",
      });
      await new Promise((resolve) => setTimeout(resolve, step));
    }
    await bot.kill();
    bot = await home.start();
  }
  const onSlack = (): readonly string[] => [
    ...slack.channel("C0ALERTS").messages.map(textOf),
    ...slack.files().map(({ bytes }) => bytes.toString("utf8")),
  ];
  const unitsOf = (message: Message): readonly string[] => [
    discordText(message),
    ...message.attachments.map(({ bytes }) => bytes.toString("utf8")),
    ...(discord.thread(message.id)?.messages.flatMap(unitsOf) ?? []),
  ];
  const onDiscord = (): readonly string[] => discord.channel(CHANNEL).messages.flatMap(unitsOf);
  for (const [where, words] of [
    ["Slack", onSlack],
    ["Discord", onDiscord],
  ] as const) {
    const missing = (): readonly string[] => {
      const all = words().join("\n");
      return Array.from({ length: ALERTS }, (_, n) => nameOf(n)).filter((name) => !all.includes(name));
    };
    await until(`every alert on ${where}`, () => missing().length === 0, PATIENCE_MS).catch(() => undefined);
    expect(missing()).toEqual([]);
    const units = words();
    const doubled = Array.from({ length: ALERTS }, (_, n) => nameOf(n)).filter(
      (name) => units.filter((unit) => unit.includes(name)).length !== 1,
    );
    expect(doubled.map((name) => [where, units.filter((unit) => unit.includes(name))])).toEqual([]);
  }
  console.log(`${KILLS} kills, ${ALERTS} alerts, seed ${SEED}`);
}
