/** The state of an emulated Slack workspace: people, channels, messages, views, files. */
import { randomBytes } from "node:crypto";
import type { Json } from "./block-kit.ts";

export interface UserSeed {
  readonly id: string;
  readonly name?: string;
  readonly team?: string;
  readonly guest?: boolean;
  readonly deactivated?: boolean;
  readonly bot?: boolean;
  readonly stranger?: boolean;
}

export interface ChannelSeed {
  readonly id: string;
  readonly name?: string;
  /** Everybody unless given. */
  readonly members?: readonly string[];
  /** Whether our bot was invited; yes unless said otherwise. */
  readonly withBot?: boolean;
  readonly archived?: boolean;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly byBot: boolean;
  text: string;
  blocks: readonly Json[];
  readonly threadTs: string | undefined;
  readonly metadata: Json | undefined;
  readonly files: FileRecord[];
  /** Earlier contents, oldest first. */
  readonly edits: { readonly text: string; readonly blocks: readonly Json[] }[];
  /** Set on ephemeral messages: who alone sees it. */
  readonly onlyFor: string | undefined;
  /** How it came: `response_url` or the method. */
  readonly via: string;
  deleted: boolean;
}

export interface View {
  readonly id: string;
  readonly user: string;
  view: Json;
  hash: string;
  readonly openedAt: number;
  updates: number;
  errors: Readonly<Record<string, string>>;
  state: "open" | "closed";
}

export interface FileRecord {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly alt: string;
  bytes: Buffer;
  readonly length: number;
  completed: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly members: Set<string>;
  isArchived: boolean;
  readonly isDirect: boolean;
  readonly messages: Message[];
  /** Times of the pinned messages, oldest first. */
  readonly pins: Set<string>;
}

export interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  readonly issuedAt: number;
  uses: number;
  expired: boolean;
}

export interface Workspace {
  readonly team: string;
  readonly botUser: string;
  readonly botId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly users: Map<string, UserSeed>;
  readonly groups: Map<string, Set<string>>;
  readonly channels: Map<string, Channel>;
  readonly ephemerals: Message[];
  readonly views: Map<string, View>;
  readonly homes: Map<string, Json>;
  readonly files: Map<string, FileRecord>;
  /** Files that people have shared, by id. */
  readonly shared: Map<string, FileRecord>;
  readonly triggers: Map<string, { readonly user: string; readonly issuedAt: number; used: boolean }>;
  readonly responseUrls: Map<string, ResponseUrl>;
  revoked: { bot: boolean; app: boolean };
  nextTs(): string;
  nextId(prefix: string): string;
}

export const BOT_USER = "U0BOT";

export function createWorkspace(seed: {
  readonly users: readonly UserSeed[];
  readonly channels: readonly ChannelSeed[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly team?: string;
}): Workspace {
  let serial = 0;
  const secret = (prefix: string): string => `${prefix}-${randomBytes(12).toString("hex")}`;
  const users = new Map(seed.users.map((user) => [user.id, user]));
  const channels = new Map(seed.channels.map((channel) => [channel.id, openChannel(channel, users)]));
  return {
    team: seed.team ?? "T0HOME",
    botUser: BOT_USER,
    botId: "B0BOT",
    botToken: secret("xoxb"),
    appToken: secret("xapp"),
    signingSecret: randomBytes(16).toString("hex"),
    users,
    groups: new Map(Object.entries(seed.groups ?? {}).map(([id, members]) => [id, new Set(members)])),
    channels,
    ephemerals: [],
    views: new Map(),
    homes: new Map(),
    files: new Map(),
    shared: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    revoked: { bot: false, app: false },
    nextTs: () => `${Math.floor(Date.now() / 1_000)}.${String(++serial).padStart(6, "0")}`,
    nextId: (prefix) => `${prefix}${(++serial).toString(36).toUpperCase().padStart(8, "0")}`,
  };
}

function openChannel(seed: ChannelSeed, users: ReadonlyMap<string, UserSeed>): Channel {
  const members = new Set(seed.members ?? users.keys());
  if (seed.withBot !== false) members.add(BOT_USER);
  return {
    id: seed.id,
    name: seed.name ?? seed.id.toLowerCase(),
    members,
    isArchived: seed.archived === true,
    isDirect: false,
    messages: [],
    pins: new Set(),
  };
}

/** The direct conversation with one person, made when first asked for. */
export function directWith(workspace: Workspace, user: string): Channel {
  const id = `D0${user}`;
  const known = workspace.channels.get(id);
  if (known !== undefined) return known;
  const channel: Channel = {
    id,
    name: id,
    members: new Set([user, BOT_USER]),
    isArchived: false,
    isDirect: true,
    messages: [],
    pins: new Set(),
  };
  workspace.channels.set(id, channel);
  return channel;
}

export function addMessage(
  workspace: Workspace,
  channel: Channel | undefined,
  parts: {
    readonly channel: string;
    readonly user: string;
    readonly text: string;
    readonly blocks?: readonly Json[];
    readonly threadTs?: string | undefined;
    readonly metadata?: Json | undefined;
    readonly onlyFor?: string | undefined;
    readonly via: string;
  },
): Message {
  const message: Message = {
    channel: parts.channel,
    ts: workspace.nextTs(),
    user: parts.user,
    byBot: parts.user === workspace.botUser,
    text: parts.text,
    blocks: parts.blocks ?? [],
    threadTs: parts.threadTs,
    metadata: parts.metadata,
    files: [],
    edits: [],
    onlyFor: parts.onlyFor,
    via: parts.via,
    deleted: false,
  };
  if (parts.onlyFor === undefined) channel?.messages.push(message);
  else workspace.ephemerals.push(message);
  return message;
}
