/**
 * Bolt's app and who we are. Initialised late, because Bolt checks the token in its
 * constructor otherwise and a bad one ends the process; retried while Slack is away.
 */
import type { App, Receiver, SocketModeReceiver, SocketModeReceiverOptions } from "@slack/bolt";
import { z } from "zod";
import { StartRefused } from "../../src/chat/adapter.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { CallRefused, DEAD_TOKEN, readCallError } from "./call-errors.ts";
import type { Log } from "./log.ts";
import { sdkLogger } from "./log.ts";
import type { Home } from "./heard.ts";

/** Where the Web API is unless `SLACK_API_URL` says otherwise. */
export const SLACK_API = "https://slack.com/api/";
const CALL_TIMEOUT_MS = 15 * SECOND;
const CLIENT_PING_MS = 5 * SECOND;
const FIRST_BACKOFF_MS = SECOND;
const LONGEST_BACKOFF_MS = 30 * SECOND;

/** Nothing is retried by the SDK: a lost answer repeated is a message posted twice. */
const NO_RETRIES = { retries: 0 };

interface SignInParts {
  readonly botToken: string;
  readonly apiUrl: string;
  readonly log: Log;
}

/** The app, not yet signed in. Loads the SDK. */
export async function createApp(parts: SignInParts): Promise<App> {
  const { App } = await import("@slack/bolt");
  return new App({
    token: parts.botToken,
    receiver: detached,
    deferInitialization: true,
    convoStore: false,
    logger: sdkLogger(parts.log),
    // Never headers here: they would carry the bot token to where the app token belongs.
    clientOptions: {
      slackApiUrl: parts.apiUrl,
      retryConfig: NO_RETRIES,
      timeout: CALL_TIMEOUT_MS,
      rejectRateLimitedCalls: true,
    },
  });
}

/** Deliveries are handed to the app by our own transports (`incoming.ts`). */
const detached: Receiver = {
  init: () => undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

/** A fresh Socket Mode client with options of its own: the SDK writes into those it is given. */
export async function receiverFactory(
  parts: Omit<SignInParts, "botToken"> & { readonly appToken: string },
): Promise<() => SocketModeReceiver> {
  const { SocketModeReceiver } = await import("@slack/bolt");
  return () => {
    const options: SocketModeReceiverOptions = {
      appToken: parts.appToken,
      logger: sdkLogger(parts.log),
      clientPingTimeout: CLIENT_PING_MS,
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: {
          slackApiUrl: parts.apiUrl,
          retryConfig: { ...NO_RETRIES },
          timeout: CALL_TIMEOUT_MS,
          rejectRateLimitedCalls: true,
        },
      },
    };
    return new SocketModeReceiver(options);
  };
}

const identity = z.looseObject({
  team_id: z.string(),
  user_id: z.string(),
  enterprise_id: z.string().optional(),
  url: z
    .string()
    .regex(/^https:\/\/[\w.-]+\/$/)
    .optional()
    .catch(undefined),
});

/** Who we are. Waits while Slack cannot be reached; throws `StartRefused` for a bad token. */
export async function signIn(
  app: App,
  parts: {
    readonly clock: Clock;
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly homeTeam?: string;
  },
): Promise<Home> {
  for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, LONGEST_BACKOFF_MS)) {
    try {
      await app.init();
      const { team_id, user_id, enterprise_id, url } = identity.parse(await app.client.auth.test());
      return { team: parts.homeTeam ?? team_id, enterprise: enterprise_id, botUser: user_id, url };
    } catch (error) {
      const read = readCallError("auth.test", error);
      if (read instanceof CallRefused && DEAD_TOKEN.has(read.code))
        throw new StartRefused("SLACK_BOT_TOKEN", `Slack refuses the bot token (${read.code})`);
      parts.log.warn("slack cannot be reached", { error: read.message, againInMs: backoffMs });
      await parts.clock.sleep(backoffMs, parts.signal);
    }
  }
}
