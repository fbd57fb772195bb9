/**
 * The Web API methods that the emulator answers. A method returns its answer or throws
 * `Refusal` with Slack's error code. Transport, tokens, faults and limits are the server's.
 */
import type { Json } from "./block-kit.ts";
import { blockFaults, viewFaults } from "./block-kit.ts";
import { channelOf, find, Refusal, writable, type Call, type Method } from "./call.ts";
import { pins } from "./pins.ts";
import type { Message, View } from "./workspace.ts";
import { addMessage, directWith } from "./workspace.ts";

const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

const TRIGGER_LIFE_MS = 3_000;
const NAMED_PER_MODAL_STACK = 3;

/** Text and blocks as Slack takes them: something to show, and blocks without a fault. */
export function contents(args: Readonly<Record<string, string>>): { text: string; blocks: readonly Json[] } {
  const blocks = (parse(args["blocks"]) ?? []) as readonly Json[];
  const text = args["text"] ?? "";
  if (text === "" && blocks.length === 0) throw new Refusal("no_text");
  if (text.length > 40_000) throw new Refusal("msg_too_long");
  const faults = blockFaults(blocks, "message");
  if (faults.length > 0)
    throw new Refusal("invalid_blocks", { response_metadata: { messages: faults }, errors: faults });
  return { text, blocks };
}

export const asJson = (message: Message): Json => ({
  type: "message",
  user: message.user,
  ts: message.ts,
  text: message.text,
  blocks: message.blocks,
  ...(message.byBot ? { bot_id: "B0BOT" } : {}),
  ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  ...(message.files.length === 0
    ? {}
    : { files: message.files.map((f) => ({ id: f.id, name: f.name, title: f.title, size: f.length })) }),
});

const withoutMetadata = (message: Json): Json => ({ ...message, metadata: undefined });

const chat: Readonly<Record<string, Method>> = {
  "chat.postMessage": (call) => {
    const channel = writable(call);
    const threadTs = call.args["thread_ts"];
    if (threadTs !== undefined && !channel.messages.some((m) => m.ts === threadTs))
      throw new Refusal("thread_not_found");
    const message = addMessage(call.workspace, channel, {
      channel: channel.id,
      user: call.workspace.botUser,
      ...contents(call.args),
      threadTs,
      metadata: parse(call.args["metadata"]) as Json | undefined,
      via: "chat.postMessage",
    });
    return { channel: channel.id, ts: message.ts, message: asJson(message) };
  },
  "chat.update": (call) => {
    const message = find(call, call.args["ts"]);
    if (!message.byBot) throw new Refusal("cant_update_message");
    const next = contents({ ...call.args, text: call.args["text"] ?? message.text });
    message.edits.push({ text: message.text, blocks: message.blocks });
    message.text = next.text;
    // Text alone leaves the old blocks on the screen.
    if (call.args["blocks"] !== undefined) message.blocks = next.blocks;
    return { channel: message.channel, ts: message.ts, text: message.text };
  },
  "chat.delete": (call) => {
    const message = find(call, call.args["ts"]);
    message.deleted = true;
    return { channel: message.channel, ts: message.ts };
  },
  "chat.postEphemeral": (call) => {
    const channel = writable(call);
    const user = call.args["user"] ?? "";
    if (!channel.members.has(user)) throw new Refusal("user_not_in_channel");
    const message = addMessage(call.workspace, channel, {
      channel: channel.id,
      user: call.workspace.botUser,
      ...contents(call.args),
      threadTs: call.args["thread_ts"],
      onlyFor: user,
      via: "chat.postEphemeral",
    });
    return { message_ts: message.ts };
  },
  "chat.getPermalink": (call) => ({
    channel: call.args["channel"],
    permalink: `https://example.slack.com/archives/${call.args["channel"]}/p${find(call, call.args["message_ts"]).ts}`,
  }),
};

const conversations: Readonly<Record<string, Method>> = {
  "conversations.open": ({ workspace, args }) => {
    const user = workspace.users.get(args["users"] ?? "");
    if (user === undefined) throw new Refusal("user_not_found");
    if (user.deactivated === true) throw new Refusal("user_disabled");
    return { channel: { id: directWith(workspace, user.id).id } };
  },
  "conversations.history": (call) => page(call, (message) => message.threadTs === undefined, "newest"),
  "conversations.replies": (call) => {
    const root = call.args["ts"];
    return page(call, (message) => message.ts === root || message.threadTs === root, "oldest");
  },
  "conversations.info": (call) => {
    const channel = channelOf(call);
    const is_member = channel.members.has(call.workspace.botUser);
    const { id, name, isArchived: is_archived, isDirect: is_im } = channel;
    return { channel: { id, name, is_archived, is_im, ...(is_im ? {} : { is_member }) } };
  },
  "conversations.list": ({ workspace }) => ({
    channels: [...workspace.channels.values()].map((channel) => ({ id: channel.id, name: channel.name })),
    response_metadata: { next_cursor: "" },
  }),
};

function page(call: Call, belongs: (message: Message) => boolean, order: "newest" | "oldest"): Json {
  const channel = writable(call);
  const limit = Number(call.args["limit"] ?? "100");
  const from = Number(call.args["cursor"] ?? "0");
  const oldest = Number(call.args["oldest"] ?? "0");
  const shown = channel.messages.filter((m) => !m.deleted && Number(m.ts) >= oldest && belongs(m));
  const ordered = order === "newest" ? shown.toReversed() : shown;
  const messages = ordered.slice(from, from + limit).map(asJson);
  const more = from + limit < ordered.length;
  return {
    messages: call.args["include_all_metadata"] === "true" ? messages : messages.map(withoutMetadata),
    has_more: more,
    response_metadata: { next_cursor: more ? String(from + limit) : "" },
  };
}

function useTrigger({ workspace, args, now }: Call): string {
  const trigger = workspace.triggers.get(args["trigger_id"] ?? "");
  if (trigger === undefined) throw new Refusal("invalid_trigger_id");
  if (trigger.used) throw new Refusal("exchanged_trigger_id");
  if (now - trigger.issuedAt > TRIGGER_LIFE_MS) throw new Refusal("expired_trigger_id");
  trigger.used = true;
  return trigger.user;
}

function checkedView(args: Readonly<Record<string, string>>): Json {
  const view = parse(args["view"]);
  const faults = viewFaults(view);
  if (faults.length > 0) throw new Refusal("invalid_arguments", { response_metadata: { messages: faults } });
  return view as Json;
}

const viewJson = (view: View): Json => ({ ...view.view, id: view.id, hash: view.hash, team_id: "T0HOME" });

function openView(call: Call): Json {
  const view = checkedView(call.args);
  const user = useTrigger(call);
  const open = [...call.workspace.views.values()].filter((v) => v.user === user && v.state === "open");
  if (open.length >= NAMED_PER_MODAL_STACK) throw new Refusal("push_limit_reached");
  const id = call.workspace.nextId("V");
  const record: View = {
    id,
    user,
    view,
    hash: `${id}.0`,
    openedAt: call.now,
    updates: 0,
    errors: {},
    state: "open",
  };
  call.workspace.views.set(id, record);
  return { view: viewJson(record) };
}

const views: Readonly<Record<string, Method>> = {
  "views.open": openView,
  "views.push": openView,
  "views.update": (call) => {
    const record = call.workspace.views.get(call.args["view_id"] ?? "");
    if (record === undefined || record.state === "closed") throw new Refusal("not_found");
    if (call.args["hash"] !== undefined && call.args["hash"] !== record.hash)
      throw new Refusal("hash_conflict");
    record.view = checkedView(call.args);
    record.updates += 1;
    record.hash = `${record.id}.${record.updates}`;
    return { view: viewJson(record) };
  },
  "views.publish": (call) => {
    const user = call.args["user_id"] ?? "";
    if (!call.workspace.users.has(user)) throw new Refusal("invalid_arguments");
    const view = checkedView(call.args);
    call.workspace.homes.set(user, view);
    return { view: { ...view, id: `VH${user}`, hash: call.workspace.nextId("H") } };
  },
};

const people: Readonly<Record<string, Method>> = {
  "users.info": ({ workspace, args }) => {
    const user = workspace.users.get(args["user"] ?? "");
    if (user === undefined) throw new Refusal("user_not_found");
    return {
      user: {
        id: user.id,
        name: user.name ?? user.id,
        real_name: user.name ?? user.id,
        team_id: user.team ?? workspace.team,
        deleted: user.deactivated === true,
        is_bot: user.bot === true,
        is_restricted: user.guest === true,
        is_ultra_restricted: false,
        is_stranger: user.stranger === true,
      },
    };
  },
  "usergroups.users.list": ({ workspace, args }) => {
    const group = workspace.groups.get(args["usergroup"] ?? "");
    if (group === undefined) throw new Refusal("no_such_subteam");
    return { users: [...group] };
  },
};

const files: Readonly<Record<string, Method>> = {
  "files.getUploadURLExternal": ({ workspace, args, origin }) => {
    const length = Number(args["length"]);
    if (!(length > 0)) throw new Refusal("invalid_arguments");
    const id = workspace.nextId("F");
    const name = args["filename"] ?? "";
    const alt = args["alt_txt"] ?? args["alt_text"] ?? "";
    workspace.files.set(id, { id, name, alt, title: name, bytes: Buffer.alloc(0), length, completed: false });
    return { upload_url: `${origin}/upload/${id}`, file_id: id };
  },
  "files.completeUploadExternal": (call) => {
    const listed = parse(call.args["files"]) as readonly { id: string; title?: string }[];
    const channel = writable({ ...call, args: { ...call.args, channel: call.args["channel_id"] ?? "" } });
    const records = listed.map(({ id, title }) => {
      const file = call.workspace.files.get(id);
      if (file === undefined || file.bytes.length !== file.length) throw new Refusal("file_not_found");
      const done = { ...file, title: title ?? file.name, completed: true };
      call.workspace.files.set(id, done);
      return done;
    });
    const message = addMessage(call.workspace, channel, {
      channel: channel.id,
      user: call.workspace.botUser,
      text: call.args["initial_comment"] ?? "",
      threadTs: call.args["thread_ts"],
      via: "files.completeUploadExternal",
    });
    message.files.push(...records);
    return { files: records.map((file) => ({ id: file.id, title: file.title })) };
  },
};

export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": ({ workspace }) => ({
    url: "https://example.slack.com/",
    team: "Example",
    team_id: workspace.team,
    user: "falcon",
    user_id: workspace.botUser,
    bot_id: workspace.botId,
  }),
  ...chat,
  ...pins,
  ...conversations,
  ...views,
  ...people,
  ...files,
};
