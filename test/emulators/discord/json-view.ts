/** State as Discord writes it in answers and gateway events. */
import type { Channel, Guild, Json, Message, World } from "./world.ts";
import { BOT_ROLE, CHANNEL, RIGHTS } from "./world.ts";

export const userJson = (world: World, id: string): Json => {
  const user = world.users.get(id);
  return {
    id,
    username: user?.name ?? (id === world.botUser ? "falconer" : id),
    discriminator: "0",
    global_name: user?.name ?? null,
    avatar: null,
    ...(user?.bot === true || id === world.botUser ? { bot: true } : {}),
  };
};

export const memberJson = (world: World, guild: Guild, id: string): Json => ({
  user: userJson(world, id),
  roles: [...(guild.members.get(id) ?? [])],
  nick: null,
  avatar: null,
  joined_at: "2026-01-01T00:00:00.000Z",
  deaf: false,
  mute: false,
  flags: 0,
});

export const channelJson = (world: World, channel: Channel): Json => ({
  id: channel.id,
  type: channel.type,
  ...(channel.guild === undefined ? {} : { guild_id: channel.guild, name: channel.name, position: 0 }),
  ...(channel.parent === undefined ? {} : { parent_id: channel.parent }),
  ...(channel.recipient === undefined ? {} : { recipients: [userJson(world, channel.recipient)] }),
  ...(channel.type === CHANNEL.publicThread
    ? {
        owner_id: world.botUser,
        thread_metadata: {
          archived: channel.archived,
          locked: channel.locked,
          auto_archive_duration: 1_440,
          archive_timestamp: "2026-01-01T00:00:00.000Z",
        },
      }
    : {
        permission_overwrites: [
          {
            id: BOT_ROLE,
            type: 0,
            allow: "0",
            deny: String([...channel.deny].reduce((bits, right) => bits | RIGHTS[right], 0n)),
          },
        ],
      }),
});

export const messageJson = (world: World, message: Message): Json => ({
  id: message.id,
  channel_id: message.channel,
  author: userJson(world, message.author),
  content: message.content,
  timestamp: "2026-01-01T00:00:00.000Z",
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: message.attachments.map(({ id, filename, bytes }) => ({
    id,
    filename,
    size: bytes.length,
    url: `${world.origin}/attachments/${message.channel}/${id}/${encodeURIComponent(filename)}`,
    proxy_url: `${world.origin}/attachments/${message.channel}/${id}/${encodeURIComponent(filename)}`,
  })),
  embeds: message.embeds,
  components: message.components,
  pinned: message.pinned,
  type: message.type,
  flags: message.flags,
});

export function guildJson(world: World, guild: Guild): Json {
  const own = [...world.channels.values()].filter((channel) => channel.guild === guild.id);
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    owner_id: "1",
    roles: [
      { id: guild.id, name: "@everyone", permissions: String(guild.permissions), position: 0 },
      ...[...guild.roles].map((id) => ({ id, name: id, permissions: "0", position: 1 })),
    ],
    channels: own.filter(({ type }) => type === CHANNEL.text).map((one) => channelJson(world, one)),
    threads: own
      .filter(({ type, archived }) => type === CHANNEL.publicThread && !archived)
      .map((one) => channelJson(world, one)),
    members: [memberJson(world, guild, world.botUser)],
    member_count: guild.members.size,
    emojis: [],
    stickers: [],
    features: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    unavailable: false,
    large: false,
    joined_at: "2026-01-01T00:00:00.000Z",
  };
}
