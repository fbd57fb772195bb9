/** Host groups by name and by id. Source: falcon-api "Host groups". */
import { z } from "zod";
import { namedText, recordsOf } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks } from "./chunks.ts";
import { DeviceId } from "./device.ts";

const READ = "Host groups: Read (host-group:read)";
const IDS_AT_ONCE = 100;

const Group = z
  .looseObject({ id: DeviceId, name: namedText })
  .transform((row) => ({ id: row.id, name: row.name }));
/** A group's id looks like a device id and is none. */
export type HostGroup = z.output<typeof Group>;

const Groups = recordsOf(Group);

/** Hosts carry ids of groups alone, so names are asked for here. Scope `Host groups: Read`. */
export const hostGroupsApi = (ask: Ask) => ({
  /** Groups that match. GET /devices/combined/host-groups/v1 */
  search: (filter: Fql | undefined, limit: number, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/devices/combined/host-groups/v1",
        query: { filter, limit, sort: "name.asc" },
        scope: READ,
        family: "other",
        isRead: true,
        reply: Groups,
      },
      options,
    ),

  /** In any order; unknown ids are left out. GET /devices/entities/host-groups/v1 */
  byIds: (ids: readonly string[], options?: CallOptions): Promise<readonly HostGroup[]> =>
    inChunks(ids, IDS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "GET",
          path: "/devices/entities/host-groups/v1",
          query: { ids: chunk },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Groups,
        },
        options,
      ),
    ),
});

export type HostGroupsApi = ReturnType<typeof hostGroupsApi>;
