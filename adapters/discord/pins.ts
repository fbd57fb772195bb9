/**
 * Messages pinned to their channel. Needs the permission to pin messages; without it, or where
 * Discord has pinned as many as it does, everything else goes on. The root of a thread stands in
 * the channel, and Discord pins a message where it was sent and nowhere else.
 * https://discord.com/developers/docs/resources/message#pin-message
 */
import type { MessageRef } from "../../src/chat/place.ts";
import { CallRefused, CODE } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import type { Log } from "./log.ts";

export function createPins(parts: { readonly calls: Calls; readonly log: Log }) {
  const { calls, log } = parts;
  /** Reasons that the log has told. */
  const told = new Set<number>();
  return async ({ channel, message }: MessageRef, isPinned: boolean): Promise<void> => {
    try {
      // The channel is not named as written to: a refusal to pin is no refusal to post.
      await calls.call(isPinned ? "PUT" : "DELETE", `/channels/${channel}/messages/pins/${message}`, {
        repeatable: true,
      });
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      const isGone = !isPinned && error.code === CODE.unknownMessage;
      if (isGone || told.has(error.code)) return;
      told.add(error.code);
      log.warn("discord does not let us pin messages", { channel, code: error.code, why: error.message });
    }
  };
}
