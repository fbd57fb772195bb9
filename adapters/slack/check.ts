/** Signs in without starting anything, for `check`: whom the tokens belong to, and which scopes are missing. */
import { webApi } from "@slack/bolt";

/** What the bot token needs for everything that the adapter does. */
const SCOPES = [
  "commands",
  "chat:write",
  "app_mentions:read",
  "channels:history",
  "groups:history",
  "im:history",
  "im:write",
  "users:read",
  "usergroups:read",
  "files:read",
  "files:write",
];
const TIMEOUT_MS = 10_000;

interface SlackCheck {
  readonly botToken: string;
  readonly appToken?: string;
  readonly apiUrl?: string;
}

/** Calls `auth.test`, and with an app token `apps.connections.open`; opens no socket. Never rejects. */
export async function checkSlack(
  options: SlackCheck,
): Promise<{ readonly words: string; readonly isOk: boolean }> {
  const client = (token: string): webApi.WebClient =>
    new webApi.WebClient(token, {
      retryConfig: { retries: 0 },
      timeout: TIMEOUT_MS,
      ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
    });
  const who = await asked("SLACK_BOT_TOKEN", () => client(options.botToken).auth.test());
  if (!who.ok) return { words: who.words, isOk: false };
  if (options.appToken !== undefined) {
    const socket = await asked("SLACK_APP_TOKEN", () =>
      client(options.appToken ?? "").apps.connections.open({}),
    );
    if (!socket.ok) return { words: socket.words, isOk: false };
  }
  const granted = who.reply.response_metadata?.scopes;
  const missing = granted === undefined ? [] : SCOPES.filter((scope) => !granted.includes(scope));
  const place = `${who.reply.team ?? "workspace"} as ${who.reply.user ?? "bot"}`;
  return missing.length === 0
    ? { words: place, isOk: true }
    : { words: `${place}; missing scopes: ${missing.join(", ")}`, isOk: false };
}

type Asked<T> = { readonly ok: true; readonly reply: T } | { readonly ok: false; readonly words: string };

async function asked<T>(setting: string, call: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, reply: await call() };
  } catch (error) {
    const code = (error as { data?: { error?: string } }).data?.error;
    return {
      ok: false,
      words: code === undefined ? "Slack did not answer" : `${setting} is refused (${code})`,
    };
  }
}
