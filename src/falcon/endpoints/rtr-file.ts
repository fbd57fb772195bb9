/** A file that `get` fetched from a host, as Falcon lists it while and after it arrives. */
import { z } from "zod";
import { integer, moment, namedText, recordsOf, text, word } from "../envelope.ts";
import { flag, optionalId, RtrId } from "./rtr-fields.ts";

const digest = z
  .unknown()
  .optional()
  .transform((value) =>
    typeof value === "string" && /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined,
  );

/** A row of GET /real-time-response/entities/file/v2; inside a batch the same with less in it. */
export const RtrFileRow = z
  .looseObject({
    id: RtrId,
    session_id: optionalId,
    cloud_request_id: optionalId,
    name: namedText,
    sha256: digest,
    size: integer,
    complete: flag,
    progress: z.number().optional().catch(undefined),
    stage: word,
    status: word,
    error_message: text,
    created_at: moment,
    deleted_at: moment,
  })
  .transform((row) => ({
    id: row.id,
    sessionId: row.session_id ?? undefined,
    /** Of the `get` that it came by. */
    requestId: row.cloud_request_id ?? undefined,
    /** The path on the host, as the host writes it. */
    name: row.name,
    /** Of the file itself, not of the archive that it is handed out in. */
    sha256: row.sha256,
    sizeBytes: row.size,
    isComplete: row.complete,
    /** From 0 to 1; undefined where Falcon does not say. */
    progress: row.progress,
    stage: row.stage,
    status: row.status,
    error: row.error_message,
    createdAt: row.created_at,
    deletedAt: row.deleted_at,
  }));

/** Falcon keeps it for some days only; the archive that we fetched is what lasts. */
export type RtrFile = z.output<typeof RtrFileRow>;

/** The reply of GET /real-time-response/entities/file/v2. */
export const RtrFiles = recordsOf(RtrFileRow);
