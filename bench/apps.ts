/** The two programs that are compared, each a process of its own beside one emulated Slack. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startSimulator } from "../src/simulator/simulator.ts";
import type { Slack } from "../test/emulators/slack/index.ts";
import { createHome } from "../test/product/bot.ts";
import { settings } from "../test/product/settings.ts";
import { HOSTS } from "../test/product/stage.ts";

export interface Subject {
  stop(): Promise<void>;
}

export async function startBare(slack: Slack): Promise<Subject> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "bare-bolt.ts")], {
    env: {
      ...process.env,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.url,
    },
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

export async function startFalconer(slack: Slack): Promise<Subject> {
  const falcon = await startSimulator({ empty: true, hosts: HOSTS ?? [], containMs: 300 });
  const home = await createHome({
    settings: settings(),
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
  return {
    async stop() {
      await bot.kill();
      await falcon.stop();
      await home.remove();
    },
  };
}
