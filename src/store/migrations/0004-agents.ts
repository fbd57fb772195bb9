/** What AI agents need: the tokens that they sign in with, and what their requests cite. */
import type { Migration } from "../migrate.ts";

export const agents: Migration = {
  name: "0004-agents",
  statements: ({ integer, strict }) => [
    "alter table approval add column cites text",
    `create table agent_token (
      id text primary key,
      name text not null,
      person_id text not null,
      role text not null,
      hash text not null,
      created_by text not null,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      revoked_at ${integer},
      used_at ${integer}
    ) ${strict}`,
    "create index agent_token_created on agent_token (created_at)",
  ],
};
