/** The questions about custom indicators as filters. */
import type { IndicatorType } from "../falcon/endpoints/indicators.ts";
import { and, fql, or, since } from "../falcon/fql.ts";
import type { Fql } from "../falcon/fql.ts";
import { DAY } from "../lib/clock.ts";
import { indicatorIn, refanged, type WrittenIndicator } from "./read-indicator.ts";

/** Mildest first; a filter means "this or worse". */
export const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface IndicatorQuery {
  /** A whole indicator, or a part of one. */
  readonly value?: string | undefined;
  /** Made or changed within so many days. */
  readonly days?: number | undefined;
  readonly type?: IndicatorType | undefined;
  readonly severity?: Severity | undefined;
}

export function indicatorFilter(query: IndicatorQuery, now: number): Fql | undefined {
  const { value, days, type, severity } = query;
  return and(
    value === undefined ? undefined : valued(value),
    type === undefined ? undefined : fql`type:${type}`,
    severity === undefined ? undefined : fql`severity:${SEVERITIES.slice(SEVERITIES.indexOf(severity))}`,
    days === undefined ? undefined : within(since(now - days * DAY)),
  );
}

/** Exactly one value; the caller compares again, since services differ in what equals means. */
export const exactly = ({ type, value }: WrittenIndicator): Fql | undefined =>
  and(fql`type:${type}`, fql`value:${value}`);

function valued(written: string): Fql {
  const indicator = indicatorIn(written);
  if (indicator !== undefined) return fql`value:${indicator.value}`;
  const part = refanged(written).replaceAll("*", "").toLowerCase();
  return fql`value:*${`*${part}*`}`;
}

const within = (start: string): Fql | undefined =>
  or(fql`created_on:>=${start}`, fql`modified_on:>=${start}`);
