/** Cases, and the retired incidents that some tenants still have. Source: falcon-api "Incidents", "Cases". */
import { Ids } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { Cases, Incidents, type Case, type Incident } from "./case.ts";
import { inChunks, inOrder } from "./chunks.ts";

export type { Case, Incident } from "./case.ts";

const CASES = "Cases: Read (cases:read)";
const INCIDENTS = "Incidents: Read (incidents:read)";
const DETAILS_AT_ONCE = 500;

/** For both collections; the field names in filter and sort are not the same. */
export interface CaseSearch {
  readonly filter?: Fql | undefined;
  readonly limit: number;
  /** With the limit at most 10,000. */
  readonly offset?: number | undefined;
  /** `created_timestamp.desc`; incidents: `modified_timestamp.desc` */
  readonly sort?: string;
}

/** Scopes `Cases: Read` and, for what is retired, `Incidents: Read`. */
export const casesApi = (ask: Ask) => ({
  /** Ids of cases that match, and how many there are. GET /cases/queries/cases/v1 */
  query: ({ filter, limit, offset, sort }: CaseSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/cases/queries/cases/v1",
        query: { filter, limit, offset, sort },
        scope: CASES,
        family: "inventory",
        isRead: true,
        reply: Ids,
      },
      options,
    ),

  /** Records in the order of the ids. POST /cases/entities/cases/v2, which reads */
  details: async (ids: readonly string[], options?: CallOptions): Promise<readonly Case[]> => {
    const found = await inChunks(ids, DETAILS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/cases/entities/cases/v2",
          body: { ids: chunk },
          scope: CASES,
          family: "inventory",
          isRead: true,
          reply: Cases,
        },
        options,
      ),
    );
    return inOrder(ids, found, ({ id }) => id);
  },

  /** Ids of incidents; 404 or 410 where the collection is gone. GET /incidents/queries/incidents/v1 */
  queryIncidents: ({ filter, limit, offset, sort }: CaseSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/incidents/queries/incidents/v1",
        query: { filter, limit, offset, sort },
        scope: INCIDENTS,
        family: "inventory",
        isRead: true,
        reply: Ids,
      },
      options,
    ),

  /** Records in the order of the ids. POST /incidents/entities/incidents/GET/v1 */
  incidentDetails: async (ids: readonly string[], options?: CallOptions): Promise<readonly Incident[]> => {
    const found = await inChunks(ids, DETAILS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/incidents/entities/incidents/GET/v1",
          body: { ids: chunk },
          scope: INCIDENTS,
          family: "inventory",
          isRead: true,
          reply: Incidents,
        },
        options,
      ),
    );
    return inOrder(ids, found, ({ id }) => id);
  },
});

export type CasesApi = ReturnType<typeof casesApi>;
