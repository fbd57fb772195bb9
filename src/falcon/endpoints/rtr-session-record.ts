/** Falcon's own record of a session and what was typed in it. */
import { z } from "zod";
import type { Untrusted } from "../../lib/untrusted.ts";
import { integer, moment, namedText, recordsOf, text, word } from "../envelope.ts";
import { DeviceId } from "./device.ts";
import { flag, optionalId, RtrId } from "./rtr-fields.ts";

/** A line that was typed; what it printed is no part of the record. */
export interface RtrLogEntry {
  readonly requestId: string | undefined;
  readonly baseCommand: Untrusted;
  readonly commandString: Untrusted;
  readonly directory: Untrusted;
  readonly createdAt: number | undefined;
}

const LogEntry = z
  .looseObject({
    cloud_request_id: optionalId,
    base_command: namedText,
    command_string: namedText,
    current_directory: namedText,
    created_at: moment,
  })
  .transform((row): RtrLogEntry => ({
    requestId: row.cloud_request_id ?? undefined,
    baseCommand: row.base_command,
    commandString: row.command_string,
    directory: row.current_directory,
    createdAt: row.created_at,
  }));

const unknowns = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((list) => list ?? []);

const SessionRecord = z
  .looseObject({
    id: RtrId,
    device_id: DeviceId.optional().catch(undefined),
    hostname: namedText,
    platform_name: word,
    user_id: text,
    user_uuid: word,
    origin: text,
    created_at: moment,
    updated_at: moment,
    deleted_at: moment,
    duration: integer,
    pwd: text,
    offline_queued: flag,
    commands_queued: flag,
    cloud_request_ids: unknowns,
    logs: unknowns,
  })
  .transform((row) => ({
    id: row.id,
    deviceId: row.device_id,
    hostname: row.hostname,
    platform: row.platform_name,
    /** Whose it is: a person's mail or an API client. */
    user: row.user_id,
    userUuid: row.user_uuid,
    origin: row.origin,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    /** Undefined while it lives. */
    deletedAt: row.deleted_at,
    durationMs: row.duration === undefined ? undefined : row.duration * 1_000,
    directory: row.pwd,
    isQueuedOffline: row.offline_queued,
    hasQueuedCommands: row.commands_queued,
    requestIds: row.cloud_request_ids.flatMap((id) => RtrId.safeParse(id).data ?? []),
    /** Empty unless asked for. */
    log: row.logs.flatMap((entry) => LogEntry.safeParse(entry).data ?? []),
  }));

/** A row of /real-time-response/entities/sessions/GET/v1 or of the audit; times are milliseconds. */
export type RtrSessionRecord = z.output<typeof SessionRecord>;

/** The two services answer with the same rows. */
export const RtrSessionRecords = recordsOf(SessionRecord);
