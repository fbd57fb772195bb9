/** A pressed button or chosen option as a turn. Pure: a payload in, what was heard out. */
import { z } from "zod";
import type { Heard, Home } from "./heard.ts";
import { accountOf, compact, optionalText, turnId, userPart } from "./heard.ts";

const actionBody = z.looseObject({
  user: userPart,
  channel: z.looseObject({ id: optionalText }).optional(),
  container: z
    .looseObject({
      message_ts: optionalText,
      channel_id: optionalText,
      thread_ts: optionalText,
      is_ephemeral: z.boolean().optional(),
      view_id: optionalText,
    })
    .optional(),
  message: z.looseObject({ ts: optionalText, thread_ts: optionalText }).optional(),
  trigger_id: optionalText,
  response_url: optionalText,
  actions: z
    .array(
      z.looseObject({
        action_id: z.string(),
        action_ts: optionalText,
        value: z.string().optional(),
        selected_option: z.looseObject({ value: z.string().optional() }).optional(),
      }),
    )
    .min(1),
});

/** `delivery` is the transport's own name for this delivery, for payloads that carry none. */
export function parseAction(body: unknown, home: Home, delivery = ""): Heard | undefined {
  const read = actionBody.safeParse(body);
  if (!read.success) return undefined;
  const { user, container, message, trigger_id: trigger, response_url: address, ...data } = read.data;
  const [action] = data.actions;
  if (action === undefined) return undefined;
  // Without a token it is no button of ours: the empty one is refused, explained and audited.
  const token = action.value ?? action.selected_option?.value ?? "";
  const channel = data.channel?.id ?? container?.channel_id ?? "";
  const pressed = message?.ts ?? container?.message_ts ?? container?.view_id;
  const isNamed = [action.action_ts, trigger, address].some((name) => name !== undefined);
  const button = [user.id, channel, pressed, action.action_id, token];
  return {
    id: turnId("press", ...button, action.action_ts, trigger, address, isNamed ? "" : delivery),
    account: accountOf(user, home),
    input: { kind: "press", token },
    ...(trigger === undefined ? {} : { trigger }),
    reply: compact({
      kind: "press",
      user: user.id,
      channel,
      thread: message?.thread_ts ?? container?.thread_ts,
      // An ephemeral message has no thread of its own.
      message: container?.is_ephemeral === true ? undefined : message?.ts,
      responseUrl: address,
    }),
  };
}
