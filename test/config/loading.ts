/** Loads settings as from a folder that holds these files and nothing else. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { ConfigFaults, loadConfig, type Config } from "../../src/config.ts";

export type Env = Readonly<Record<string, string>>;

export const load = (
  files: Readonly<Record<string, string>>,
  env: Env = {},
  configFile?: string,
): Promise<Config> =>
  loadConfig({
    env,
    login: "ana",
    ...(configFile === undefined ? {} : { configFile }),
    async readFile(path) {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return text;
    },
  });

export const withFile = (yaml: string, env: Env = {}): Promise<Config> =>
  load({ "falconer.yaml": yaml }, env);
export const withEnv = (env: Env): Promise<Config> => load({}, env);

export async function faultsOf(loading: Promise<Config>): Promise<ConfigFaults> {
  const outcome = await loading.then(
    () => expect.unreachable("it loaded"),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(ConfigFaults);
  return outcome as ConfigFaults;
}

export const EXAMPLE = readFileSync(join(import.meta.dirname, "../../falconer.example.yaml"), "utf8");
export const SLACK_ON = { SLACK_BOT_TOKEN: "xoxb-test", SLACK_APP_TOKEN: "xapp-test" };
export const DISCORD_ON = { DISCORD_TOKEN: "token-for-tests" };
