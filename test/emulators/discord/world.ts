/** The state of an emulated Discord: guilds, people, channels, messages, interactions, commands. */
import { randomBytes } from "node:crypto";

export type Json = Readonly<Record<string, unknown>>;

export interface UserSeed {
  readonly id: string;
  readonly name?: string;
  readonly bot?: boolean;
  readonly dmsClosed?: boolean;
  /** The first guild unless given. */
  readonly guilds?: readonly string[];
}

export interface ChannelSeed {
  readonly id: string;
  readonly name?: string;
  /** The first guild unless given. */
  readonly guild?: string;
  /** Rights that overwrites take from the bot. */
  readonly deny?: readonly Right[];
}

export interface RoleSeed {
  readonly id: string;
  readonly members: readonly string[];
  readonly guild?: string;
}

/** Bits of https://discord.com/developers/docs/topics/permissions */
export const RIGHTS = {
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  SendMessagesInThreads: 1n << 38n,
  PinMessages: 1n << 51n,
} as const;
export type Right = keyof typeof RIGHTS;

const ALL_RIGHTS = Object.values(RIGHTS).reduce((all, bit) => all | bit, 0n);
/** Rights of everybody in a fresh guild, as far as they matter here. */
const COMMON_RIGHTS = ALL_RIGHTS & ~RIGHTS.ManageThreads;

export const CHANNEL = { text: 0, dm: 1, publicThread: 11 } as const;

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly type: number;
  readonly guild: string | undefined;
  /** Of a thread: where it hangs. */
  readonly parent: string | undefined;
  /** Of a direct conversation: the other person. */
  readonly recipient: string | undefined;
  readonly deny: Set<Right>;
  archived: boolean;
  locked: boolean;
  readonly messages: Message[];
}

export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly bytes: Buffer;
}

export interface Content {
  readonly content: string;
  readonly embeds: readonly Json[];
  readonly components: readonly Json[];
}

export interface Message {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  readonly byBot: boolean;
  content: string;
  embeds: readonly Json[];
  components: readonly Json[];
  attachments: readonly Attachment[];
  readonly nonce: string | undefined;
  flags: number;
  readonly type: number;
  /** The message that it answers. */
  readonly reference: string | undefined;
  /** Set on ephemeral messages: who alone sees it. */
  readonly onlyFor: string | undefined;
  /** Earlier contents, oldest first. */
  readonly edits: Content[];
  /** Shows "thinking" still. */
  isThinking: boolean;
  pinned: boolean;
  deleted: boolean;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: number;
  readonly user: string;
  readonly channel: string;
  readonly createdAt: number;
  /** The message whose component was used. */
  readonly source: Message | undefined;
  ackType: number | undefined;
  ackedAt: number | undefined;
  original: Message | undefined;
  choices: readonly Json[];
  readonly settled: PromiseWithResolvers<void>;
}

export interface Modal {
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  readonly source: Message | undefined;
  readonly data: Json;
  state: "open" | "closed";
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly members: Map<string, Set<string>>;
  /** The bot's own, before overwrites. */
  permissions: bigint;
  readonly roles: Set<string>;
}

export interface Ping {
  readonly message: string;
  /** A user or role id, `@everyone` or `@here`. */
  readonly who: string;
}

export interface World {
  readonly token: string;
  /** Where it is reached; known once it listens. */
  origin: string;
  readonly application: string;
  readonly botUser: string;
  readonly guilds: Map<string, Guild>;
  readonly users: Map<string, UserSeed>;
  readonly channels: Map<string, Channel>;
  readonly ephemerals: Message[];
  readonly interactions: Map<string, Interaction>;
  readonly modals: Modal[];
  readonly pings: Ping[];
  /** By scope: `global` or a guild's id. */
  readonly commands: Map<string, readonly Json[]>;
  nextId(): string;
}

export const BOT_USER = "100000000000000001";
export const APPLICATION = "100000000000000002";
export const BOT_ROLE = "100000000000000003";
export const HOME_GUILD = "100000000000000010";

const EPOCH_MS = 1_420_070_400_000;
export const snowflakeAt = (ms: number, serial = 0): string =>
  String((BigInt(ms - EPOCH_MS) << 22n) | BigInt(serial % 4_096));

export interface WorldSeed {
  readonly guilds?: readonly { readonly id: string; readonly name?: string }[];
  readonly users?: readonly UserSeed[];
  readonly channels?: readonly ChannelSeed[];
  readonly roles?: readonly RoleSeed[];
}

export function createWorld(seed: WorldSeed): World {
  const guildSeeds = seed.guilds ?? [{ id: HOME_GUILD, name: "home" }];
  const first = guildSeeds[0]?.id ?? HOME_GUILD;
  const guilds = new Map(
    guildSeeds.map(({ id, name = id }): [string, Guild] => [
      id,
      {
        id,
        name,
        permissions: COMMON_RIGHTS,
        members: new Map([[BOT_USER, new Set([BOT_ROLE])]]),
        roles: new Set([BOT_ROLE]),
      },
    ]),
  );
  const users = new Map((seed.users ?? []).map((user) => [user.id, user]));
  for (const user of users.values())
    for (const guild of user.guilds ?? [first]) guilds.get(guild)?.members.set(user.id, new Set());
  for (const role of seed.roles ?? []) {
    const guild = guilds.get(role.guild ?? first);
    guild?.roles.add(role.id);
    for (const member of role.members) guild?.members.get(member)?.add(role.id);
  }
  const channels = new Map(
    (seed.channels ?? []).map(({ id, name = id, guild = first, deny = [] }): [string, Channel] => [
      id,
      openChannel({ id, name, type: CHANNEL.text, guild, deny: new Set(deny) }),
    ]),
  );
  let serial = 0;
  return {
    token: ["emulated", randomBytes(4).toString("hex"), randomBytes(12).toString("hex")].join("."),
    origin: "http://127.0.0.1",
    application: APPLICATION,
    botUser: BOT_USER,
    guilds,
    users,
    channels,
    ephemerals: [],
    interactions: new Map(),
    modals: [],
    pings: [],
    commands: new Map(),
    nextId: () => snowflakeAt(Date.now(), ++serial),
  };
}

export const openChannel = (parts: Pick<Channel, "id" | "name" | "type"> & Partial<Channel>): Channel => ({
  guild: undefined,
  parent: undefined,
  recipient: undefined,
  deny: new Set(),
  archived: false,
  locked: false,
  messages: [],
  ...parts,
});

/** The direct conversation with one person, made when first asked for. */
export function directWith(world: World, user: string): Channel {
  const id = `${user}${"0".repeat(Math.max(0, 18 - user.length))}1`;
  const known = world.channels.get(id);
  if (known !== undefined) return known;
  const channel = openChannel({ id, name: id, type: CHANNEL.dm, recipient: user });
  world.channels.set(id, channel);
  return channel;
}

export function addMessage(
  world: World,
  parts: Pick<Message, "channel" | "author"> & Partial<Message>,
): Message {
  const message: Message = {
    id: world.nextId(),
    byBot: parts.author === world.botUser,
    content: "",
    embeds: [],
    components: [],
    attachments: [],
    nonce: undefined,
    flags: 0,
    type: 0,
    reference: undefined,
    onlyFor: undefined,
    edits: [],
    isThinking: false,
    pinned: false,
    deleted: false,
    ...parts,
  };
  if (message.onlyFor === undefined) world.channels.get(message.channel)?.messages.push(message);
  else world.ephemerals.push(message);
  return message;
}

const isPresent = <T>(value: T | undefined): value is T => value !== undefined;
export const present = <T>(values: readonly (T | undefined)[]): readonly T[] => values.filter(isPresent);

/** A text of a body; anything else is none. */
export const textIn = (body: Json, name: string): string => {
  const value = body[name];
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
};
