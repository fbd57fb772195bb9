/**
 * The last word on what nobody took: a command, click or form that could not be read, or that
 * belongs to nothing we have. It was meant for us, so its author is told, and it is logged.
 */
import { z } from "zod";
import type { Clock } from "../../src/lib/clock.ts";
import { newId } from "../../src/lib/id.ts";
import { compact, optionalText } from "./heard.ts";
import type { Log } from "./log.ts";
import type { Talk } from "./talk.ts";
import { notice } from "./talk.ts";

const NOT_UNDERSTOOD = "Slack sent something here that was not understood, so nothing was done.";

/** Whatever of it can be read; a part in the wrong shape counts as absent. */
const word = optionalText.catch(undefined);
const anyBody = z.looseObject({
  type: word,
  user_id: word,
  channel_id: word,
  response_url: word,
  user: z.looseObject({ id: word }).optional().catch(undefined),
  channel: z.looseObject({ id: word }).optional().catch(undefined),
  container: z.looseObject({ channel_id: word }).optional().catch(undefined),
});

/** Never rejects. */
export async function sayNotUnderstood(
  body: Readonly<Record<string, unknown>>,
  parts: { readonly talk: Talk; readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const { talk, clock, log } = parts;
  const data = anyBody.parse(body);
  const user = data.user?.id ?? data.user_id;
  const reference = newId();
  log.warn("a delivery from slack was not understood", { type: data.type ?? "none", user, reference });
  if (user === undefined && data.response_url === undefined) return;
  const reply = compact({
    kind: "command",
    user: user ?? "",
    channel: data.channel?.id ?? data.container?.channel_id ?? data.channel_id ?? "",
    responseUrl: data.response_url,
  });
  const turn = { id: `slack:unheard:${reference}`, reply, receivedAt: clock.now() };
  try {
    const card = notice(`${NOT_UNDERSTOOD} (reference ${reference})`);
    await talk.respond(turn, { card, audience: "actor" });
  } catch (error) {
    log.error("a person could not be told", { reference, error: String(error) });
  }
}
