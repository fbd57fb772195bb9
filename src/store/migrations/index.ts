/** Every migration, oldest first. A landed one is never edited: a change is a new file at the end. */
import type { Migration } from "../migrate.ts";
import { first } from "./0001-first.ts";
import { feed } from "./0002-feed.ts";
import { rtr } from "./0003-rtr.ts";
import { agents } from "./0004-agents.ts";
import { oldRows } from "./0005-old-rows.ts";
import { pins } from "./0006-pins.ts";
import { rtrFiles } from "./0007-rtr-files.ts";
import { begunPosts } from "./0008-begun-posts.ts";

export const migrations: readonly Migration[] = [
  first,
  feed,
  rtr,
  agents,
  oldRows,
  pins,
  rtrFiles,
  begunPosts,
];
