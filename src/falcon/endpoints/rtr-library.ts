/**
 * What can be run on or put onto hosts: our own scripts, Falcon's, and put-files.
 * Source: falcon-api "RTR: files, scripts, queue, audit".
 */
import { z } from "zod";
import type { Save } from "../call.ts";
import { Ids } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks, inOrder } from "./chunks.ts";
import { RTR_ADMIN } from "./rtr-fields.ts";
import { LibraryItems, type LibraryItem } from "./rtr-library-item.ts";

export type { LibraryItem } from "./rtr-library-item.ts";

const ITEMS_AT_ONCE = 50;

/** A page by offset, of ids (`<32 hex>_<32 hex>`) alone. */
export interface LibrarySearch {
  /** ``fql`name:${name}` `` */
  readonly filter?: Fql | undefined;
  /** At most 100 of Falcon's own scripts. */
  readonly limit?: number;
  readonly offset?: number;
  /** `name|asc` */
  readonly sort?: string;
}

/** Scope `Real time response (admin): Write`, though all of it only reads. */
export const rtrLibraryApi = (ask: Ask) => {
  const query = (path: string, search: LibrarySearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path,
        query: { filter: search.filter, limit: search.limit, offset: search.offset, sort: search.sort },
        scope: RTR_ADMIN,
        family: "rtr",
        isRead: true,
        reply: Ids,
      },
      options,
    );
  const details = async (
    path: string,
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<readonly LibraryItem[]> => {
    const found = await inChunks(ids, ITEMS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "GET",
          path,
          query: { ids: chunk },
          scope: RTR_ADMIN,
          family: "rtr",
          isRead: true,
          reply: LibraryItems,
        },
        options,
      ),
    );
    return inOrder(ids, found, (item) => item.id);
  };

  return {
    /** Ids of our scripts. GET /real-time-response/queries/scripts/v1 */
    scripts: (search: LibrarySearch, options?: CallOptions) =>
      query("/real-time-response/queries/scripts/v1", search, options),

    /** Our scripts with their text. GET /real-time-response/entities/scripts/v2 */
    scriptDetails: (ids: readonly string[], options?: CallOptions) =>
      details("/real-time-response/entities/scripts/v2", ids, options),

    /** Ids of Falcon's own scripts. GET /real-time-response/queries/falcon-scripts/v1 */
    falconScripts: (search: LibrarySearch, options?: CallOptions) =>
      query("/real-time-response/queries/falcon-scripts/v1", search, options),

    /** Falcon's own scripts. GET /real-time-response/entities/falcon-scripts/v1 */
    falconScriptDetails: (ids: readonly string[], options?: CallOptions) =>
      details("/real-time-response/entities/falcon-scripts/v1", ids, options),

    /** Ids of put-files. GET /real-time-response/queries/put-files/v1 */
    putFiles: (search: LibrarySearch, options?: CallOptions) =>
      query("/real-time-response/queries/put-files/v1", search, options),

    /** Put-files without their bytes. GET /real-time-response/entities/put-files/v2 */
    putFileDetails: (ids: readonly string[], options?: CallOptions) =>
      details("/real-time-response/entities/put-files/v2", ids, options),

    /** The bytes of a put-file. GET /real-time-response/entities/put-file-contents/v1 */
    putFileContents: <Saved>(
      {
        id,
        mostBytes,
        save,
      }: { readonly id: string; readonly mostBytes: number; readonly save: Save<Saved> },
      options?: CallOptions,
    ): Promise<Saved> =>
      ask(
        {
          method: "GET",
          path: "/real-time-response/entities/put-file-contents/v1",
          query: { id },
          scope: RTR_ADMIN,
          family: "rtr",
          isRead: true,
          mostBytes,
          save,
          reply: z.custom<Saved>(),
        },
        options,
      ),
  };
};
