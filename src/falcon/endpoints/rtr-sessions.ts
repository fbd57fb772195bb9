/**
 * Sessions of RTR. Falcon gives a client one session per host and hands the same one out
 * again, so opening, keeping alive and deleting may each be repeated.
 * Source: falcon-api "Real Time Response: one host".
 */
import { z } from "zod";
import { SECOND } from "../../lib/clock.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import { Ids, integer, moment, namedText, texts, word } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks, inOrder } from "./chunks.ts";
import { DeviceId } from "./device.ts";
import { flag, oneOf, RTR_READ, RtrId, seconds } from "./rtr-fields.ts";
import { scriptHelp, type ScriptHelp } from "./rtr-help.ts";
import { removeOne, type Removal } from "./rtr-remove.ts";
import { RtrSessionRecords, type RtrSessionRecord } from "./rtr-session-record.ts";

const SESSIONS = "/real-time-response/entities/sessions/v1";
const PULSE = "/real-time-response/entities/refresh-session/v1";
/** Shown in Falcon's own record of sessions. */
const ORIGIN = "falconer";
const OPENING_MS = 30 * SECOND;
const RECORDS_AT_ONCE = 500;

/** The same for opening and for the pulse: both name the host, and neither the session. */
export interface OpenSession {
  readonly deviceId: string;
  /** An offline host gets a queue instead of a refusal. */
  readonly isQueued?: boolean;
  /** How long Falcon waits for the host, at most five minutes. */
  readonly timeoutMs?: number;
}

/**
 * What POST /real-time-response/entities/sessions/v1 answers. Its id may be that of a session
 * opened before.
 */
export interface RtrSession {
  readonly id: string;
  readonly deviceId: string | undefined;
  /** Windows, Mac or Linux. */
  readonly platform: string | undefined;
  readonly directory: Untrusted;
  /** The host is offline; commands wait for it. */
  readonly isQueuedOffline: boolean;
  readonly createdAt: number | undefined;
  /** Sessions that the host had already, of whomever. */
  readonly existingSessions: number;
  readonly previousCommands: readonly Untrusted[];
  /** The commands that this host offers. */
  readonly help: readonly ScriptHelp[];
}

const Session = z
  .looseObject({
    session_id: RtrId,
    device_id: DeviceId.optional().catch(undefined),
    platform: word,
    pwd: namedText,
    offline_queued: flag,
    created_at: moment,
    existing_aid_sessions: integer,
    previous_commands: texts,
    scripts: scriptHelp,
  })
  .transform((row): RtrSession => ({
    id: row.session_id,
    deviceId: row.device_id,
    platform: row.platform,
    directory: row.pwd,
    isQueuedOffline: row.offline_queued,
    createdAt: row.created_at,
    existingSessions: row.existing_aid_sessions ?? 0,
    previousCommands: row.previous_commands,
    help: row.scripts,
  }));

const OneSession = oneOf(Session);

/** A page by offset of our own sessions. `deleted_at:null` are those that live. */
export interface SessionSearch {
  /** ``fql`user_id:'@me'+deleted_at:null` `` finds our own that live. */
  readonly filter?: Fql | undefined;
  readonly limit?: number;
  readonly offset?: number;
  /** `created_at|desc` */
  readonly sort?: string;
}

/**
 * A session dies after ten minutes without a sign of life, and its output with it. Scope `Real
 * time response: Read`.
 */
export const rtrSessionsApi = (ask: Ask) => {
  const open = (path: string, wanted: OpenSession, options?: CallOptions): Promise<RtrSession> => {
    const { deviceId, isQueued = false, timeoutMs = OPENING_MS } = wanted;
    return ask(
      {
        method: "POST",
        path,
        query: path === SESSIONS ? { timeout: seconds(timeoutMs) } : {},
        body: { device_id: deviceId, origin: ORIGIN, queue_offline: isQueued },
        scope: RTR_READ,
        family: "rtr",
        isRead: true,
        isAboutOne: true,
        waitMs: timeoutMs,
        reply: OneSession,
      },
      options,
    );
  };

  return {
    /**
     * The session of this client on a host, opened if there is none. POST /real-time-response/entities/sessions/v1
     * @throws FalconError `unreachable` for an offline host, unless it may be queued
     */
    open: (wanted: OpenSession, options?: CallOptions) => open(SESSIONS, wanted, options),

    /** Keeps it alive for ten more minutes; the host is named, not the session. POST /real-time-response/entities/refresh-session/v1 */
    pulse: (wanted: OpenSession, options?: CallOptions) => open(PULSE, wanted, options),

    /** `gone`: Falcon did not know it any more. DELETE /real-time-response/entities/sessions/v1 */
    remove: (sessionId: string, options?: CallOptions): Promise<Removal> =>
      removeOne(ask, { path: SESSIONS, query: { session_id: sessionId }, scope: RTR_READ }, options),

    /** Ids of our own sessions. GET /real-time-response/queries/sessions/v1 */
    query: ({ filter, limit, offset, sort }: SessionSearch, options?: CallOptions) =>
      ask(
        {
          method: "GET",
          path: "/real-time-response/queries/sessions/v1",
          query: { filter, limit, offset, sort },
          scope: RTR_READ,
          family: "rtr",
          isRead: true,
          reply: Ids,
        },
        options,
      ),

    /** Records of our own sessions in the order of the ids. POST /real-time-response/entities/sessions/GET/v1 */
    details: async (
      sessionIds: readonly string[],
      options?: CallOptions,
    ): Promise<readonly RtrSessionRecord[]> => {
      const found = await inChunks(sessionIds, RECORDS_AT_ONCE, (chunk) =>
        ask(
          {
            method: "POST",
            path: "/real-time-response/entities/sessions/GET/v1",
            body: { ids: chunk },
            scope: RTR_READ,
            family: "rtr",
            isRead: true,
            reply: RtrSessionRecords,
          },
          options,
        ),
      );
      return inOrder(sessionIds, found, (session) => session.id);
    },
  };
};
