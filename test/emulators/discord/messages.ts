/** Messages, threads and direct conversations: what the bot may do where, and what comes of it. */
import { messageJson, channelJson } from "./json-view.ts";
import { messageFaults } from "./limits.ts";
import type { Upload } from "./multipart.ts";
import { pinged } from "./pings.ts";
import {
  invalidForm,
  missingAccess,
  missingPermissions,
  Refusal,
  unknownChannel,
  unknownMessage,
} from "./refusal.ts";
import type { Attachment, Channel, Json, Message, Right, World } from "./world.ts";
import { addMessage, CHANNEL, directWith, openChannel, textIn } from "./world.ts";

const MOST_FILES = 10;
const LARGEST_FILE = 10 * 1_024 * 1_024;

/** The right must be left to the bot in the channel, or in the channel that a thread hangs in. */
function need(world: World, channel: Channel, ...rights: readonly Right[]): void {
  const place = channel.parent === undefined ? channel : world.channels.get(channel.parent);
  if (place?.deny.has("ViewChannel") === true) throw missingAccess();
  if (rights.some((right) => place?.deny.has(right) === true)) throw missingPermissions();
}

export function channelOf(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (channel === undefined) throw unknownChannel();
  return channel;
}

export function find(world: World, channel: Channel, id: string): Message {
  const message = channel.messages.find((one) => one.id === id && !one.deleted);
  if (message === undefined) throw unknownMessage();
  return message;
}

interface Sent {
  readonly body: Json;
  readonly files: readonly Upload[];
}

/** An embed shows a picture by the name of a file that the message has, in plain letters. */
function pictureFaults(body: Json, names: readonly string[]): readonly string[] {
  const urls = ((body["embeds"] ?? []) as readonly { readonly image?: { readonly url: string } }[]).flatMap(
    ({ image }) => (image === undefined ? [] : [image.url]),
  );
  return urls
    .map((url) => url.replace(/^attachment:\/\//, ""))
    .filter((name) => !/^[\w.-]+\.(?:png|jpe?g|gif|webp)$/i.test(name) || !names.includes(name))
    .map((name) => `embeds.image.url: no attachment ${name}`);
}

/** Content that is valid, and something rather than nothing. */
export function contents(world: World, { body, files }: Sent, kept: readonly Attachment[] = []) {
  const names = [...files, ...kept].map(({ filename }) => filename);
  const faults = [...messageFaults(body), ...pictureFaults(body, names)];
  if (faults.length > 0) throw invalidForm(faults);
  if (files.length > MOST_FILES) throw invalidForm(["files: Must be 10 or fewer"]);
  if (files.some(({ bytes }) => bytes.length > LARGEST_FILE))
    throw new Refusal(413, 40_005, "Request entity too large");
  return {
    content: textIn(body, "content").trim(),
    embeds: (body["embeds"] ?? []) as readonly Json[],
    components: (body["components"] ?? []) as readonly Json[],
    attachments: files.map(({ filename, bytes }): Attachment => ({ id: world.nextId(), filename, bytes })),
  };
}

const isEmpty = (shown: ReturnType<typeof contents>): boolean =>
  shown.content === "" && shown.embeds.length + shown.attachments.length + shown.components.length === 0;

export function create(world: World, channelId: string, sent: Sent): Json {
  const channel = channelOf(world, channelId);
  const { body } = sent;
  if (channel.recipient !== undefined && world.users.get(channel.recipient)?.dmsClosed === true)
    throw new Refusal(403, 50_007, "Cannot send messages to this user");
  const isThread = channel.type === CHANNEL.publicThread;
  need(world, channel, isThread ? "SendMessagesInThreads" : "SendMessages");
  if (channel.locked) throw new Refusal(403, 160_005, "Thread is locked");
  const shown = contents(world, sent);
  if (isEmpty(shown)) throw new Refusal(400, 50_006, "Cannot send an empty message");
  if (shown.embeds.length > 0) need(world, channel, "EmbedLinks");
  if (shown.attachments.length > 0) need(world, channel, "AttachFiles");
  const nonce = body["nonce"] === undefined ? undefined : textIn(body, "nonce");
  const twin =
    body["enforce_nonce"] === true ? channel.messages.find((one) => one.nonce === nonce) : undefined;
  if (nonce !== undefined && twin !== undefined) return { ...messageJson(world, twin), nonce };
  const answered = answeredBy(world, channel, body);
  const message = addMessage(world, {
    ...shown,
    channel: channel.id,
    author: world.botUser,
    nonce,
    flags: Number(body["flags"] ?? 0),
    reference: answered?.id,
  });
  channel.archived = false;
  notify(world, message, body, ["users", "roles", "everyone"], answered?.author);
  return { ...messageJson(world, message), ...(nonce === undefined ? {} : { nonce }) };
}

function answeredBy(world: World, channel: Channel, body: Json): Message | undefined {
  const reference = body["message_reference"] as
    | { readonly message_id: string; readonly fail_if_not_exists?: boolean }
    | undefined;
  if (reference === undefined) return undefined;
  const found = channel.messages.find((one) => one.id === reference.message_id && !one.deleted);
  if (found === undefined && reference.fail_if_not_exists !== false)
    throw invalidForm(["message_reference: Unknown message"]);
  return found;
}

export function notify(
  world: World,
  message: Message,
  body: Json,
  defaults: readonly string[],
  answered?: string,
): void {
  world.pings.push(...pinged(body, defaults, answered).map((who) => ({ message: message.id, who })));
}

export function edit(world: World, channelId: string, id: string, sent: Sent): Json {
  const channel = channelOf(world, channelId);
  need(world, channel);
  const message = find(world, channel, id);
  if (!message.byBot) throw new Refusal(403, 50_005, "Cannot edit a message authored by another user");
  if (channel.archived) throw new Refusal(400, 50_083, "Thread is archived");
  change(world, message, sent);
  return messageJson(world, message);
}

/** What the body does not name stays as it is; `attachments` lists the files that are kept. */
export function change(world: World, message: Message, sent: Sent): void {
  const { body } = sent;
  const listed = body["attachments"] as readonly { readonly id: string | number }[] | undefined;
  const kept =
    listed === undefined
      ? message.attachments
      : message.attachments.filter((file) => listed.some(({ id }) => String(id) === file.id));
  const shown = contents(world, sent, kept);
  message.edits.push({ content: message.content, embeds: message.embeds, components: message.components });
  if (body["content"] !== undefined) message.content = shown.content;
  if (body["embeds"] !== undefined) message.embeds = shown.embeds;
  if (body["components"] !== undefined) message.components = shown.components;
  message.attachments = [...kept, ...shown.attachments];
  message.isThinking = false;
}

export function history(world: World, channelId: string, query: URLSearchParams): readonly Json[] {
  const channel = channelOf(world, channelId);
  need(world, channel);
  if (channel.type !== CHANNEL.dm && channel.deny.has("ReadMessageHistory")) return [];
  const before = query.get("before");
  return channel.messages
    .filter((one) => !one.deleted && (before === null || BigInt(one.id) < BigInt(before)))
    .toReversed()
    .slice(0, Number(query.get("limit") ?? 50))
    .map((message) => messageJson(world, message));
}

export function startThread(world: World, channelId: string, messageId: string, body: Json): Json {
  const channel = channelOf(world, channelId);
  need(world, channel, "CreatePublicThreads");
  if (channel.type !== CHANNEL.text)
    throw new Refusal(400, 50_024, "Cannot execute action on this channel type");
  find(world, channel, messageId);
  if (world.channels.has(messageId))
    throw new Refusal(400, 160_004, "A thread has already been created for this message");
  const name = textIn(body, "name");
  if (name.trim().length < 1 || name.length > 100) throw invalidForm(["name: Must be between 1 and 100"]);
  const thread = openChannel({
    id: messageId,
    name,
    type: CHANNEL.publicThread,
    guild: channel.guild,
    parent: channel.id,
  });
  world.channels.set(thread.id, thread);
  addMessage(world, { channel: channel.id, author: world.botUser, type: 18, content: name });
  return channelJson(world, thread);
}

export function changeChannel(world: World, channelId: string, body: Json): Json {
  const channel = channelOf(world, channelId);
  need(world, channel, "SendMessagesInThreads");
  if (body["archived"] === false && channel.locked) throw missingPermissions();
  if (typeof body["archived"] === "boolean") channel.archived = body["archived"];
  return channelJson(world, channel);
}

const MOST_PINS = 250;
const PINNED_TYPE = 6;

/** A pin is told in the channel, by a message of the system; pinning again changes nothing. */
export function pin(world: World, channelId: string, id: string, isPinned: boolean): undefined {
  const channel = channelOf(world, channelId);
  need(world, channel, "PinMessages");
  const message = find(world, channel, id);
  if (message.pinned === isPinned) return;
  if (isPinned && channel.messages.filter(({ pinned }) => pinned).length >= MOST_PINS)
    throw new Refusal(400, 30_003, "Maximum number of pins reached (250)");
  message.pinned = isPinned;
  if (isPinned) addMessage(world, { channel: channel.id, author: world.botUser, type: PINNED_TYPE });
}

export function openDirect(world: World, body: Json): Json {
  const user = textIn(body, "recipient_id");
  const seed = world.users.get(user);
  if (seed === undefined || seed.bot === true) throw new Refusal(400, 50_033, "Invalid Recipient(s)");
  return channelJson(world, directWith(world, user));
}
