/** Tenants under a Flight Control parent. Source: falcon-api "Flight Control". */
import { z } from "zod";
import { Ids, recordsOf, text, word } from "../envelope.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks } from "./chunks.ts";
import { DeviceId } from "./device.ts";

const READ = "Flight Control: Read (mssp:read)";
const PAGE = 500;
/** More children than this are not listed; their CIDs can still be named. */
const MOST = 5_000;

const Child = z
  .looseObject({ child_cid: DeviceId, name: text, status: word })
  .transform((row) => ({ cid: row.child_cid, name: row.name, status: row.status }));
/** `cid` is what a token for this child is asked for with (`member_cid`). */
export type Child = z.output<typeof Child>;

const Children = recordsOf(Child);

/**
 * Only a parent's API client may ask: scope `Flight Control: Read`. The service's own page is 10
 * unless told otherwise.
 */
export const childrenApi = (ask: Ask) => ({
  /** All children. GET /mssp/queries/children/v1, POST /mssp/entities/children/GET/v2 (which may answer 207) */
  all: async (options?: CallOptions): Promise<readonly Child[]> => {
    const ids: string[] = [];
    for (let total = 1; ids.length < Math.min(total, MOST);) {
      const page = await ask(
        {
          method: "GET",
          path: "/mssp/queries/children/v1",
          query: { limit: PAGE, offset: ids.length },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Ids,
        },
        options,
      );
      if (page.ids.length === 0) break;
      ids.push(...page.ids);
      total = page.total;
    }
    return inChunks(ids, PAGE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/mssp/entities/children/GET/v2",
          body: { ids: chunk },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Children,
        },
        options,
      ),
    );
  },
});

export type ChildrenApi = ReturnType<typeof childrenApi>;
