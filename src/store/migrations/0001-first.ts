/** The first tables. Times are milliseconds, JSON is text, flags are 0 or 1, on both engines. */
import type { Migration } from "../migrate.ts";

export const first: Migration = {
  name: "0001-first",
  statements: ({ integer, strict }) => [
    `create table approval (
      id text primary key,
      origin_key text not null unique,
      kind text not null,
      params text not null,
      targets text not null,
      hash text not null,
      reason text not null,
      requester_id text not null,
      requester_name text not null,
      requester_account text not null,
      asked_by text not null,
      place text not null,
      policy text not null,
      is_emergency ${integer} not null,
      state text not null,
      outcome text,
      version ${integer} not null,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      reminded_at ${integer},
      decided_at ${integer},
      finished_at ${integer},
      review text not null,
      reviewed_by text
    ) ${strict}`,
    "create index approval_created on approval (created_at, id)",
    "create index approval_state on approval (state, created_at)",
    "create index approval_requester on approval (requester_id, created_at)",
    "create index approval_open on approval (expires_at) where state in ('pending', 'approved')",

    `create table vote (
      approval_id text not null references approval (id),
      person_id text not null,
      person_name text not null,
      account text not null,
      decision text not null,
      reason text,
      at ${integer} not null,
      primary key (approval_id, person_id)
    ) ${strict}`,

    `create table execution (
      id text primary key,
      approval_id text not null references approval (id),
      kind text not null,
      target_id text not null,
      target_name text not null,
      state text not null,
      outcome text,
      attempts ${integer} not null,
      owner text,
      owned_until ${integer},
      next_at ${integer} not null,
      deadline_at ${integer},
      version ${integer} not null,
      created_at ${integer} not null,
      updated_at ${integer} not null,
      called_at ${integer}
    ) ${strict}`,
    "create index execution_approval on execution (approval_id)",
    "create index execution_open on execution (next_at) where state not in ('verified', 'refused', 'failed')",
    "create index execution_called on execution (kind, called_at)",
    "create index execution_owner on execution (owner) where owner is not null",

    `create table containment (
      id text primary key,
      approval_id text not null references approval (id),
      device_id text not null,
      hostname text not null,
      state text not null,
      contained_at ${integer} not null,
      release_at ${integer},
      version ${integer} not null,
      updated_at ${integer} not null
    ) ${strict}`,
    "create index containment_approval on containment (approval_id)",
    "create index containment_open on containment (device_id) where state <> 'released'",

    `create table delivery (
      id text primary key,
      key text not null unique,
      lane text not null,
      "to" text not null,
      channel_key text not null,
      subject text,
      card text,
      state text not null,
      message text,
      wanted_version ${integer} not null,
      drawn_version ${integer} not null,
      attempts ${integer} not null,
      owner text,
      owned_until ${integer},
      was_sending ${integer} not null,
      next_at ${integer} not null,
      error text,
      created_at ${integer} not null,
      updated_at ${integer} not null
    ) ${strict}`,
    "create index delivery_subject on delivery (subject)",
    `create index delivery_open on delivery (next_at)
      where state in ('queued', 'sending') or (state = 'sent' and drawn_version < wanted_version)`,
    "create index delivery_owner on delivery (owner) where owner is not null",

    `create table inbox (
      id text primary key,
      turn text not null,
      state text not null,
      owner text,
      owned_until ${integer},
      received_at ${integer} not null
    ) ${strict}`,
    "create index inbox_open on inbox (received_at) where state <> 'done'",

    `create table audit (
      seq ${integer} primary key,
      at ${integer} not null,
      body text not null,
      hash text not null
    ) ${strict}`,
    "create index audit_at on audit (at)",
    `create table audit_about (
      term text not null,
      seq ${integer} not null,
      primary key (term, seq)
    ) ${strict}`,
    `create table audit_head (
      id ${integer} primary key,
      seq ${integer} not null,
      hash text not null
    ) ${strict}`,
    `insert into audit_head (id, seq, hash) values (1, 0, '${"0".repeat(64)}')`,

    `create table prompt (
      id text primary key,
      payload text not null,
      created_at ${integer} not null
    ) ${strict}`,

    `create table lease (
      name text primary key,
      owner text not null,
      token ${integer} not null,
      expires_at ${integer} not null
    ) ${strict}`,

    `create table named_value (
      name text primary key,
      json text not null
    ) ${strict}`,

    `create table person_link (
      surface text not null,
      account text not null,
      person_id text not null,
      at ${integer} not null,
      primary key (surface, account)
    ) ${strict}`,
    "create index person_link_person on person_link (person_id)",

    `create table console_message (
      id text primary key,
      channel text not null,
      thread text,
      only_for text,
      author text,
      card text,
      key text unique,
      created_at ${integer} not null,
      edited_at ${integer} not null,
      position ${integer} not null
    ) ${strict}`,
    "create index console_message_channel on console_message (channel, created_at, position)",
    "create index console_message_edited on console_message (edited_at)",
  ],
};
