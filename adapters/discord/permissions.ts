/** Which permission a refusal is about, by name, and in which channel: from the guild as the SDK knows it. */
import type { Client, PermissionResolvable } from "discord.js";
import { CODE, type CallRefused } from "./call-errors.ts";

const WANTED = ["ViewChannel", "SendMessages", "EmbedLinks", "AttachFiles", "ReadMessageHistory"] as const;
const WANTED_IN_THREADS = ["ViewChannel", "SendMessagesInThreads", "EmbedLinks", "AttachFiles"] as const;

/** From what the SDK knows of the guild, without a call: asking would be refused as well. */
export function explainRefusal(client: Client, channel: string, refusal: CallRefused): string {
  const { code } = refusal;
  const place = nameOf(client, channel);
  if (code === CODE.directMessagesClosed) return `Discord does not deliver our direct messages to ${place}`;
  if (code !== CODE.missingAccess && code !== CODE.missingPermissions)
    return `${refusal.message} in ${place}`;
  const missing = missingIn(client, channel);
  // Without a view of the guild, the one that the code speaks of.
  const assumed = code === CODE.missingAccess ? "View Channel" : "Send Messages";
  const words = missing.length === 0 ? assumed : missing.join(", ");
  return `Discord does not let us write in ${place}: missing permission ${words} (${code})`;
}

function nameOf(client: Client, id: string): string {
  const channel = client.channels.cache.get(id);
  const name = channel !== undefined && "name" in channel ? channel.name : undefined;
  return name === undefined || name === null ? `channel ${id}` : `#${name} (${id})`;
}

/** What we would need there and do not have, as far as the guild is known. */
export function missingIn(client: Client, id: string): readonly string[] {
  const channel = client.channels.cache.get(id);
  const user = client.user;
  if (channel !== undefined && !channel.isDMBased() && user !== null) {
    const wanted: PermissionResolvable[] = channel.isThread() ? [...WANTED_IN_THREADS] : [...WANTED];
    return (channel.permissionsFor(user)?.missing(wanted) ?? []).map(spaced);
  }
  return [];
}

/** `SendMessagesInThreads` as Discord's own settings write it. */
const spaced = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
