/** Vulnerabilities of hosts. Source: falcon-api "Spotlight vulnerabilities". */
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { VulnerabilityPage } from "./vulnerability.ts";

export type { Vulnerability } from "./vulnerability.ts";

/** Without them an entry is little more than its id. */
const FACETS = ["cve", "host_info", "remediation"];

/** One page by token; the service answers 400 to an empty filter and to any `*`. */
export interface VulnerabilitySearch {
  /** Required by the service, and without wildcards. */
  readonly filter: Fql;
  /** At most 5,000; more than 400 tend to time out. */
  readonly limit: number;
  readonly after?: string | undefined;
  /** `updated_timestamp|desc`; the service knows no dots here. */
  readonly sort?: string;
}

/** Scope `Vulnerabilities: Read`; a 403 may also mean that the module is not licensed. */
export const vulnerabilitiesApi = (ask: Ask) => ({
  /** Those that match, with CVE, host and remediation. GET /spotlight/combined/vulnerabilities/v1 */
  search: ({ filter, limit, after, sort }: VulnerabilitySearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/spotlight/combined/vulnerabilities/v1",
        query: { filter, limit, after, sort, facet: FACETS },
        scope: "Vulnerabilities: Read (spotlight-vulnerabilities:read)",
        family: "inventory",
        isRead: true,
        reply: VulnerabilityPage,
      },
      options,
    ),
});

export type VulnerabilitiesApi = ReturnType<typeof vulnerabilitiesApi>;
