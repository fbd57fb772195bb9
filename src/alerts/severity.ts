/**
 * Falcon's five severities as people write them, mildest first. A filter means "this or
 * worse". The numbers are the console's own boundaries, for alerts that carry no name.
 */
import type { SeverityName } from "../falcon/endpoints/alerts.ts";

export const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The number, of 1 to 100, at which each begins. */
const STARTS: Readonly<Record<Severity, number>> = {
  informational: 0,
  low: 20,
  medium: 40,
  high: 60,
  critical: 80,
};

export const severityStart = (severity: Severity): number => STARTS[severity];

/** This severity and every worse one. */
export const atLeast = (severity: Severity): readonly Severity[] =>
  SEVERITIES.slice(SEVERITIES.indexOf(severity));

/** As Falcon spells it. */
export const severityName = (severity: Severity): SeverityName =>
  `${severity.charAt(0).toUpperCase()}${severity.slice(1)}` as SeverityName;

/** Neither a name nor a number: what we say is a guess, and has to be marked as one. */
export const isGuessed = (alert: {
  readonly severity: number | undefined;
  readonly isSeverityComputed: boolean;
}): boolean => alert.isSeverityComputed && alert.severity === undefined;

export const severityOf = (alert: { readonly severityName: SeverityName }): Severity =>
  alert.severityName.toLowerCase() as Severity;
