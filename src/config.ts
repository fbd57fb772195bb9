/**
 * All settings: secrets and addresses from the environment, people and policy from the
 * settings file. Both are checked before anything starts, and all faults are told at once.
 */
import { readFile } from "node:fs/promises";
import { readEnvironment, type Environment } from "./config/environment.ts";
import { ConfigFaults } from "./config/faults.ts";
import { readSettings } from "./config/settings-file.ts";
import type { Config } from "./config/shape.ts";
import { Secret } from "./lib/secret.ts";

export { ConfigFaults } from "./config/faults.ts";
export type * from "./config/shape.ts";
export { DEFAULT_RULES } from "./config/default-rules.ts";

export interface ConfigOptions {
  readonly env: Environment;
  /** `--config`; it comes before `FALCONER_CONFIG`. */
  readonly configFile?: string;
  /** Who started Falconer, as the system calls them. */
  readonly login: string;
  /** Rejects with the code `ENOENT` when there is no such file. */
  readonly readFile?: (path: string) => Promise<string>;
}

/** Throws `ConfigFaults` with everything that is wrong. */
export async function loadConfig(options: ConfigOptions): Promise<Config> {
  const { env, login } = options;
  const surroundings = readEnvironment(env);
  const settings = await readSettings({
    named: namedFile(options),
    login,
    surfaces: surfacesOf(env),
    readFile: options.readFile ?? ((path) => readFile(path, "utf8")),
  });
  const faults = [...surroundings.faults, ...settings.faults];
  if (settings.value === undefined || faults.length > 0) throw new ConfigFaults(faults);
  return freeze({ ...surroundings.value, settings: settings.value, warnings: settings.warnings ?? [] });
}

function namedFile({ configFile, env }: ConfigOptions) {
  if (configFile) return { file: configFile, by: "--config" };
  const file = env["FALCONER_CONFIG"]?.trim();
  return file ? { file, by: "FALCONER_CONFIG" } : undefined;
}

/** A token is enough here: what else it needs is told as a fault of its own. */
function surfacesOf(env: Environment): ReadonlySet<string> {
  const isSet = (name: string): boolean => (env[name]?.trim() ?? "") !== "";
  return new Set([
    "web",
    ...(isSet("SLACK_BOT_TOKEN") ? ["slack"] : []),
    ...(isSet("DISCORD_TOKEN") ? ["discord"] : []),
  ]);
}

function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Secret) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
