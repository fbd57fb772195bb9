/** A custom indicator of IOC management, from Falcon's spelling to ours. */
import { z } from "zod";
import { moment, namedText, text, texts, word } from "../envelope.ts";
import { afterPage } from "./page.ts";

/** What IOC management takes; SHA-1 and URLs are not among it. */
export const INDICATOR_TYPES = ["sha256", "md5", "domain", "ipv4", "ipv6"] as const;
export type IndicatorType = (typeof INDICATOR_TYPES)[number];

/** A record of GET /iocs/combined/indicator/v1, whose path has the singular. */
export const Indicator = z
  .looseObject({
    id: z.string().min(1),
    type: word,
    value: namedText,
    action: word,
    severity: word,
    platforms: z.array(z.string()).nullish().catch(undefined),
    applied_globally: z.boolean().nullish().catch(undefined),
    host_groups: texts,
    expiration: moment,
    expired: z.boolean().nullish().catch(undefined),
    deleted: z.boolean().nullish().catch(undefined),
    from_parent: z.boolean().nullish().catch(undefined),
    source: text,
    description: text,
    tags: texts,
    metadata: z.looseObject({ filename: text }).nullish().catch(undefined),
    created_by: text,
    created_on: moment,
    modified_by: text,
    modified_on: moment,
  })
  .transform((row) => ({
    id: row.id,
    type: row.type ?? "unknown",
    value: row.value,
    action: row.action ?? "no_action",
    severity: row.severity,
    platforms: (row.platforms ?? []).filter((name) => /^\w{1,20}$/.test(name)),
    isGlobal: row.applied_globally === true,
    /** Ids of host groups, where it is not for all hosts. */
    hostGroups: row.host_groups,
    expiresAt: row.expiration,
    isExpired: row.expired === true,
    isDeleted: row.deleted === true,
    /** The Flight Control parent's: it cannot be changed from a child. */
    isFromParent: row.from_parent === true,
    source: row.source,
    description: row.description,
    tags: row.tags,
    filename: row.metadata?.filename,
    createdBy: row.created_by,
    createdAt: row.created_on,
    modifiedBy: row.modified_by,
    modifiedAt: row.modified_on,
  }));

/** What is known of one indicator; its value was written by people and is foreign text. */
export type Indicator = z.output<typeof Indicator>;

/** Pages by `after`, which alone goes beyond 10,000. */
export const IndicatorPage = afterPage(Indicator);
