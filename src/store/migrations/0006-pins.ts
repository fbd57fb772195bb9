/** Messages of the console that are kept at the top of their thread. */
import type { Migration } from "../migrate.ts";

export const pins: Migration = {
  name: "0006-pins",
  statements: ({ integer }) => [
    `alter table console_message add column is_pinned ${integer} not null default 0`,
  ],
};
