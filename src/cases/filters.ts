/**
 * The questions about cases, and the same ones about incidents of the retired collection,
 * as filters. Both count severity by number; the names are the console's own bands.
 */
import { and, fql, since } from "../falcon/fql.ts";
import type { Fql } from "../falcon/fql.ts";
import { DAY } from "../lib/clock.ts";

/** Mildest first, each with the number at which it begins; a filter means "this or worse". */
const STARTS = { informational: 0, low: 20, medium: 40, high: 60, critical: 80 } as const;
export const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const STATUSES = ["open", "new", "in_progress", "closed", "reopened"] as const;
export type Status = (typeof STATUSES)[number];

export interface CaseQuery {
  readonly days: number;
  readonly severity?: Severity | undefined;
  /** `open` is anything but closed. */
  readonly status?: Status | undefined;
}

const OPEN = ["new", "in_progress", "reopened"] as const;
const INCIDENT_CODES = { new: 20, reopened: 25, in_progress: 30, closed: 40 } as const;

const statusesOf = (status: Status) => (status === "open" ? OPEN : [status]);

export const caseFilter = ({ days, severity, status }: CaseQuery, now: number): Fql =>
  and(
    fql`created_timestamp:>=${since(now - days * DAY)}`,
    severity === undefined ? undefined : fql`severity:>=${STARTS[severity]}`,
    status === undefined ? undefined : fql`status:${statusesOf(status)}`,
  );

export const incidentFilter = ({ days, severity, status }: CaseQuery, now: number): Fql =>
  and(
    fql`start:>=${since(now - days * DAY)}`,
    severity === undefined ? undefined : fql`fine_score:>=${STARTS[severity]}`,
    status === undefined
      ? undefined
      : fql`status:${statusesOf(status).map((name) => String(INCIDENT_CODES[name]))}`,
  );

/** The band that a number falls into. */
export const severityOf = (number: number): Severity =>
  SEVERITIES.findLast((name) => number >= STARTS[name]) ?? "informational";

export const incidentStatus = (code: number | undefined): Status | undefined =>
  (Object.keys(INCIDENT_CODES) as (keyof typeof INCIDENT_CODES)[]).find(
    (name) => INCIDENT_CODES[name] === code,
  );
