/** Alerts in lines of a card, from what is stored of them. */
import { ago, link, mono, strong } from "../../../chat/card.ts";
import type { Inline, Tone } from "../../../chat/card.ts";
import { untrusted } from "../../../lib/untrusted.ts";
import type { AlertRow, AlertSnapshot, GroupTally } from "../../../store/feed-rows.ts";
import { HOUR } from "../../../lib/clock.ts";
import { SEVERITIES } from "../../severity.ts";
import { statusWords, withSlash } from "../../words.ts";
import { stampMs } from "../stamp.ts";

/** As late as an alert may be listed without being remarkable. */
const LATE_MS = HOUR;

export type ShownAlert = AlertRow & { readonly snapshot: AlertSnapshot };

export const isShown = (row: AlertRow | undefined): row is ShownAlert => row?.snapshot !== undefined;

export const sentence = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Severity and name: what tells one alert from another at a glance. */
export const headline = ({ snapshot }: ShownAlert): Inline => [severityWord(snapshot), ": ", snapshot.name];

/** A name that is only our reading of a number says so. */
export const severityWord = ({ severity, isSeverityComputed, isSeverityGuessed }: AlertSnapshot): string =>
  `${sentence(severity)}${isSeverityGuessed ? " (a guess)" : isSeverityComputed ? " (by its number)" : ""}`;

export const techniqueOf = ({ tactic, technique, techniqueId }: AlertSnapshot): Inline | undefined => {
  const names = withSlash([tactic, technique]);
  if (names === undefined) return techniqueId;
  return techniqueId === undefined ? names : [names, " ", techniqueId];
};

/** Falcon made it long before it could be read here: it listed it late, or nobody was reading. */
const isLate = ({ createdStamp }: AlertSnapshot, readAt: number): boolean =>
  stampMs(createdStamp) > 0 && readAt - stampMs(createdStamp) > LATE_MS;

/** Who is on it and how far, and when it happened. */
export function stateOf({ snapshot, createdAt }: ShownAlert): Inline {
  const { status, assignedTo, resolution, happenedAt } = snapshot;
  return [
    strong(statusWords(status)),
    ...(resolution === undefined ? [] : [" as ", resolution]),
    ...(assignedTo === undefined ? [] : [", ", assignedTo]),
    ...(happenedAt === undefined ? [", time not known"] : [", ", ago(happenedAt)]),
    ...(isLate(snapshot, createdAt) ? [", told late"] : []),
  ];
}

export function alertLine(row: ShownAlert): Inline {
  const { snapshot } = row;
  const parts: (Inline | undefined)[] = [
    techniqueOf(snapshot),
    snapshot.user,
    snapshot.filename === undefined ? undefined : mono(snapshot.filename),
    stateOf(row),
    snapshot.link === undefined ? undefined : link(snapshot.link, "Falcon"),
  ];
  return [strong(headline(row)), ...parts.flatMap((part) => (part === undefined ? [] : [" · ", part]))];
}

/** `5 alerts: 2 critical, 3 high` */
export function tallyWords({ total, severities }: GroupTally): string {
  const counted = SEVERITIES.toReversed().flatMap((severity) => {
    const number = severities[severity] ?? 0;
    return number === 0 ? [] : [`${number.toLocaleString("en")} ${severity}`];
  });
  return `${alertsWord(total)}${counted.length === 0 ? "" : `: ${counted.join(", ")}`}`;
}

export const alertsWord = (count: number): string =>
  `${count.toLocaleString("en")} ${count === 1 ? "alert" : "alerts"}`;

/** `3 open (1 in progress), 2 closed` */
export function statusCounts(statuses: Readonly<Record<string, number>>): string {
  const closed = statuses["closed"] ?? 0;
  const total = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const progress = statuses["in_progress"] ?? 0;
  // Those in progress are open too: a second number beside the first would be read as a sum.
  const ofThem = progress === 0 ? "" : ` (${progress.toLocaleString("en")} in progress)`;
  const parts = [
    `${(total - closed).toLocaleString("en")} open${ofThem}`,
    ...(closed === 0 ? [] : [`${closed.toLocaleString("en")} closed`]),
  ];
  return parts.join(", ");
}

const TONES: Readonly<Record<string, Tone>> = { critical: "danger", high: "danger", medium: "warning" };

export const toneOf = (severity: string): Tone => TONES[severity] ?? "neutral";

export const idOf = ({ id }: AlertRow): Inline => mono(untrusted(id));
