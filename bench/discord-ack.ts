/** How long Discord waits for the first callback under 50 commands at once, against a bare discord.js client. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startSimulator } from "../src/simulator/simulator.ts";
import { startDiscord, type Discord } from "../test/emulators/discord/index.ts";
import { createHome } from "../test/product/bot.ts";
import { ANA, APPROVALS, discordSettings, SOC } from "../test/product/discord-stage.ts";
import { HOSTS } from "../test/product/stage.ts";
import type { Subject } from "./apps.ts";
import { ms, percentile, print, times } from "./figures.ts";

const AT_ONCE = 50;
const COMMANDS = 1_000;
const WARM_UP = 100;

async function startBare(discord: Discord): Promise<Subject> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "bare-discord.ts")], {
    env: { ...process.env, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return {
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function startFalconer(discord: Discord): Promise<Subject> {
  const falcon = await startSimulator({ empty: true, hosts: HOSTS ?? [] });
  const home = await createHome({
    settings: discordSettings(),
    env: {
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
      FALCON_BASE_URL: falcon.url,
      DISCORD_TOKEN: discord.token,
      DISCORD_GUILD_ID: discord.guild,
      DISCORD_API_URL: discord.apiUrl,
      LOG_LEVEL: "warn",
    },
  });
  const bot = await home.start();
  return {
    async stop() {
      await bot.kill();
      await falcon.stop();
      await home.remove();
    },
  };
}

/** Both are measured beside the commands that Falconer registers, so that the payloads are the same. */
async function measure(
  start: (discord: Discord) => Promise<Subject>,
  discord: Discord,
): Promise<readonly number[]> {
  const subject = await start(discord);
  await load(discord, WARM_UP);
  const latencies = await load(discord, COMMANDS);
  await subject.stop();
  return latencies;
}

async function load(discord: Discord, count: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { acked, latencyMs } = await discord.command(ANA, SOC, "help", { command: "status" });
      if (!acked) throw new Error("a command was not acknowledged");
      latencies.push(latencyMs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return latencies;
}

export async function bench(): Promise<void> {
  const discord = await startDiscord({
    users: [{ id: ANA, name: "ana" }],
    channels: [
      { id: SOC, name: "soc" },
      { id: APPROVALS, name: "approvals" },
    ],
  });
  const ours = await measure(startFalconer, discord);
  const bare = await measure(startBare, discord);
  await discord.stop();
  const part = (values: readonly number[]): string =>
    `${ms(percentile(values, 0.5))} / ${ms(percentile(values, 0.99))}`;
  print(`discord-ack: ${COMMANDS} commands, ${AT_ONCE} at once, to the first callback`, {
    "bare discord.js, p50 / p99": part(bare),
    "Falconer, p50 / p99": part(ours),
    "ratio p50, p99 (aim: p99 within 3 x)": `${times(percentile(ours, 0.5) / percentile(bare, 0.5))}, ${times(percentile(ours, 0.99) / percentile(bare, 0.99))}`,
  });
}
