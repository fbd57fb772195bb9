/** The environment: secrets, addresses, and what they switch on. Faults never repeat a value: it may be a secret. */
import { CLOUDS } from "../falcon/cloud.ts";
import { Secret } from "../lib/secret.ts";
import { apiAddress, httpAddress, listenAddress, versionlessAddress, type Reading } from "./addresses.ts";
import { orList, type Fault } from "./faults.ts";
import { LOG_LEVELS, type Config } from "./shape.ts";

/** The variables as the process has them; empty ones count as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;
type Surroundings = Omit<Config, "settings" | "warnings">;

const DATA_DIR = "./data";
const LISTEN = "127.0.0.1:8080";
const POSTGRES = /^postgres(?:ql)?:\/\/\S+$/i;
/** A database password shorter than this is a word that logs are full of. */
const LEAST_PASSWORD = 8;

/** The rest of the configuration and its faults; with faults the value is not complete. */
export function readEnvironment(env: Environment): { value: Surroundings; faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const fault = (path: string, message: string): void => void faults.push({ path, message });
  // An empty variable is how compose files and shells write "not set".
  const get = (name: string): string | undefined => env[name]?.trim() || undefined;
  const secret = (name: string): Secret | undefined => {
    const value = get(name);
    return value === undefined ? undefined : new Secret(value);
  };
  const read = <T>(name: string, reading: (text: string) => Reading<T>): T | undefined => {
    const text = get(name);
    if (text === undefined) return undefined;
    const { value, fault: message } = reading(text);
    if (message !== undefined) fault(name, message);
    return value;
  };
  const text = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
    value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });
  const parts = { get, secret, read, text, fault };

  const databaseUrl = read("DATABASE_URL", postgresUrl);
  const slack = readSlack(parts);
  const discord = readDiscord(parts);
  const value: Surroundings = {
    falcon: readFalcon(parts),
    ...(slack === undefined ? {} : { slack }),
    ...(discord === undefined ? {} : { discord }),
    store: {
      ...(databaseUrl === undefined ? {} : { databaseUrl: new Secret(databaseUrl) }),
      dataDir: get("FALCONER_DATA_DIR") ?? DATA_DIR,
    },
    listen: read("FALCONER_LISTEN", listenAddress) ?? listenAddress(LISTEN).value ?? { host: "", port: 0 },
    logLevel: read("LOG_LEVEL", oneWordOf(LOG_LEVELS)) ?? "info",
    secrets: [...SECRETS.map(secret), ...databaseSecrets(databaseUrl)].filter((one) => one !== undefined),
  };
  return { value, faults };
}

/** Every one of them is kept out of the logs, also when it is not in use. */
const SECRETS = [
  "FALCON_CLIENT_SECRET",
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "DISCORD_TOKEN",
] as const;

interface Parts {
  get(name: string): string | undefined;
  secret(name: string): Secret | undefined;
  read<T>(name: string, reading: (text: string) => Reading<T>): T | undefined;
  text<K extends string>(key: K, value: string | undefined): { [P in K]?: string };
  fault(path: string, message: string): void;
}

function readFalcon({ get, secret, read, text, fault }: Parts): Config["falcon"] {
  const clientId = get("FALCON_CLIENT_ID");
  const clientSecret = secret("FALCON_CLIENT_SECRET");
  if (clientId !== undefined && clientSecret === undefined) {
    fault("FALCON_CLIENT_SECRET", "is missing; set it to the secret of the API client FALCON_CLIENT_ID");
  }
  if (clientSecret !== undefined && clientId === undefined) {
    fault("FALCON_CLIENT_ID", "is missing; set it to the API client that FALCON_CLIENT_SECRET belongs to");
  }
  return {
    ...(clientId !== undefined && clientSecret !== undefined
      ? { credentials: { clientId, clientSecret } }
      : {}),
    ...text("baseUrl", read("FALCON_BASE_URL", httpAddress)),
    ...text("cloud", read("FALCON_CLOUD", oneWordOf(Object.keys(CLOUDS)))),
    ...text("memberCid", get("FALCON_MEMBER_CID")),
  };
}

function readSlack({ secret, read, text, fault }: Parts): Config["slack"] {
  const botToken = secret("SLACK_BOT_TOKEN");
  const appToken = secret("SLACK_APP_TOKEN");
  const signingSecret = secret("SLACK_SIGNING_SECRET");
  const apiUrl = text("apiUrl", read("SLACK_API_URL", apiAddress));
  if (botToken === undefined) {
    const given = appToken === undefined ? "SLACK_SIGNING_SECRET" : "SLACK_APP_TOKEN";
    if (appToken !== undefined || signingSecret !== undefined) {
      fault("SLACK_BOT_TOKEN", `is missing; ${given} needs it, the token that begins with xoxb-`);
    }
    return undefined;
  }
  if (appToken !== undefined) return { mode: "socket", botToken, appToken, ...apiUrl };
  if (signingSecret !== undefined) return { mode: "http", botToken, signingSecret, ...apiUrl };
  fault(
    "SLACK_APP_TOKEN",
    "is missing; SLACK_BOT_TOKEN needs it (Socket Mode, begins with xapp-) or SLACK_SIGNING_SECRET (HTTP)",
  );
  return undefined;
}

function readDiscord({ get, secret, read, text }: Parts): Config["discord"] {
  const token = secret("DISCORD_TOKEN");
  const apiUrl = text("apiUrl", read("DISCORD_API_URL", versionlessAddress));
  if (token === undefined) return undefined;
  return { token, ...text("guildId", get("DISCORD_GUILD_ID")), ...apiUrl };
}

const oneWordOf =
  <const W extends readonly string[]>(words: W) =>
  (text: string): Reading<W[number]> => {
    const value = words.find((word) => word === text.toLowerCase());
    return value === undefined ? { fault: `write ${orList(words)}` } : { value };
  };

/** Not taken apart further: a socket's folder as host is no address that URL readers agree about. */
const postgresUrl = (text: string): Reading<string> =>
  POSTGRES.test(text)
    ? { value: text }
    : { fault: "write an address that begins with postgres:// or postgresql://" };

function databaseSecrets(url: string | undefined): readonly Secret[] {
  if (url === undefined) return [];
  const [, written = ""] = /^[a-z]+:\/\/[^:@/]*:([^@]+)@/i.exec(url) ?? [];
  return [url, ...(written.length < LEAST_PASSWORD ? [] : [written, decoded(written)])].map(
    (value) => new Secret(value),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: it is meant as it stands.
    return text;
  }
}
