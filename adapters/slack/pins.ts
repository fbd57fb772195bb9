/**
 * Messages pinned to their channel. Needs the scope `pins:write`; without it, or where Slack has
 * pinned as many as it does, everything else goes on. https://docs.slack.dev/reference/methods/pins.add
 */
import type { MessageRef } from "../../src/chat/place.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { CallRefused } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import type { Log } from "./log.ts";

/** It is as it was to be: pinned by an earlier try, or let go by somebody else. */
const DONE: ReadonlySet<string> = new Set(["already_pinned", "no_pin", "not_pinned"]);
/** What follows in the channel does not stand behind a pin for longer. */
const PATIENCE_MS = 5 * SECOND;

export function createPins(parts: { readonly calls: Calls; readonly log: Log }) {
  const { calls, log } = parts;
  /** Reasons that the log has told. */
  const told = new Set<string>();
  return async (ref: MessageRef, isPinned: boolean): Promise<void> => {
    const method = isPinned ? "pins.add" : "pins.remove";
    const { channel, message } = ref;
    const options = { lane: channel, repeatable: true, patienceMs: PATIENCE_MS };
    try {
      await calls.call(method, { channel, timestamp: message }, options);
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      if (DONE.has(error.code) || told.has(error.code)) return;
      told.add(error.code);
      log.warn("slack does not let us pin messages", { channel, method, code: error.code });
    }
  };
}
