/** Whether something could be said in a channel: asked before anything is promised there. */
import type { Client } from "discord.js";
import { CallRefused, CODE } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import { missingIn } from "./permissions.ts";

/** Ids are numbers; what is none would be refused as a malformed request. */
const ID = /^\d{1,20}$/;
const UNKNOWN = "Discord knows no such channel: its id is a number, by Copy Channel ID.";

/** Why not, in words; undefined also where Discord could not be asked, which is no reason to refuse. */
export async function obstacleIn(calls: Calls, client: Client, channel: string): Promise<string | undefined> {
  if (!ID.test(channel)) return UNKNOWN;
  try {
    await calls.call("GET", `/channels/${channel}`, { repeatable: true });
  } catch (error) {
    if (!(error instanceof CallRefused)) return undefined;
    if (error.code === CODE.unknownChannel) return UNKNOWN;
    return error.code === CODE.missingAccess ? "Falconer may not see that channel on Discord." : undefined;
  }
  const missing = missingIn(client, channel);
  return missing.length === 0
    ? undefined
    : `Falconer lacks permissions in that channel: ${missing.join(", ")}.`;
}
