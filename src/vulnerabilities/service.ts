/** Reads vulnerabilities. */
import type { Card } from "../chat/card.ts";
import { startOf, tokenPage, type Page } from "../chat/paging.ts";
import type { VulnerabilitiesApi, Vulnerability } from "../falcon/endpoints/vulnerabilities.ts";
import type { Clock } from "../lib/clock.ts";
import { UserError } from "../lib/errors.ts";
import { readCve, vulnerabilityFilter } from "./filters.ts";
import { vulnerabilityListCard, type VulnerabilityRequest } from "./list-card.ts";

const LAST_UPDATED_FIRST = "updated_timestamp|desc";

export interface Vulnerabilities {
  /** @throws UserError for a CVE that is none */
  list(request: VulnerabilityRequest, signal?: AbortSignal): Promise<Page<Vulnerability>>;
  listCard(request: VulnerabilityRequest, signal?: AbortSignal): Promise<Card>;
}

export function createVulnerabilities(parts: {
  readonly falcon: VulnerabilitiesApi;
  readonly clock: Pick<Clock, "now">;
}): Vulnerabilities {
  const { falcon, clock } = parts;
  const vulnerabilities: Vulnerabilities = {
    async list({ device, cve, limit, cursor, ...query }, signal) {
      const start = startOf(cursor, clock.now());
      const filter = vulnerabilityFilter({ ...query, deviceId: device?.id, cve: cveOrWhy(cve) }, start.asOf);
      const found = await falcon.search(
        { filter, limit, after: start.token, sort: LAST_UPDATED_FIRST },
        { signal },
      );
      return tokenPage(found, start);
    },
    listCard: async (request, signal) =>
      vulnerabilityListCard(await vulnerabilities.list(request, signal), request),
  };
  return vulnerabilities;
}

function cveOrWhy(written: string | undefined): string | undefined {
  const cve = written === undefined ? undefined : readCve(written);
  if (written !== undefined && cve === undefined) {
    throw new UserError("That is no CVE id. Write it as CVE-2026-12345.");
  }
  return cve;
}
