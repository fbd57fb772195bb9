/**
 * Alerts as the feed reads them: ids in the order of their last change, then records.
 * Asked in the background and on a budget of its own. Source: falcon-api "Alerts", "Paging".
 */
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { Envelope, Ids } from "../envelope.ts";
import { fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { Alerts, type Alert } from "./alert.ts";

const READ = "Alerts: Read (alerts:read)";
const OLDEST_FIRST = "updated_timestamp.asc";
const NEWEST_FIRST = "updated_timestamp.desc";
/** Falcon gives 1,000 records with one answer; what is asked for in lists of ids is bounded by the caller. */
const COMBINED_AT_ONCE = 500;
const READ_AT_ONCE = 50;

const After = z
  .looseObject({ pagination: z.looseObject({ after: z.string().nullish() }).nullish() })
  .nullish()
  .catch(undefined);

const isHidden = (record: unknown): boolean =>
  typeof record === "object" && record !== null && "show_in_ui" in record && record.show_in_ui === false;

/** Reading hundreds of records takes a tenth of a second: people's turns come in between. */
async function read(resources: readonly unknown[]): Promise<readonly Alert[]> {
  const alerts: Alert[] = [];
  for (let start = 0; start < resources.length; start += READ_AT_ONCE) {
    alerts.push(...Alerts.parse({ resources: resources.slice(start, start + READ_AT_ONCE) }));
    await setImmediate();
  }
  return alerts;
}

/**
 * Read by `updated_timestamp` and not by offset: pages by offset end at 10,000, and alerts move
 * while they are paged.
 */
export const alertFeedApi = (ask: Ask) => {
  const ids = (query: Readonly<Record<string, string | number>>, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/alerts/queries/alerts/v2",
        query: { ...query, include_hidden: false },
        scope: READ,
        family: "feed",
        isRead: true,
        reply: Ids,
      },
      { priority: "background", ...options },
    );

  return {
    /** Ids of what has changed after, or at and after, a time stamp, in the order of change. GET /alerts/queries/alerts/v2 */
    changed: (
      from: { readonly stamp: string; readonly isIncluded: boolean },
      limit: number,
      options?: CallOptions,
    ) => {
      const filter = from.isIncluded
        ? fql`updated_timestamp:>=${from.stamp}`
        : fql`updated_timestamp:>${from.stamp}`;
      return ids({ filter, limit, sort: OLDEST_FIRST }, options);
    },

    /** The id that changed last of all. GET /alerts/queries/alerts/v2 */
    newest: (options?: CallOptions) => ids({ limit: 1, sort: NEWEST_FIRST }, options),

    /** Records in any order; unknown ids are left out. POST /alerts/entities/alerts/v2 */
    records: async (compositeIds: readonly string[], options?: CallOptions): Promise<readonly Alert[]> => {
      const { resources } = await ask(
        {
          method: "POST",
          path: "/alerts/entities/alerts/v2",
          query: { include_hidden: false },
          body: { composite_ids: compositeIds },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Envelope,
        },
        { priority: "background", ...options },
      );
      return read(resources);
    },

    /** Ids of one moment from an offset on; Falcon goes no further than 10,000. GET /alerts/queries/alerts/v2 */
    idsAt: (stamp: string, offset: number, limit: number, options?: CallOptions) =>
      ids({ filter: fql`updated_timestamp:${stamp}`, offset, limit, sort: OLDEST_FIRST }, options),

    /**
     * Records of one moment, page by page however many there are; pages by offset end at
     * 10,000. POST /alerts/combined/alerts/v1
     */
    at: async (stamp: string, after: string | undefined, options?: CallOptions) => {
      const { resources, meta } = await ask(
        {
          method: "POST",
          path: "/alerts/combined/alerts/v1",
          body: {
            filter: fql`updated_timestamp:${stamp}`,
            sort: "composite_id.asc",
            limit: COMBINED_AT_ONCE,
            ...(after === undefined ? {} : { after }),
          },
          scope: READ,
          family: "feed",
          isRead: true,
          reply: Envelope,
        },
        { priority: "background", ...options },
      );
      return {
        // This service knows no `include_hidden`.
        alerts: await read(resources.filter((record) => !isHidden(record))),
        after: After.parse(meta)?.pagination?.after ?? undefined,
      };
    },
  };
};

export type AlertFeedApi = ReturnType<typeof alertFeedApi>;
