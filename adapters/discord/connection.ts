/**
 * The SDK's client: made anew for each attempt to sign in, because a failed one is spent.
 * Once connected it resumes by itself; only a refusal for good is told to the outside.
 */
import type { Client } from "discord.js";
import { StartRefused } from "../../src/chat/adapter.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import type { Log } from "./log.ts";

/** Where the REST interface is unless `DISCORD_API_URL` says otherwise; the SDK adds the version. */
export const DISCORD_API = "https://discord.com/api";
const CALL_TIMEOUT_MS = 15 * SECOND;
const FIRST_BACKOFF_MS = SECOND;
/** Signing in a thousand times a day makes Discord reset the token. */
const LONGEST_BACKOFF_MS = 120 * SECOND;
const SETTING = "DISCORD_TOKEN";

/** Close codes after which Discord wants no further attempt. */
const FINAL: Readonly<Record<number, string>> = {
  4004: "Discord refuses the bot token (4004)",
  4010: "Discord refuses our shard (4010)",
  4011: "the bot is in too many guilds for one connection (4011)",
  4012: "Discord refuses our gateway version (4012)",
  4013: "Discord refuses our intents (4013)",
  4014: "an intent that we ask for is not switched on in the developer portal (4014)",
};

const INTENT_REFUSED = 4014;

interface ConnectionParts {
  readonly token: string;
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onFatal: (error: StartRefused) => void;
  /** The `Date` of each answer over REST. */
  readonly onAnswer: (date: string | null) => void;
  /** Hears events from the first one on. */
  listen(client: Client): void;
}

/** The client, once it is signed in. @throws StartRefused when Discord refuses us for good */
export async function connect(parts: ConnectionParts): Promise<Client<true>> {
  const { clock, log, signal } = parts;
  let readsTalk = true;
  for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)) {
    const attempt = await createClient(parts, readsTalk);
    try {
      return await signIn(attempt, parts);
    } catch (error) {
      await attempt.client.destroy();
      signal.throwIfAborted();
      if (readsTalk && attempt.closed() === INTENT_REFUSED) {
        readsTalk = false;
        log.warn("discord does not let us read messages that do not mention us", {
          intent: "MessageContent",
        });
        continue;
      }
      const refusal = error instanceof StartRefused ? error : attempt.refusal();
      if (refusal !== undefined) throw refusal;
      log.warn("discord cannot be reached", { error: String(error), againInMs: backoffMs });
      await clock.sleep(backoffMs, signal);
    }
  }
}

interface Attempt {
  readonly client: Client;
  /** Why Discord wants no further attempt. */
  refusal(): StartRefused | undefined;
  /** The code that Discord closed the connection with. */
  closed(): number | undefined;
}

/** `readsTalk` asks for the text of messages that do not mention us: what is typed in a session's thread. */
async function createClient(parts: ConnectionParts, readsTalk: boolean): Promise<Attempt> {
  const { Client, DefaultRestOptions, Events, GatewayIntentBits } = await import("discord.js");
  const { log } = parts;
  const client = new Client({
    // Commands, mentions and direct messages arrive without the one privileged intent.
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(readsTalk ? [GatewayIntentBits.MessageContent] : []),
    ],
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    rest: {
      api: parts.apiUrl,
      timeout: CALL_TIMEOUT_MS,
      retries: 0,
      async makeRequest(url, init) {
        const answer = await DefaultRestOptions.makeRequest(url, init);
        parts.onAnswer(answer.headers.get("date"));
        return answer;
      },
    },
  });
  let refusal: StartRefused | undefined;
  let closed: number | undefined;
  client.on(Events.ShardDisconnect, ({ code }) => {
    closed = code;
    if (readsTalk && code === INTENT_REFUSED && !client.isReady()) return;
    refusal = new StartRefused(SETTING, FINAL[code] ?? `Discord closed the connection for good (${code})`);
    parts.onFatal(refusal);
  });
  client.on(Events.Error, (error) => log.warn("discord sdk", { error: String(error) }));
  client.on(Events.ShardError, (error) => log.warn("discord's gateway", { error: String(error) }));
  client.on(Events.ShardReconnecting, () => log.info("discord's gateway is reconnecting"));
  client.on(Events.ShardResume, (_shard, replayed) =>
    log.info("discord's gateway has resumed", { replayed }),
  );
  shield(client, log);
  parts.listen(client);
  return { client, refusal: () => refusal, closed: () => closed };
}

/** Events that we read ourselves, as they come. */
const OURS: readonly (string | undefined)[] = ["INTERACTION_CREATE", "MESSAGE_CREATE"];

/**
 * The SDK builds objects from every event, and one that it does not understand ends the process
 * as an unhandled rejection. It gets those that its caches need, and may stumble over them.
 */
function shield(client: Client, log: Log): void {
  const gateway = client.ws as unknown as {
    handlePacket: (packet?: { readonly t?: string }, shard?: unknown) => boolean;
  };
  const handle = gateway.handlePacket.bind(gateway);
  gateway.handlePacket = (packet, shard) => {
    if (OURS.includes(packet?.t)) return true;
    try {
      return handle(packet, shard);
    } catch (error) {
      log.warn("discord sdk stumbled over an event", { event: packet?.t, error: String(error) });
      return false;
    }
  };
}

async function signIn({ client }: Attempt, parts: ConnectionParts): Promise<Client<true>> {
  const { signal } = parts;
  const ready = Promise.withResolvers<void>();
  const stop = (): void => ready.reject(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  client.once("clientReady", () => ready.resolve());
  client.once("shardDisconnect", () => ready.reject(new Error("discord closed the connection")));
  try {
    await Promise.all([login(client, parts.token), ready.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return client as Client<true>;
}

async function login(client: Client, token: string): Promise<void> {
  try {
    await client.login(token);
  } catch (error) {
    const isBadToken = (error as { readonly code?: unknown }).code === "TokenInvalid";
    if (isBadToken) throw new StartRefused(SETTING, "Discord refuses the bot token (401)");
    throw error;
  }
}
