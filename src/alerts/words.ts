/** How an alert is put into words; shared by its card and the lists. */
import type { Inline, Tone } from "../chat/card.ts";
import type { Alert } from "../falcon/endpoints/alerts.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import { isGuessed } from "./severity.ts";

const STATUSES: Readonly<Record<string, string>> = {
  new: "new",
  in_progress: "in progress",
  closed: "closed",
  reopened: "reopened",
};

export const statusWords = (status: string): Inline => STATUSES[status] ?? untrusted(status);

const TONES: Readonly<Record<Alert["severityName"], Tone>> = {
  Critical: "danger",
  High: "danger",
  Medium: "warning",
  Low: "neutral",
  Informational: "neutral",
};

export const alertTone = ({ severityName, status }: Pick<Alert, "severityName" | "status">): Tone =>
  status === "closed" ? "neutral" : TONES[severityName];

/** The number beside the name, and whether the name is only our reading of it, or a guess. */
export function severityWords(alert: Alert): string {
  const { severity, severityName, isSeverityComputed } = alert;
  if (isGuessed(alert)) return `${severityName}, a guess: Falcon gives no severity`;
  const number = severity === undefined ? "" : ` (${severity} of 100)`;
  return `${severityName}${number}${isSeverityComputed ? ", by its number" : ""}`;
}

/** `Execution / PowerShell` */
export const tacticWords = ({ tactic, technique }: Alert): Inline | undefined =>
  withSlash([tactic, technique]);

export const tacticIds = ({ tacticId, techniqueId }: Alert): Inline | undefined =>
  withSlash([tacticId, techniqueId]);

export function withSlash(parts: readonly (Untrusted | undefined)[]): Inline | undefined {
  const given = parts.filter((part) => part !== undefined);
  if (given.length === 0) return undefined;
  return given.flatMap((part, index): Inline[] => (index === 0 ? [part] : [" / ", part]));
}

export const isSeenOnly = ({ wasBlocked, disposition }: Alert): boolean =>
  wasBlocked !== true || disposition?.matches(/^\s*detection/i) === true;

/** Falcon's own words in brackets, without the verdict that stands in front of them already. */
export const dispositionDetail = (disposition: Untrusted | undefined): Inline => {
  const detail = disposition?.map((words) =>
    words
      .trim()
      .replace(/^(?:detection|prevention),\s*(?=\S)/i, "")
      .replace(/\.$/, ""),
  );
  return detail === undefined || detail.length === 0 ? "" : [" (", detail, ")"];
};

/** Seen is not stopped: the difference that matters most, said in so many words. */
export function dispositionWords(alert: Alert): Inline {
  const { wasBlocked, disposition } = alert;
  const detail = dispositionDetail(disposition);
  if (wasBlocked === undefined) return disposition ?? "Falcon does not say whether anything was blocked.";
  return isSeenOnly(alert) ? ["Detection only: nothing was blocked", detail, "."] : ["Blocked", detail, "."];
}
