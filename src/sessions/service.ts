/**
 * Reads RTR sessions: everybody's from Falcon's audit, or this API client's own where the
 * audit is not open to us, joined with what our store knows of ours.
 */
import type { Card } from "../chat/card.ts";
import { offsetPage, startOf, type Page } from "../chat/paging.ts";
import type { RtrApi, RtrSessionRecord } from "../falcon/endpoints/rtr.ts";
import { FalconError } from "../falcon/errors.ts";
import type { Fql } from "../falcon/fql.ts";
import { DAY, type Clock } from "../lib/clock.ts";
import { sessionFilter, type Status } from "./filters.ts";
import { sessionListCard, type SessionRequest, type SessionsFound } from "./list-card.ts";
import type { OwnSession, OwnSessions } from "./ports.ts";

const NEWEST_FIRST = "created_at|desc";

export interface Sessions {
  list(request: SessionRequest, signal?: AbortSignal): Promise<SessionsFound>;
  listCard(request: SessionRequest, signal?: AbortSignal): Promise<Card>;
}

interface Search {
  readonly filter: Fql;
  readonly limit: number;
  readonly offset: number;
  readonly sort: string;
}

export function createSessions(parts: {
  readonly falcon: Pick<RtrApi, "audit" | "sessions">;
  /** Absent for tenants that are not our own. */
  readonly own?: OwnSessions | undefined;
  readonly clock: Pick<Clock, "now">;
}): Sessions {
  const { falcon, own, clock } = parts;

  async function recorded(search: Search, signal?: AbortSignal) {
    try {
      const { sessions, total } = await falcon.audit.sessions({ ...search, withCommands: true }, { signal });
      return { rows: sessions, total, reach: "all" as const };
    } catch (fault) {
      if (!(fault instanceof FalconError) || fault.kind !== "denied") throw fault;
      const { ids, total } = await falcon.sessions.query(search, { signal });
      const rows = ids.length === 0 ? [] : await falcon.sessions.details(ids, { signal });
      return { rows, total, reach: "own" as const };
    }
  }

  const sessions: Sessions = {
    async list(request, signal) {
      const start = startOf(request.cursor, clock.now());
      const { asOf, skipped } = start;
      const { limit, days, status } = request;
      const filter = sessionFilter(request, asOf);
      const [found, ours] = await Promise.all([
        recorded({ filter, limit, offset: skipped, sort: NEWEST_FIRST }, signal),
        own?.since(asOf - days * DAY, signal) ?? [],
      ]);
      const byFalconId = new Map(ours.map((one) => [one.falconId, one]));
      const page: Page<RtrSessionRecord> = offsetPage(found, start, limit);
      return {
        ...page,
        rows: page.rows.map((row) => ({ ...row, ours: byFalconId.get(row.id) })),
        // The record lags behind by moments; what is older and not on this page is on another.
        unrecorded: skipped > 0 ? [] : missing(ours, page, status),
        reach: found.reach,
      };
    },
    listCard: async (request, signal) => sessionListCard(await sessions.list(request, signal), request),
  };
  return sessions;
}

function missing(
  ours: readonly OwnSession[],
  { rows, next }: Page<RtrSessionRecord>,
  status: Status | undefined,
): readonly OwnSession[] {
  const known = new Set(rows.map(({ id }) => id));
  const oldest = next === undefined ? 0 : Math.min(...rows.map(({ createdAt }) => createdAt ?? 0));
  return ours.filter(
    ({ falconId, isOpen, openedAt }) =>
      !known.has(falconId ?? "") &&
      openedAt >= oldest &&
      (status === undefined || (status === "active" && isOpen) || (status === "ended" && !isOpen)),
  );
}
