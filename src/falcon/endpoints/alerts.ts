/** Alerts of all products, Alerts v2. Source: falcon-api "Alerts". */
import { Ids } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { Alerts, type Alert } from "./alert.ts";
import { inChunks, inOrder } from "./chunks.ts";

export { SEVERITY_NAMES } from "./alert.ts";
export type { Alert, AlertProcess, SeverityName } from "./alert.ts";

const READ = "Alerts: Read (alerts:read)";
const QUERY = "/alerts/queries/alerts/v2";
/** Falcon takes 1,000; fewer keep an answer of large alerts within our bound. */
const DETAILS_AT_ONCE = 500;

/** A page by offset, of ids alone; records are a second question. */
export interface AlertSearch {
  /** Absent: every alert that is not hidden. */
  readonly filter?: Fql | undefined;
  readonly limit?: number;
  /** With the limit at most 10,000. */
  readonly offset?: number;
  /** `created_timestamp.desc` */
  readonly sort?: string;
}

/** For people's look-ups, on their own budget; the feed reads by `alert-feed.ts`. Scope `Alerts: Read`. */
export const alertsApi = (ask: Ask) => {
  const query = ({ filter, limit, offset, sort }: AlertSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: QUERY,
        // Hidden alerts are left out, as in the console; Falcon's default is to include them.
        query: { filter, limit, offset, sort, include_hidden: false },
        scope: READ,
        family: "detections",
        isRead: true,
        reply: Ids,
      },
      options,
    );

  return {
    /** Composite ids that match, and how many there are. GET /alerts/queries/alerts/v2 */
    query,

    /** Records in the order of the ids; unknown ids are left out. POST /alerts/entities/alerts/v2 */
    details: async (compositeIds: readonly string[], options?: CallOptions): Promise<readonly Alert[]> => {
      const found = await inChunks(compositeIds, DETAILS_AT_ONCE, (chunk) =>
        ask(
          {
            method: "POST",
            path: "/alerts/entities/alerts/v2",
            query: { include_hidden: false },
            body: { composite_ids: chunk },
            scope: READ,
            family: "other",
            isRead: true,
            reply: Alerts,
          },
          options,
        ),
      );
      return inOrder(compositeIds, found, (alert) => alert.compositeId);
    },

    /** How many match. GET /alerts/queries/alerts/v2 */
    count: async (filter: Fql, options?: CallOptions): Promise<number> => {
      const { total } = await query({ filter, limit: 1 }, options);
      return total;
    },
  };
};

export type AlertsApi = ReturnType<typeof alertsApi>;
