/** The questions about RTR sessions as a filter. */
import { and, fql, since } from "../falcon/fql.ts";
import type { Fql } from "../falcon/fql.ts";
import { DAY } from "../lib/clock.ts";

export const STATUSES = ["active", "ended", "queued"] as const;
export type Status = (typeof STATUSES)[number];

export interface SessionQuery {
  readonly days: number;
  readonly status?: Status | undefined;
}

/** A living session is one that was never deleted; a queued one waits for its host. */
const STATES: Readonly<Record<Status, Fql>> = {
  active: fql`deleted_at:null`,
  ended: fql`deleted_at:>${since(0)}`,
  queued: fql`offline_queued:${true}`,
};

export const sessionFilter = ({ days, status }: SessionQuery, now: number): Fql =>
  and(fql`created_at:>=${since(now - days * DAY)}`, status === undefined ? undefined : STATES[status]);
