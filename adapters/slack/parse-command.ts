/** A slash command as a turn. Pure: a payload in, what was heard out. */
import { z } from "zod";
import { decodeText } from "./decode.ts";
import type { Heard, Home } from "./heard.ts";
import { account, compact, id, optionalText, turnId } from "./heard.ts";

const commandBody = z.looseObject({
  command: z.string(),
  text: z.string().default(""),
  user_id: id,
  user_name: optionalText,
  team_id: optionalText,
  enterprise_id: optionalText,
  channel_id: z.string().default(""),
  trigger_id: optionalText,
  response_url: optionalText,
});

/** `delivery` is the transport's own name for this delivery, for payloads that carry none. */
export function parseCommand(body: unknown, home: Home, delivery = ""): Heard | undefined {
  const read = commandBody.safeParse(body);
  if (!read.success) return undefined;
  const {
    user_id: user,
    channel_id: channel,
    trigger_id: trigger,
    response_url: address,
    ...data
  } = read.data;
  const isNamed = trigger !== undefined || address !== undefined;
  return {
    id: turnId("command", trigger, address, user, channel, data.text, isNamed ? "" : delivery),
    account: account(user, data.user_name, data.team_id, data.enterprise_id, home),
    input: { kind: "line", text: decodeText(data.text) },
    ...(trigger === undefined ? {} : { trigger }),
    reply: compact({ kind: "command", user, channel, responseUrl: address }),
  };
}
