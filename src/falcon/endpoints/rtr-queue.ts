/** What waits for offline hosts. Source: falcon-api "RTR: files, scripts, queue, audit". */
import { z } from "zod";
import type { Untrusted } from "../../lib/untrusted.ts";
import { moment, namedText, recordsOf, text, word } from "../envelope.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks, inOrder } from "./chunks.ts";
import { DeviceId } from "./device.ts";
import { RTR_READ, RtrId } from "./rtr-fields.ts";
import { removeOne, type Removal } from "./rtr-remove.ts";

const SESSIONS_AT_ONCE = 100;

/**
 * Lapses seven days after it was queued; whether it ran is known from `status`, not from its
 * being gone.
 */
export interface QueuedCommand {
  readonly requestId: string;
  readonly baseCommand: Untrusted;
  readonly commandString: Untrusted;
  /** PENDING, FINISHED; the set is open. */
  readonly status: string | undefined;
  readonly statusText: Untrusted | undefined;
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly deletedAt: number | undefined;
}

const Command = z
  .looseObject({
    cloud_request_id: RtrId,
    base_command: namedText,
    command_string: namedText,
    status: word,
    status_text: text,
    created_at: moment,
    updated_at: moment,
    deleted_at: moment,
  })
  .transform((row): QueuedCommand => ({
    requestId: row.cloud_request_id,
    baseCommand: row.base_command,
    commandString: row.command_string,
    status: row.status,
    statusText: row.status_text,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  }));

const commands = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((list) => (list ?? []).flatMap((command) => Command.safeParse(command).data ?? []));

const QueuedSession = z
  .looseObject({
    id: RtrId,
    aid: DeviceId.optional().catch(undefined),
    user_id: text,
    status: word,
    created_at: moment,
    updated_at: moment,
    deleted_at: moment,
    // The one key of these services that begins with a capital.
    Commands: commands,
  })
  .transform((row) => ({
    id: row.id,
    deviceId: row.aid,
    user: row.user_id,
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
    commands: row.Commands,
  }));

/** A session that waits or waited for its host; times are milliseconds. */
export type QueuedSession = z.output<typeof QueuedSession>;

const QueuedSessions = recordsOf(QueuedSession);

/** Knows the sessions of our own API client only. */
export const rtrQueueApi = (ask: Ask) => ({
  /** Our own queued sessions in the order of the ids. POST /real-time-response/entities/queued-sessions/GET/v1 */
  details: async (
    sessionIds: readonly string[],
    options?: CallOptions,
  ): Promise<readonly QueuedSession[]> => {
    const found = await inChunks(sessionIds, SESSIONS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/real-time-response/entities/queued-sessions/GET/v1",
          body: { ids: chunk },
          scope: RTR_READ,
          family: "rtr",
          isRead: true,
          reply: QueuedSessions,
        },
        options,
      ),
    );
    return inOrder(sessionIds, found, (session) => session.id);
  },

  /** Takes a command out of the queue; `gone` when it is not there. DELETE /real-time-response/entities/queued-sessions/command/v1 */
  remove: (
    { sessionId, requestId }: { readonly sessionId: string; readonly requestId: string },
    options?: CallOptions,
  ): Promise<Removal> =>
    removeOne(
      ask,
      {
        path: "/real-time-response/entities/queued-sessions/command/v1",
        query: { session_id: sessionId, cloud_request_id: requestId },
        scope: RTR_READ,
      },
      options,
    ),
});
