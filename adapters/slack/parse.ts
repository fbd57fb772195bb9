/**
 * What Slack sends, as turns. Pure: a payload in, what was heard out; nothing when it is
 * not for us. The same event delivered twice has the same turn id, whatever road it came.
 */
import { z } from "zod";
import type { Account, Standing } from "../../src/chat/person.ts";
import type { Input } from "../../src/chat/turn.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { decodeText, mentions, withoutMention } from "./decode.ts";
import type { ViewState } from "./modal.ts";
import { FORM_CALLBACK, readForm } from "./modal.ts";
import type { Reply } from "./reply.ts";
import { replySchema } from "./reply.ts";

/** Who we are in the workspace. */
export interface Home {
  readonly team: string;
  readonly enterprise: string | undefined;
  readonly botUser: string;
}

export interface Heard {
  readonly id: string;
  readonly account: Account;
  readonly input: Input;
  readonly reply: Reply;
  /** Opens a form within three seconds, once. */
  readonly trigger?: string;
}

export const SURFACE = "slack";

const id = z.string().min(1);
const optionalId = id.optional();

const commandBody = z.looseObject({
  command: z.string(),
  text: z.string().default(""),
  user_id: id,
  user_name: z.string().default(""),
  team_id: optionalId,
  enterprise_id: optionalId,
  channel_id: id,
  trigger_id: id,
  response_url: z.string().optional(),
});

export function parseCommand(body: unknown, home: Home): Heard | undefined {
  const read = commandBody.safeParse(body);
  if (!read.success) return undefined;
  const { data } = read;
  return {
    id: `slack:command:${data.trigger_id}`,
    account: account(data.user_id, data.user_name, data.team_id, data.enterprise_id, home),
    input: { kind: "line", text: decodeText(data.text) },
    trigger: data.trigger_id,
    reply: compact({
      kind: "command",
      user: data.user_id,
      channel: data.channel_id,
      responseUrl: data.response_url,
    }),
  };
}

const userPart = z.looseObject({
  id,
  username: z.string().optional(),
  name: z.string().optional(),
  team_id: optionalId,
  enterprise_id: optionalId,
});

const actionBody = z.looseObject({
  user: userPart,
  channel: z.looseObject({ id }).optional(),
  container: z
    .looseObject({
      type: z.string().optional(),
      message_ts: z.string().optional(),
      channel_id: optionalId,
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
      view_id: z.string().optional(),
    })
    .optional(),
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  actions: z
    .array(
      z.looseObject({
        action_id: z.string(),
        action_ts: z.string().optional(),
        value: z.string().optional(),
        selected_option: z.looseObject({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});

export function parseAction(body: unknown, home: Home): Heard | undefined {
  const read = actionBody.safeParse(body);
  if (!read.success) return undefined;
  const { data } = read;
  const [action] = data.actions;
  const token = action?.value ?? action?.selected_option?.value;
  if (action === undefined || token === undefined) return undefined;
  const channel = data.channel?.id ?? data.container?.channel_id ?? "";
  const message = data.message?.ts ?? data.container?.message_ts ?? data.container?.view_id ?? "";
  return {
    id: `slack:press:${data.user.id}:${channel}:${message}:${action.action_id}:${action.action_ts ?? ""}`,
    account: accountOf(data.user, home),
    input: { kind: "press", token },
    ...(data.trigger_id === undefined ? {} : { trigger: data.trigger_id }),
    reply: compact({
      kind: "press",
      user: data.user.id,
      channel,
      thread: data.message?.thread_ts ?? data.container?.thread_ts,
      // An ephemeral message has no thread of its own.
      message: data.container?.is_ephemeral === true ? undefined : data.message?.ts,
      responseUrl: data.response_url,
    }),
  };
}

const submissionBody = z.looseObject({
  user: userPart,
  view: z.looseObject({
    id,
    callback_id: z.string(),
    private_metadata: z.string().default(""),
    state: z.looseObject({
      values: z.custom<ViewState>((value) => typeof value === "object" && value !== null),
    }),
  }),
});

/** What rides in a form: which command it is, and where the answer goes. */
export const formNote = z.looseObject({ command: z.string(), reply: replySchema });

export interface Submission extends Heard {
  readonly command: string;
  readonly state: ViewState;
}

export function parseSubmission(body: unknown, home: Home): Submission | undefined {
  const read = submissionBody.safeParse(body);
  if (!read.success || read.data.view.callback_id !== FORM_CALLBACK) return undefined;
  const { user, view } = read.data;
  const note = formNote.safeParse(parseJson(view.private_metadata));
  if (!note.success) return undefined;
  const { command, reply } = note.data;
  const state = view.state.values;
  return {
    id: `slack:form:${view.id}`,
    account: accountOf(user, home),
    input: { kind: "form", command, values: readForm(state) },
    command,
    state,
    reply: { ...reply, user: user.id },
  };
}

/** Everything else that arrives as `message` is an edit, a notice or another program. */
const SPOKEN_SUBTYPES: readonly (string | undefined)[] = [undefined, "file_share", "thread_broadcast"];

const messageEvent = z.looseObject({
  type: z.enum(["message", "app_mention"]),
  subtype: z.string().optional(),
  user: id,
  bot_id: z.undefined().optional(),
  text: z.string().default(""),
  channel: id,
  channel_type: z.string().optional(),
  ts: id,
  thread_ts: z.string().optional(),
  user_team: optionalId,
  team: optionalId,
  source_team: optionalId,
});

export function parseMessage(event: unknown, home: Home): Heard | undefined {
  const read = messageEvent.safeParse(event);
  if (!read.success) return undefined;
  const { data } = read;
  const isPrivate = data.channel_type === "im" || data.channel.startsWith("D");
  const isForUs = isPrivate || mentions(data.text, home.botUser);
  const isSpoken = SPOKEN_SUBTYPES.includes(data.subtype) && data.user !== home.botUser;
  // A file without a word is not addressed to anybody.
  if (!isSpoken || !isForUs || data.text.trim() === "") return undefined;
  return {
    // A mention arrives twice, as `app_mention` and as `message`, with different event ids.
    id: `slack:message:${data.channel}:${data.ts}`,
    account: account(data.user, "", data.user_team ?? data.source_team ?? data.team, undefined, home),
    input: { kind: "line", text: decodeText(withoutMention(data.text, home.botUser)) },
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

export function parseHomeOpened(event: unknown, home: Home): Account | undefined {
  const read = homeEvent.safeParse(event);
  return read.success ? account(read.data.user, "", undefined, undefined, home) : undefined;
}

const accountOf = (user: z.infer<typeof userPart>, home: Home): Account =>
  account(user.id, user.username ?? user.name ?? "", user.team_id, user.enterprise_id, home);

function account(
  user: string,
  name: string,
  team: string | undefined,
  enterprise: string | undefined,
  home: Home,
): Account {
  return {
    surface: SURFACE,
    id: user,
    tenant: team ?? home.team,
    name: untrusted(name === "" ? user : name),
    standing: standing(team, enterprise, home),
  };
}

/** A payload can only prove that somebody is a stranger; the rest is asked of Slack. */
function standing(team: string | undefined, enterprise: string | undefined, home: Home): Standing {
  const isOurs = team === undefined || team === home.team;
  const isSister = enterprise !== undefined && enterprise === home.enterprise;
  return isOurs || isSister ? "unknown" : "foreign";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without the absent parts, so that the note is plain JSON. */
function compact(
  reply: { readonly [K in keyof Reply]: Reply[K] | undefined } & Pick<Reply, "kind" | "user" | "channel">,
): Reply {
  return replySchema.parse(reply);
}
