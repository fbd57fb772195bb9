/** A script or put-file of the library; Falcon's own scripts say a little less. */
import { z } from "zod";
import { integer, moment, namedText, recordsOf, text, word } from "../envelope.ts";
import { RtrId } from "./rtr-fields.ts";

/** A list, or one word, or a list in text: the services differ. */
const platforms = z
  .unknown()
  .optional()
  .transform((value): readonly string[] => {
    const list = typeof value === "string" ? value.split(",") : Array.isArray(value) ? value : [];
    return list
      .filter((one) => typeof one === "string")
      .map((one) => one.trim().toLowerCase())
      .filter((one) => /^[a-z]{1,20}$/.test(one));
  });

const digest = z
  .unknown()
  .optional()
  .transform((value) =>
    typeof value === "string" && /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined,
  );

const Item = z
  .looseObject({
    id: RtrId,
    name: namedText,
    description: text,
    /** `windows`, `mac`, `linux` */
    platform: platforms,
    permission_type: word,
    content: text,
    sha256: digest,
    size: integer,
    created_by: text,
    created_timestamp: moment,
    modified_by: text,
    modified_timestamp: moment,
    run_attempt_count: integer,
    run_success_count: integer,
    use_case: text,
  })
  .transform((row) => ({
    id: row.id,
    name: row.name,
    description: row.description ?? row.use_case,
    platforms: row.platform,
    /** `private`, `group` (RTR administrators) or `public`, which active responders may run too. */
    permission: row.permission_type,
    content: row.content,
    sha256: row.sha256,
    sizeBytes: row.size,
    createdBy: row.created_by,
    createdAt: row.created_timestamp,
    modifiedBy: row.modified_by,
    modifiedAt: row.modified_timestamp,
    runs: row.run_attempt_count,
    successes: row.run_success_count,
  }));

/**
 * Written by the customer's people, so every word of it is foreign text; `platforms` and
 * `permission` are Falcon's own.
 */
export type LibraryItem = z.output<typeof Item>;

/** The reply of GET /real-time-response/entities/scripts/v2, put-files/v2 and falcon-scripts/v1. */
export const LibraryItems = recordsOf(Item);
