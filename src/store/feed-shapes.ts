/** What the JSON columns of the feed hold, checked when it is read. */
import { z } from "zod";
import type { AlertSnapshot, FeedFilter, FeedMute, GroupTally } from "./feed-rows.ts";
import { untrustedText } from "./shapes.ts";

const words = z.array(z.string());
const text = untrustedText.exactOptional();

/** Loose: a field of a later version is kept, not refused. */
export const snapshot: z.ZodType<AlertSnapshot> = z.looseObject({
  name: untrustedText,
  severity: z.string(),
  isSeverityComputed: z.boolean(),
  isSeverityGuessed: z.literal(true).exactOptional(),
  status: z.string(),
  product: text,
  deviceId: z.string().exactOptional(),
  hostname: text,
  os: text,
  machineType: text,
  user: text,
  tactic: text,
  tacticId: text,
  technique: text,
  techniqueId: text,
  filename: text,
  cmdline: text,
  sha256: text,
  wasBlocked: z.boolean().exactOptional(),
  disposition: text,
  assignedTo: text,
  assignedToUuid: z.string().exactOptional(),
  resolution: text,
  tags: z.array(untrustedText),
  hostTags: z.array(untrustedText),
  hostGroups: z.array(untrustedText),
  link: z.string().exactOptional(),
  happenedAt: z.number().exactOptional(),
  createdStamp: z.string().exactOptional(),
});

export const feedFilter: z.ZodType<FeedFilter> = z.looseObject({
  severity: z.string().exactOptional(),
  products: words.exactOptional(),
  tactics: words.exactOptional(),
  techniques: words.exactOptional(),
  tags: words.exactOptional(),
  groups: words.exactOptional(),
  hostnames: words.exactOptional(),
});

export const feedMute: z.ZodType<FeedMute> = z.looseObject({
  until: z.int(),
  reason: untrustedText,
  by: untrustedText,
});

const counts = z.record(z.string(), z.int());
const counted = z.array(z.looseObject({ key: z.string(), label: untrustedText, count: z.int() }));

/** Bounded by who writes it, see `GroupTally`. */
export const tally: z.ZodType<GroupTally> = z.looseObject({
  total: z.int(),
  severities: counts,
  hosts: counted,
  hostCount: z.int(),
  techniques: counted,
  slices: z.array(z.looseObject({ at: z.int(), counts })),
});
