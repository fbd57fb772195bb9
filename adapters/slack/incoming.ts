/**
 * One delivery from Slack through Bolt, whatever transport brought it. Bolt acknowledges
 * events before any listener has run; here they are acknowledged when the listener is
 * done, so that an event is only gone at Slack once it is stored with us.
 */
import type { App } from "@slack/bolt";
import { z } from "zod";
import type { Log } from "./log.ts";
import { withoutNulls } from "./nulls.ts";

/** One delivery, before anything of it was read. */
export interface Incoming {
  readonly body: Record<string, unknown>;
  /** The transport's own name for it: the same when the same delivery is repeated. */
  readonly delivery?: string;
  readonly retryNum?: number;
  readonly retryReason?: string;
  /** Tells Slack; fails when the connection is gone. */
  acknowledge(payload?: unknown): Promise<void>;
}

const deliveryContext = z.looseObject({ delivery: z.string().optional() });

/** `Incoming.delivery` as a listener finds it in the SDK's context. */
export const deliveryOf = (context: unknown): string | undefined => deliveryContext.parse(context).delivery;

interface TakeParts {
  readonly app: App;
  readonly log: Log;
  /** Something other than an event that no listener took; it is acknowledged by then. Never rejects. */
  unheard(body: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Never rejects, and always acknowledges: an unknown button must not leave an error on the screen. */
export async function take(incoming: Incoming, parts: TakeParts): Promise<void> {
  const { log } = parts;
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
    await parts.app.processEvent({
      body: withoutNulls(incoming.body),
      ack: isEvent ? () => Promise.resolve() : acknowledge,
      customProperties: { delivery: incoming.delivery },
      ...(incoming.retryNum === undefined ? {} : { retryNum: incoming.retryNum }),
      ...(incoming.retryReason === undefined ? {} : { retryReason: incoming.retryReason }),
    });
  } catch (error) {
    log.error("a delivery from slack could not be handled", { error: String(error) });
  }
  const isUnheard = !isEvent && !isAcknowledged;
  await acknowledge();
  if (isUnheard) await parts.unheard(incoming.body);
}
