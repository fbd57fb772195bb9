/** The questions about alerts as filters. */
import { and, fql, or, since } from "../falcon/fql.ts";
import type { Fql } from "../falcon/fql.ts";
import { DAY } from "../lib/clock.ts";
import { severityName, severityStart } from "./severity.ts";
import type { Severity } from "./severity.ts";

/** What is not closed still wants somebody. */
export const OPEN_STATUSES = ["new", "in_progress", "reopened"] as const;
export type AlertStatus = (typeof OPEN_STATUSES)[number] | "closed";

export interface AlertQuery {
  readonly deviceId?: string | undefined;
  /** How far to look back, by the time of arrival: event times can lie far in the past. */
  readonly days: number;
  readonly severities?: readonly Severity[] | undefined;
  readonly statuses?: readonly AlertStatus[] | undefined;
  /** A technique's or tactic's name, or its id: `T1059` includes `T1059.001`. */
  readonly technique?: string | undefined;
  readonly product?: string | undefined;
  readonly limit: number;
}

const TECHNIQUE_ID = /^(?:CS)?T(?:A)?\d{3,}/i;

/** `isBounded`: what has come since `now` would move the pages that follow the first. */
export const alertFilter = (query: AlertQuery, now: number, isBounded = false): Fql | undefined =>
  and(
    fql`created_timestamp:>=${since(now - query.days * DAY)}`,
    isBounded ? fql`created_timestamp:<=${since(now)}` : undefined,
    query.deviceId === undefined ? undefined : ofHost(query.deviceId),
    query.severities === undefined ? undefined : ofSeverity(query.severities),
    query.statuses === undefined ? undefined : fql`status:${query.statuses}`,
    query.technique === undefined ? undefined : ofTechnique(query.technique.trim()),
    query.product === undefined ? undefined : fql`product:${query.product.trim().toLowerCase()}`,
  );

export const openOf = (deviceId: string): Fql | undefined =>
  and(ofHost(deviceId), fql`status:${OPEN_STATUSES}`);

/** Products name the host in different places. */
const ofHost = (deviceId: string): Fql | undefined =>
  or(fql`device.device_id:${deviceId}`, fql`agent_id:${deviceId}`);

/** By name; alerts without one are caught by their number, which the caller checks again. */
function ofSeverity(severities: readonly Severity[]): Fql | undefined {
  const names = fql`severity_name:${severities.map(severityName)}`;
  if (!severities.includes("critical")) return names;
  return or(names, fql`severity:>=${Math.min(...severities.map(severityStart))}`);
}

function ofTechnique(written: string): Fql | undefined {
  if (TECHNIQUE_ID.test(written)) {
    const id = written.toUpperCase();
    return or(fql`technique_id:${`${id}*`}`, fql`tactic_id:${id}`);
  }
  return or(fql`technique:${written}`, fql`technique:${titled(written)}`, fql`tactic:${titled(written)}`);
}

const titled = (words: string): string =>
  words.toLowerCase().replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
