/**
 * The questions about vulnerabilities as filters. Spotlight takes no empty filter and no
 * wildcards; without a question of its own a filter asks for what is open.
 */
import { and, fql, since } from "../falcon/fql.ts";
import type { Fql } from "../falcon/fql.ts";
import { DAY } from "../lib/clock.ts";

/** Mildest first; a filter means "this or worse". */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const STATUSES = ["open", "reopen", "closed", "expired", "any"] as const;
export type Status = (typeof STATUSES)[number];

export interface VulnerabilityQuery {
  readonly deviceId?: string | undefined;
  /** Found, or closed where closed ones are asked for, within so many days. */
  readonly days?: number | undefined;
  readonly severity?: Severity | undefined;
  /** `open` includes what was opened again. */
  readonly status: Status;
  readonly cve?: string | undefined;
}

const CODES: Readonly<Record<Status, readonly string[]>> = {
  open: ["open", "reopen"],
  reopen: ["reopen"],
  closed: ["closed"],
  expired: ["expired"],
  any: ["open", "reopen", "closed", "expired"],
};

export function vulnerabilityFilter(query: VulnerabilityQuery, now: number): Fql {
  const { deviceId, days, severity, status, cve } = query;
  return and(
    fql`status:${CODES[status]}`,
    deviceId === undefined ? undefined : fql`aid:${deviceId}`,
    severity === undefined ? undefined : fql`cve.severity:${fromOn(severity)}`,
    cve === undefined ? undefined : fql`cve.id:${[cve]}`,
    days === undefined ? undefined : within(status, since(now - days * DAY)),
  );
}

const within = (status: Status, start: string): Fql =>
  status === "closed" ? fql`closed_timestamp:>=${start}` : fql`created_timestamp:>=${start}`;

const fromOn = (severity: Severity): readonly string[] =>
  SEVERITIES.slice(SEVERITIES.indexOf(severity)).map((name) => name.toUpperCase());

const WRITTEN_CVE = /^(?:cve[-\s_]?)?(\d{4})[-\s_](\d{4,12})$/i;

/** `cve-2026-1234` or `2026-1234` as Falcon writes it; undefined for anything else. */
export function readCve(written: string): string | undefined {
  const [, year, number] = WRITTEN_CVE.exec(written.trim()) ?? [];
  return year === undefined || number === undefined ? undefined : `CVE-${year}-${number}`;
}
