/**
 * How to answer a turn, as plain JSON: it is stored with the turn and outlives a restart.
 * Only this adapter reads it.
 */
import { z } from "zod";

/** Checked again when it comes back from the store, which may be older than this version. */
export const replySchema = z.object({
  kind: z.enum(["interaction", "message"]),
  user: z.string(),
  channel: z.string(),
  /** The conversation is the person's own with us: nobody else reads there. */
  isDirect: z.boolean(),
  /** The message that was spoken, to be answered under it. */
  message: z.string().optional(),
  interaction: z
    .object({
      id: z.string(),
      application: z.string(),
      /** Good for this one interaction, fifteen minutes long. */
      token: z.string(),
      /** Who sees the deferred answer; Discord never changes that afterwards. */
      audience: z.enum(["actor", "channel"]),
    })
    .optional(),
});

/** The token in it answers one interaction and opens nothing else. */
export type Reply = z.infer<typeof replySchema>;
