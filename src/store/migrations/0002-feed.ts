/** The alert feed: what Falcon has told, how far it was read, who subscribes, and what stands on which card. */
import type { Migration } from "../migrate.ts";

export const feed: Migration = {
  name: "0002-feed",
  statements: ({ integer, strict }) => [
    `create table alert (
      id text primary key,
      state text not null,
      stamp text,
      stamp_at ${integer} not null,
      status text not null,
      snapshot text,
      tries ${integer} not null,
      next_at ${integer} not null,
      created_at ${integer} not null,
      changed_at ${integer} not null
    ) ${strict}`,
    "create index alert_missing on alert (next_at) where state = 'missing'",
    "create index alert_due on alert (next_at) where state = 'known' and status <> 'closed'",
    "create index alert_created on alert (created_at)",
    "create index alert_changed on alert (changed_at)",

    `create table alert_cursor (
      name text primary key,
      stamp text not null,
      id text not null,
      since text not null,
      updated_at ${integer} not null
    ) ${strict}`,

    `create table feed (
      id text primary key,
      place text not null,
      channel_key text not null,
      filter text not null,
      window_ms ${integer} not null,
      digest text,
      source text not null,
      created_by text,
      created_at ${integer} not null,
      removed_at ${integer},
      mute text,
      muted_count ${integer} not null
    ) ${strict}`,
    "create index feed_open on feed (created_at) where removed_at is null",

    `create table alert_group (
      id text primary key,
      kind text not null,
      place text not null,
      channel_key text not null,
      feed_id text not null,
      host_key text not null,
      state text not null,
      lead_id text,
      previous text,
      window_ms ${integer} not null,
      tally text not null,
      version ${integer} not null,
      opened_at ${integer} not null,
      last_at ${integer} not null,
      closed_at ${integer}
    ) ${strict}`,
    "create unique index alert_group_open on alert_group (channel_key, host_key) where state = 'open'",
    "create index alert_group_last on alert_group (channel_key, host_key, last_at)",
    "create index alert_group_opened on alert_group (channel_key, opened_at)",

    `create table alert_entry (
      id text primary key,
      group_id text not null references alert_group (id),
      kind text not null,
      count ${integer} not null,
      version ${integer} not null,
      hold_until ${integer} not null,
      created_at ${integer} not null
    ) ${strict}`,
    "create index alert_entry_group on alert_entry (group_id, created_at)",

    `create table alert_placement (
      alert_id text not null,
      channel_key text not null,
      group_id text not null references alert_group (id),
      entry_id text,
      position ${integer} not null,
      placed_at ${integer} not null,
      primary key (alert_id, channel_key)
    ) ${strict}`,
    "create index alert_placement_group on alert_placement (group_id, position)",
    "create index alert_placement_entry on alert_placement (entry_id) where entry_id is not null",
    "create index alert_placement_recent on alert_placement (channel_key, placed_at)",
  ],
};
