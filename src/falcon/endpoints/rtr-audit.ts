/** Falcon's record of all RTR sessions, whoever opened them. Source: falcon-api "RTR: files, scripts, queue, audit". */
import { Envelope } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { RTR_AUDIT } from "./rtr-fields.ts";
import { RtrSessionRecords } from "./rtr-session-record.ts";

/** A page by offset, of the records themselves. */
export interface AuditSearch {
  readonly filter?: Fql | undefined;
  /** `created_at|desc` */
  readonly sort?: string;
  /** At most 1,000. */
  readonly limit?: number;
  readonly offset?: number;
  /** With what was typed in each. */
  readonly withCommands?: boolean;
}

/** Read twice: the records, and how many there are in all. */
const Page = Envelope.transform((body) => ({
  sessions: RtrSessionRecords.parse(body),
  total: body.meta?.pagination?.total ?? body.resources.length,
}));

/**
 * `/real-time-response/queries/sessions/v1` tells of our own API client's sessions only; for
 * everybody's a scope of its own is needed.
 */
export const rtrAuditApi = (ask: Ask) => ({
  /** Sessions of everybody. GET /real-time-response-audit/combined/sessions/v1 */
  sessions: ({ filter, sort, limit, offset, withCommands }: AuditSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/real-time-response-audit/combined/sessions/v1",
        query: { filter, sort, limit, offset, with_command_info: withCommands },
        scope: RTR_AUDIT,
        family: "rtr",
        isRead: true,
        reply: Page,
      },
      options,
    ),
});
