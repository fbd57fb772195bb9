/**
 * How to answer a turn, as plain JSON: it is stored with the turn and outlives a restart.
 * Only this adapter reads it.
 */
import { z } from "zod";

/** Checked again when it comes back from the store or from a form: both may be older than this version. */
export const replySchema = z.object({
  kind: z.enum(["command", "press", "message"]),
  user: z.string(),
  /** Empty when it happened outside any conversation: a person's own page. */
  channel: z.string(),
  /** The thread's root. */
  thread: z.string().optional(),
  /** The message that was spoken or pressed; the thread for answers to everybody. */
  message: z.string().optional(),
  /** Five uses within thirty minutes, works where the bot is no member. */
  responseUrl: z.string().optional(),
});

/** Holds no rights: whom it names is who spoke, and nothing is decided by it. */
export type Reply = z.infer<typeof replySchema>;

/**
 * Response addresses arrive in payloads, and we post to them: only the host that the Web API
 * is at, or one below it (`hooks.slack.com`), over the same protocol.
 */
export function isTrustedAddress(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const target = new URL(address);
  const api = new URL(apiUrl);
  const isBare = target.username === "" && target.password === "";
  const [targetHost, apiHost] = [hostOf(target), hostOf(api)];
  const isThere = targetHost === apiHost || targetHost.endsWith(`.${apiHost}`);
  return isBare && isThere && target.protocol === api.protocol;
}

/** One name for this machine, whichever way it is written. */
const hostOf = ({ hostname }: URL): string =>
  hostname === "localhost" || hostname === "[::1]" ? "127.0.0.1" : hostname;
