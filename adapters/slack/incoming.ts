/**
 * One delivery from Slack through Bolt, whatever transport brought it. Bolt acknowledges
 * events before any listener has run; here they are acknowledged when the listener is
 * done, so that an event is only gone at Slack once it is stored with us.
 */
import type { App } from "@slack/bolt";
import type { Log } from "./log.ts";

export interface Incoming {
  readonly body: Record<string, unknown>;
  readonly retryNum?: number;
  readonly retryReason?: string;
  /** Tells Slack; fails when the connection is gone. */
  acknowledge(payload?: unknown): Promise<void>;
}

/** Never rejects, and always acknowledges: an unknown button must not leave an error on the screen. */
export async function take(app: App, incoming: Incoming, log: Log): Promise<void> {
  let isAcknowledged = false;
  const acknowledge = async (payload?: unknown): Promise<void> => {
    if (isAcknowledged) return;
    isAcknowledged = true;
    try {
      await incoming.acknowledge(payload);
    } catch (error) {
      // What was stored stays stored; Slack repeats events, and a press has its answer all the same.
      log.warn("an acknowledgement did not reach slack", { error: String(error) });
    }
  };
  const isEvent = incoming.body["type"] === "event_callback";
  try {
    await app.processEvent({
      body: incoming.body,
      ack: isEvent ? () => Promise.resolve() : acknowledge,
      ...(incoming.retryNum === undefined ? {} : { retryNum: incoming.retryNum }),
      ...(incoming.retryReason === undefined ? {} : { retryReason: incoming.retryReason }),
    });
  } catch (error) {
    log.error("a delivery from slack could not be handled", { error: String(error) });
  }
  await acknowledge();
}
