/** Signs in without starting anything, for `check`: whom the token belongs to, and which permissions are missing. */
import type { REST } from "discord.js";
import { z } from "zod";
import { DISCORD_API } from "./connection.ts";

const TIMEOUT_MS = 10_000;
const ADMINISTRATOR = 1n << 3n;

/** What the bot needs for everything that the adapter does, by the names in Discord's own settings. */
const PERMISSIONS: Readonly<Record<string, bigint>> = {
  "View Channels": 1n << 10n,
  "Send Messages": 1n << 11n,
  "Embed Links": 1n << 14n,
  "Attach Files": 1n << 15n,
  "Read Message History": 1n << 16n,
  "Create Public Threads": 1n << 35n,
  "Send Messages in Threads": 1n << 38n,
};

interface DiscordCheck {
  readonly token: string;
  readonly guildId?: string;
  /** Up to and without the version. */
  readonly apiUrl?: string;
}

const user = z.looseObject({ username: z.string() });
const guilds = z.array(
  z.looseObject({ id: z.string(), name: z.string(), permissions: z.string().regex(/^\d+$/).optional() }),
);

/** Calls `/users/@me` and `/users/@me/guilds` alone; opens no gateway. Never rejects. */
export async function checkDiscord(
  options: DiscordCheck,
): Promise<{ readonly words: string; readonly isOk: boolean }> {
  const { REST } = await import("discord.js");
  const rest = new REST({ api: options.apiUrl ?? DISCORD_API, timeout: TIMEOUT_MS, retries: 0 }).setToken(
    options.token,
  );
  try {
    const { username } = user.parse(await rest.get("/users/@me"));
    const joined = await guildsOf(rest);
    if (joined === undefined)
      return { words: `${username}; which permissions it has could not be read`, isOk: true };
    const served = options.guildId === undefined ? joined : joined.filter(({ id }) => id === options.guildId);
    if (options.guildId !== undefined && served.length === 0)
      return { words: `DISCORD_GUILD_ID: ${username} is not in that guild`, isOk: false };
    if (served.length === 0) return { words: `${username} was invited to no guild yet`, isOk: false };
    const lacking = served.flatMap(({ name, permissions }) => lacks(name, permissions));
    const place = `${served.map(({ name }) => name).join(", ")} as ${username}`;
    return lacking.length === 0
      ? { words: place, isOk: true }
      : { words: `${place}; missing permissions: ${lacking.join("; ")}`, isOk: false };
  } catch (error) {
    const { status } = error as { readonly status?: number };
    const words = status === 401 ? "DISCORD_TOKEN is refused (401)" : "Discord did not answer";
    return { words, isOk: false };
  } finally {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }
}

/** Undefined when Discord will not list them: the sign-in itself has been proved by then. */
async function guildsOf(rest: REST): Promise<z.output<typeof guilds> | undefined> {
  try {
    return guilds.parse(await rest.get("/users/@me/guilds"));
  } catch (error) {
    const { status } = error as { readonly status?: number };
    if (status === 403 || status === 404) return undefined;
    throw error;
  }
}

function lacks(guild: string, written: string | undefined): readonly string[] {
  if (written === undefined) return [];
  const held = BigInt(written);
  if ((held & ADMINISTRATOR) !== 0n) return [];
  const missing = Object.entries(PERMISSIONS).filter(([, bit]) => (held & bit) === 0n);
  return missing.length === 0 ? [] : [`${guild}: ${missing.map(([name]) => name).join(", ")}`];
}
