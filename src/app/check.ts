/** `check`: signs in everywhere, looks at the store and names each missing scope, a line each. */
import type { Config } from "../config.ts";
import { createFalcon } from "../falcon/client.ts";
import type { AnchoredClock } from "../lib/clock.ts";
import { SECOND } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import { runChecks } from "../ops/check.ts";
import { openStore } from "../store/open.ts";
import { storeFile } from "./core.ts";
import { reachCloud } from "./falcon.ts";
import { VERSION } from "./version.ts";

const TIMEOUT_MS = 20 * SECOND;

/** True when everything was found right. Listens nowhere, and may run beside the bot. */
export async function check(options: {
  readonly config: Config;
  readonly clock: AnchoredClock;
  readonly log: Logger;
  readonly print: (line: string) => void;
}): Promise<boolean> {
  const { config, clock, log, print } = options;
  const cloud = await reachCloud(config, clock.now, { isShared: false });
  const falcon = createFalcon({ ...cloud, clock, log, version: VERSION });
  const { slack, discord, settings } = config;
  const checks = [
    {
      name: "settings",
      run: async () =>
        config.warnings.map(({ path, message }) => `${path}: ${message}; `).join("") +
        `${settings.people.length} people${settings.isDemoPeople ? " (demo)" : ""}, ${settings.policy.rules.length} policy rules`,
    },
    {
      name: "store",
      async run() {
        const store = await openStore({
          databaseUrl: config.store.databaseUrl?.use(),
          file: storeFile(config),
        });
        await store.ping();
        await store.close();
        return store.engine;
      },
    },
    {
      name: "falcon",
      async run() {
        await falcon.signIn();
        return cloud.isDemo ? "the simulator" : (falcon.region() ?? falcon.address());
      },
    },
    ...falcon.probes.map(({ scope, purpose, has }) => ({
      name: `scope ${scope}`,
      run: async (signal: AbortSignal) => ({ words: purpose, isOk: await has(signal) }),
    })),
    ...(slack === undefined
      ? []
      : [
          {
            name: "slack",
            async run() {
              const { checkSlack } = await import("../../adapters/slack/check.ts");
              return checkSlack({
                botToken: slack.botToken.use(),
                ...(slack.mode === "socket" ? { appToken: slack.appToken.use() } : {}),
                ...(slack.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
              });
            },
          },
        ]),
    ...(discord === undefined
      ? []
      : [
          {
            name: "discord",
            async run() {
              const { checkDiscord } = await import("../../adapters/discord/check.ts");
              const { token, guildId, apiUrl } = discord;
              return checkDiscord({
                token: token.use(),
                ...(guildId === undefined ? {} : { guildId }),
                ...(apiUrl === undefined ? {} : { apiUrl }),
              });
            },
          },
        ]),
  ];
  try {
    return await runChecks(checks, { print, clock, timeoutMs: TIMEOUT_MS });
  } finally {
    await cloud.stop();
  }
}
