/** Whether something could be said in a channel: asked before anything is promised there. */
import { z } from "zod";
import { CallRefused } from "./call-errors.ts";
import type { Calls } from "./calls.ts";

const info = z.object({
  channel: z.looseObject({
    name: z.string().optional().catch(undefined),
    is_member: z.boolean().optional().catch(undefined),
    is_archived: z.boolean().optional().catch(undefined),
    is_im: z.boolean().optional().catch(undefined),
  }),
});

const UNKNOWN = "Slack knows no such channel, or it is a private one that Falconer is not in.";
const ARCHIVED = "That channel is archived.";

/** Why not, in words; undefined also where Slack could not be asked, which is no reason to refuse. */
export async function obstacleIn(calls: Calls, channel: string): Promise<string | undefined> {
  try {
    const found = info.parse(
      await calls.call("conversations.info", { channel }, { lane: "conversations.info", repeatable: true }),
    ).channel;
    if (found.is_archived === true) return ARCHIVED;
    // A conversation with one person has no members to be among.
    if (found.is_im === true || found.is_member !== false) return undefined;
    return `Falconer is not in that channel${found.name === undefined ? "" : ` (#${found.name})`}: write /invite @Falconer there first.`;
  } catch (error) {
    if (!(error instanceof CallRefused)) return undefined;
    return { channel_not_found: UNKNOWN, is_archived: ARCHIVED }[error.code];
  }
}
