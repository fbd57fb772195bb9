/** Alerts that fit a question. Says how many there are, and what was asked when there are none. */
import { ago, card, mono, note, text } from "../chat/card.ts";
import type { Block, Card, Inline } from "../chat/card.ts";
import type { Alert } from "../falcon/endpoints/alerts.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import { untrusted } from "../lib/untrusted.ts";
import { OPEN_STATUSES } from "./filters.ts";
import type { AlertQuery, AlertStatus } from "./filters.ts";
import { atLeast } from "./severity.ts";
import type { Severity } from "./severity.ts";
import { statusWords, tacticWords } from "./words.ts";

/** What a chat menu can hold. */
const CHOICES = 25;

const COLUMNS = ["Severity", "Alert", "Host", "Tactic / technique", "Time", "Status", "Assigned", "Id"];

export interface AlertPage {
  /** Newest first. */
  readonly alerts: readonly Alert[];
  /** How many there are, those beyond the limit too. */
  readonly total: number;
}

/** What people ask for, in their words. */
export interface ListRequest {
  readonly device?: Pick<Device, "id" | "hostname"> | undefined;
  readonly days: number;
  /** This severity and worse. */
  readonly severity?: Severity | undefined;
  readonly status?: AlertStatus | "open" | undefined;
  readonly technique?: string | undefined;
  readonly product?: string | undefined;
  readonly limit: number;
  /** With a picture of when, where and how. */
  readonly chart?: boolean | undefined;
}

export const queryOf = ({ device, severity, status, ...same }: ListRequest): AlertQuery => ({
  ...same,
  deviceId: device?.id,
  severities: severity === undefined ? undefined : atLeast(severity),
  statuses: status === undefined ? undefined : status === "open" ? OPEN_STATUSES : [status],
});

export function alertListCard({ alerts, total }: AlertPage, request: ListRequest, picture?: Block): Card {
  const data = { total, alerts };
  const asked = askedFor(request);
  if (alerts.length === 0) return { ...card("No detections", text("None found: ", asked, ".")), data };
  const blocks: Block[] = [
    ...(picture === undefined ? [] : [picture]),
    { kind: "table", columns: COLUMNS, rows: alerts.map(row) },
    { kind: "choice", prompt: "Show one of them", options: alerts.slice(0, CHOICES).map(option) },
    note("Asked for: ", asked, "; newest first.", total > alerts.length ? " --limit shows more." : ""),
  ];
  return { ...card(heading(alerts.length, total), ...blocks), data };
}

function heading(shown: number, total: number): string {
  const detections = `${total.toLocaleString("en")} ${total === 1 ? "detection" : "detections"}`;
  return shown < total ? `${detections}, the newest ${shown.toLocaleString("en")} shown` : detections;
}

const row = (alert: Alert): readonly Inline[] => [
  alert.severityName,
  alert.name,
  alert.hostname ?? "",
  tacticWords(alert) ?? "",
  timeOf(alert),
  statusWords(alert.status),
  alert.assignedTo ?? "nobody",
  mono(untrusted(alert.compositeId)),
];

const option = (alert: Alert) =>
  ({
    label: [alert.severityName, ": ", alert.name],
    detail: [alert.hostname ?? "no host", ", ", timeOf(alert), ", ", statusWords(alert.status)],
    press: { command: "alert", args: { id: alert.compositeId }, as: "run" },
  }) as const;

function timeOf({ happenedAt, createdAt }: Alert): Inline {
  const moment = happenedAt ?? createdAt;
  return moment === undefined ? "time not known" : ago(moment);
}

/** The question in words; what people typed is foreign text like any other. */
function askedFor({ device, days, severity, status, technique, product }: ListRequest): Inline {
  const parts: Inline[] = [
    `the last ${days} ${days === 1 ? "day" : "days"}`,
    ...(device === undefined ? [] : [["host ", device.hostname, " ", mono(device.id)]]),
    ...(severity === undefined
      ? []
      : [severity === "critical" ? "severity critical" : `severity ${severity} or worse`]),
    ...(status === undefined ? [] : [["status ", statusWords(status)]]),
    ...(technique === undefined ? [] : [["technique ", mono(untrusted(technique))]]),
    ...(product === undefined ? [] : [["product ", mono(untrusted(product))]]),
  ];
  return parts.flatMap((part, index) => (index === 0 ? [part] : [", ", part]));
}
