/** Scripts that people hand in for hosts, and the case that a session and its evidence belong to. */
import type { Migration } from "../migrate.ts";

export const rtrFiles: Migration = {
  name: "0007-rtr-files",
  statements: ({ integer, strict }) => [
    "alter table rtr_session add column case_ref text",
    "alter table evidence add column case_ref text",
    `create table rtr_upload (
      id text primary key,
      origin_key text not null unique,
      session_id text not null references rtr_session (id),
      name text not null,
      content text not null,
      bytes ${integer} not null,
      sha256 text not null,
      person_id text not null,
      person_name text not null,
      created_at ${integer} not null
    ) ${strict}`,
    "create index rtr_upload_session on rtr_upload (session_id, created_at)",
  ],
};
