/** Falcon's own users, to whom alerts are assigned. Source: falcon-api "Flight Control, users". */
import { z } from "zod";
import { Ids, recordsOf, text, word } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks, inOrder } from "./chunks.ts";

const READ = "User management: Read (usermgmt:read)";
const USERS_AT_ONCE = 500;

const User = z
  .looseObject({ uuid: z.string(), uid: text, first_name: text, last_name: text, status: word })
  .transform((row) => ({
    uuid: row.uuid,
    /** The e-mail address that signs in. */
    uid: row.uid,
    firstName: row.first_name,
    lastName: row.last_name,
    status: row.status,
  }));
/** A person at Falcon, not an API client. Names and mail were typed by people, so they are foreign text. */
export type FalconUser = z.output<typeof User>;

const Users = recordsOf(User);

/** A page by offset, at most 500. UUIDs alone; names are a second question. */
export interface UserSearch {
  /** By e-mail: ``fql`uid:${mail}` ``. */
  readonly filter?: Fql | undefined;
  readonly limit?: number;
  readonly offset?: number;
}

/** Scope `User management: Read`. */
export const usersApi = (ask: Ask) => ({
  /** UUIDs that match, and how many there are. GET /user-management/queries/users/v1 */
  query: ({ filter, limit, offset }: UserSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/user-management/queries/users/v1",
        query: { filter, limit, offset },
        scope: READ,
        family: "other",
        isRead: true,
        reply: Ids,
      },
      options,
    ),

  /** Records in the order of the UUIDs; unknown ones are left out. POST /user-management/entities/users/GET/v1 */
  details: async (uuids: readonly string[], options?: CallOptions): Promise<readonly FalconUser[]> => {
    const found = await inChunks(uuids, USERS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/user-management/entities/users/GET/v1",
          body: { ids: chunk },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Users,
        },
        options,
      ),
    );
    return inOrder(uuids, found, (user) => user.uuid);
  },
});

export type UsersApi = ReturnType<typeof usersApi>;
