/** One page of records with the token of the next, for the services that page by `after`. Source: falcon-api "Paging styles". */
import type { z } from "zod";
import { Envelope, recordsOf } from "../envelope.ts";

/**
 * GET /spotlight/combined/vulnerabilities/v1, /discover/combined/hosts/v1 and
 * /iocs/combined/indicator/v1 page like this.
 */
export interface AfterPage<Row> {
  readonly rows: readonly Row[];
  /** May be capped or approximate where there is very much. */
  readonly total: number;
  /** Undefined on the last page. Belongs to one filter and one sort. */
  readonly after: string | undefined;
}

/** The last page has no token, an empty one, or no entries, whatever its token says. */
export function afterPage<Row>(row: z.ZodType<Row>) {
  const records = recordsOf(row);
  return Envelope.transform((body): AfterPage<Row> => {
    const { resources, meta } = body;
    const after = meta?.pagination?.["after"];
    return {
      rows: records.parse(body),
      total: meta?.pagination?.total ?? resources.length,
      after: typeof after === "string" && after !== "" && resources.length > 0 ? after : undefined,
    };
  });
}
