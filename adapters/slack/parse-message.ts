/** Mentions, direct messages and visits to the bot's page. Pure; nothing when it is not for us. */
import { z } from "zod";
import type { Account } from "../../src/chat/person.ts";
import type { Place } from "../../src/chat/place.ts";
import { decodeText, mentions, withoutMention } from "./decode.ts";
import type { Heard, Home } from "./heard.ts";
import { account, compact, id, optionalText, SURFACE } from "./heard.ts";
import { filesIn } from "./shared-files.ts";

/** Everything else that arrives as `message` is an edit, a notice or another program. */
const SPOKEN_SUBTYPES: readonly (string | undefined)[] = [undefined, "file_share", "thread_broadcast"];

const messageEvent = z.looseObject({
  type: z.enum(["message", "app_mention"]),
  subtype: optionalText,
  user: id,
  bot_id: optionalText,
  text: z.string().default(""),
  channel: id,
  channel_type: z.string().optional(),
  ts: id,
  thread_ts: optionalText,
  user_team: optionalText,
  team: optionalText,
  source_team: optionalText,
  files: z.array(z.unknown()).optional(),
});

/** `follows`: whether lines of this thread that address nobody may be for us. */
export function parseMessage(
  event: unknown,
  home: Home,
  follows: (place: Place) => boolean = () => false,
): Heard | undefined {
  const read = messageEvent.safeParse(event);
  if (!read.success) return undefined;
  const { data } = read;
  const isPrivate = data.channel_type === "im" || data.channel.startsWith("D");
  const isAddressed = isPrivate || mentions(data.text, home.botUser);
  const { channel, thread_ts: thread } = data;
  const isTalk =
    !mentions(data.text, home.botUser) &&
    thread !== undefined &&
    follows({ surface: SURFACE, channel, thread });
  const isPerson = data.bot_id === undefined && data.user !== home.botUser;
  const isSpoken = SPOKEN_SUBTYPES.includes(data.subtype) && isPerson;
  const files = filesIn(data.files);
  // A file without a word is addressed to nobody, but may be meant for the thread that it stands in.
  const isSilent = data.text.trim() === "" && !(isTalk && files.length > 0);
  if (!isSpoken || !(isAddressed || isTalk) || isSilent) return undefined;
  const text = decodeText(withoutMention(data.text, home.botUser));
  return {
    // A mention arrives twice, as `app_mention` and as `message`, with different event ids.
    id: `${SURFACE}:message:${data.channel}:${data.ts}`,
    account: account(data.user, undefined, data.user_team ?? data.source_team ?? data.team, undefined, home),
    input: { kind: isTalk ? "talk" : "line", text },
    ...(files.length === 0 ? {} : { files }),
    order: data.ts,
    reply: compact({
      kind: "message",
      user: data.user,
      channel: data.channel,
      thread: data.thread_ts ?? data.ts,
      message: data.ts,
    }),
  };
}

const homeEvent = z.looseObject({ user: id, tab: z.literal("home") });

/** `app_home_opened` for the home tab alone; the messages tab is a conversation. */
export function parseHomeOpened(event: unknown, home: Home): Account | undefined {
  const read = homeEvent.safeParse(event);
  return read.success ? account(read.data.user, undefined, undefined, undefined, home) : undefined;
}
