/**
 * One command on many hosts. Each call blocks until the hosts have answered or the time is
 * over, and answers for each host apart. Source: falcon-api "RTR: batches".
 */
import type { z } from "zod";
import { SECOND } from "../../lib/clock.ts";
import type { Ask, CallOptions } from "../request.ts";
import { CommandedHosts, FetchedFiles, FetchingHosts, OpenedBatch, PulsedHosts } from "./rtr-batch-host.ts";
import { RTR_READ, RTR_WRITE, seconds, TIER_SCOPES, type RtrTier } from "./rtr-fields.ts";

export type { BatchHost } from "./rtr-batch-host.ts";

const GET_FILES = "/real-time-response/combined/batch-get-command/v1";
const PATHS: Readonly<Record<RtrTier, string>> = {
  "read-only": "/real-time-response/combined/batch-command/v1",
  "active-responder": "/real-time-response/combined/batch-active-responder-command/v1",
  admin: "/real-time-response/combined/batch-admin-command/v1",
};
const WAITING_MS = 30 * SECOND;

/** Milliseconds. The call stays open as long, so the connection's own limit is put above it. */
export interface BatchWait {
  /** How long the call may block, at most five minutes; 30 s unless given. */
  readonly timeoutMs?: number;
  /** How long one host may take; Falcon takes a little less than the whole unless given. */
  readonly hostTimeoutMs?: number;
}

/**
 * Hosts that cannot be reached are in the answer with their complaint; only when all fail is it
 * an error.
 */
export interface OpenBatch extends BatchWait {
  /** At most 10,000. */
  readonly deviceIds: readonly string[];
  /** The batch to add them to. */
  readonly batchId?: string;
  /** Offline hosts get a queue that lives for seven days. */
  readonly isQueued?: boolean;
}

/**
 * Hosts that miss the time are `isComplete: false`; their output is read later, one by one,
 * under their own request id.
 */
export interface BatchCommand extends BatchWait {
  readonly tier: RtrTier;
  readonly batchId: string;
  readonly baseCommand: string;
  readonly commandString: string;
  /** Only these hosts of the batch. */
  readonly deviceIds?: readonly string[];
  readonly isPersistent?: boolean;
}

/** `path` is the same on every host; what comes of it is asked for with `files`. */
export interface BatchGet extends BatchWait {
  readonly batchId: string;
  readonly path: string;
  readonly deviceIds?: readonly string[];
}

interface Asked<Row> {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly scope: string;
  readonly isRead: boolean;
  readonly reply: z.ZodType<Row>;
}

/**
 * A batch dies after ten minutes without a pulse, like a session. Falcon's tools run at most
 * three such calls at once.
 */
export const rtrBatchesApi = (ask: Ask) => {
  const post = <Row>(asked: Asked<Row>, wait: BatchWait, options?: CallOptions): Promise<Row> =>
    ask(
      {
        method: "POST",
        query: timesOf(wait),
        family: "rtr",
        isAboutOne: true,
        waitMs: wait.timeoutMs ?? WAITING_MS,
        ...asked,
      },
      options,
    );

  return {
    /**
     * Sessions on many hosts; like one session, opened anew it is the same. POST /real-time-response/combined/batch-init-session/v1
     * @throws FalconError `not-found` when not a single host could be reached
     */
    open: ({ deviceIds, batchId, isQueued = false, ...wait }: OpenBatch, options?: CallOptions) =>
      post(
        {
          path: "/real-time-response/combined/batch-init-session/v1",
          body: { host_ids: deviceIds, existing_batch_id: batchId ?? "", queue_offline: isQueued },
          scope: RTR_READ,
          isRead: true,
          reply: OpenedBatch,
        },
        wait,
        options,
      ),

    /** Keeps the batch alive for ten more minutes. POST /real-time-response/combined/batch-refresh-session/v1 */
    pulse: (
      {
        batchId,
        withoutIds = [],
        ...wait
      }: BatchWait & { readonly batchId: string; readonly withoutIds?: readonly string[] },
      options?: CallOptions,
    ) =>
      post(
        {
          path: "/real-time-response/combined/batch-refresh-session/v1",
          body: { batch_id: batchId, hosts_to_remove: withoutIds },
          scope: RTR_READ,
          isRead: true,
          reply: PulsedHosts,
        },
        wait,
        options,
      ),

    /**
     * Runs a command. POST /real-time-response/combined/batch-command/v1, batch-active-responder-command/v1, batch-admin-command/v1
     * @throws FalconError: `effect` is `unknown` when it may run nevertheless
     */
    run: (command: BatchCommand, options?: CallOptions) => {
      const { tier, batchId, baseCommand, commandString, deviceIds, isPersistent = false, ...wait } = command;
      return post(
        {
          path: PATHS[tier],
          body: {
            batch_id: batchId,
            base_command: baseCommand,
            command_string: commandString,
            optional_hosts: deviceIds ?? [],
            persist_all: isPersistent,
          },
          scope: TIER_SCOPES[tier],
          isRead: false,
          reply: CommandedHosts,
        },
        wait,
        options,
      );
    },

    /** Fetches one path from every host. POST /real-time-response/combined/batch-get-command/v1 */
    get: ({ batchId, path, deviceIds, ...wait }: BatchGet, options?: CallOptions) =>
      post(
        {
          path: GET_FILES,
          body: { batch_id: batchId, file_path: path, optional_hosts: deviceIds ?? [] },
          scope: RTR_WRITE,
          isRead: false,
          reply: FetchingHosts,
        },
        wait,
        options,
      ),

    /** What has been fetched so far, by device id. GET /real-time-response/combined/batch-get-command/v1 */
    files: ({ requestId, ...wait }: BatchWait & { readonly requestId: string }, options?: CallOptions) =>
      ask(
        {
          method: "GET",
          path: GET_FILES,
          query: { batch_get_cmd_req_id: requestId, ...timesOf(wait) },
          scope: RTR_WRITE,
          family: "rtr",
          isRead: true,
          isAboutOne: true,
          waitMs: wait.timeoutMs ?? WAITING_MS,
          reply: FetchedFiles,
        },
        options,
      ),
  };
};

function timesOf({ timeoutMs = WAITING_MS, hostTimeoutMs }: BatchWait): Record<string, string | number> {
  const timeout = seconds(timeoutMs);
  return hostTimeoutMs === undefined
    ? { timeout }
    : { timeout, host_timeout_duration: `${seconds(hostTimeoutMs)}s` };
}
