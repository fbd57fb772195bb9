/**
 * Reads cases, and beside them the incidents of the retired collection for as long as the
 * tenant still answers it. Which of the two a tenant has, its answers decide.
 */
import type { Card } from "../chat/card.ts";
import { offsetPage, startOf } from "../chat/paging.ts";
import type { CasesApi } from "../falcon/endpoints/cases.ts";
import { FalconError } from "../falcon/errors.ts";
import { HOUR, type Clock } from "../lib/clock.ts";
import { fromCase, fromIncident, type CaseEntry } from "./entry.ts";
import { caseFilter, incidentFilter } from "./filters.ts";
import { caseListCard, type CaseRequest, type CasesFound } from "./list-card.ts";

const NEWEST_FIRST = "created_timestamp.desc";
const NEWEST_INCIDENT_FIRST = "start.desc";
/** A collection that is gone does not come back by the hour. */
const GONE_FOR_MS = 6 * HOUR;
/** What a retired collection is answered with, or one that the client was never given. */
const GONE = new Set([403, 404, 410]);

export interface FoundCases {
  list(request: CaseRequest, signal?: AbortSignal): Promise<CasesFound>;
  listCard(request: CaseRequest, signal?: AbortSignal): Promise<Card>;
}

interface Found {
  readonly entries: readonly CaseEntry[];
  readonly total: number;
}

const NONE: Found = { entries: [], total: 0 };

export function createCases(parts: {
  readonly falcon: CasesApi;
  readonly clock: Pick<Clock, "now">;
}): FoundCases {
  const { falcon, clock } = parts;
  let goneUntil = 0;

  async function casesOf(request: CaseRequest, asOf: number, offset: number, signal?: AbortSignal) {
    const filter = caseFilter(request, asOf);
    const search = { filter, limit: request.limit, offset, sort: NEWEST_FIRST };
    const { ids, total } = await falcon.query(search, { signal });
    const found = ids.length === 0 ? [] : await falcon.details(ids, { signal });
    return { entries: found.map(fromCase), total };
  }

  async function incidentsOf(
    request: CaseRequest,
    asOf: number,
    offset: number,
    signal?: AbortSignal,
  ): Promise<Found> {
    if (clock.now() < goneUntil) return NONE;
    const filter = incidentFilter(request, asOf);
    const search = { filter, limit: request.limit, offset, sort: NEWEST_INCIDENT_FIRST };
    try {
      const { ids, total } = await falcon.queryIncidents(search, { signal });
      const found = ids.length === 0 ? [] : await falcon.incidentDetails(ids, { signal });
      return { entries: found.map(fromIncident), total };
    } catch (fault) {
      if (!(fault instanceof FalconError) || !GONE.has(fault.status ?? 0)) throw fault;
      goneUntil = clock.now() + GONE_FOR_MS;
      return NONE;
    }
  }

  const cases: FoundCases = {
    async list(request, signal) {
      const start = startOf(request.cursor, clock.now());
      const { asOf, skipped } = start;
      const [current, retired] = await Promise.all([
        casesOf(request, asOf, skipped, signal),
        incidentsOf(request, asOf, skipped, signal),
      ]);
      const rows = [...current.entries, ...retired.entries].toSorted(
        (a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0),
      );
      // Each collection counts for itself, so the longer of the two says whether there is more.
      const longer = offsetPage(
        { rows, total: Math.max(current.total, retired.total) },
        start,
        request.limit,
      );
      return { ...longer, total: current.total + retired.total, incidents: retired.total };
    },
    listCard: async (request, signal) => caseListCard(await cases.list(request, signal), request),
  };
  return cases;
}
