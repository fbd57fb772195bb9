/** Alerts that fit a question. Says how many there are, and what was asked when there are none. */
import { ago, mono } from "../chat/card.ts";
import type { Block, Card, Inline } from "../chat/card.ts";
import type { Cursor } from "../chat/cursor.ts";
import { listingCard, type Column, type Export } from "../chat/listing.ts";
import type { Page } from "../chat/paging.ts";
import type { Alert } from "../falcon/endpoints/alerts.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import { untrusted } from "../lib/untrusted.ts";
import { OPEN_STATUSES } from "./filters.ts";
import type { AlertQuery, AlertStatus } from "./filters.ts";
import { atLeast } from "./severity.ts";
import type { Severity } from "./severity.ts";
import { statusWords, tacticWords } from "./words.ts";

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
  readonly cursor?: Cursor | undefined;
  readonly export?: Export | undefined;
}

export const queryOf = ({
  device,
  severity,
  status,
  days,
  technique,
  product,
  limit,
}: ListRequest): AlertQuery => ({
  days,
  technique,
  product,
  limit,
  deviceId: device?.id,
  severities: severity === undefined ? undefined : atLeast(severity),
  statuses: status === undefined ? undefined : status === "open" ? OPEN_STATUSES : [status],
});

const COLUMNS: readonly Column<Alert>[] = [
  { name: "Severity", cell: ({ severityName }) => severityName },
  { name: "Alert", cell: ({ name }) => name },
  { name: "Host", cell: ({ hostname }) => hostname ?? "" },
  { name: "Tactic / technique", cell: (alert) => tacticWords(alert) ?? "" },
  { name: "Time", cell: timeOf },
  { name: "Status", cell: ({ status }) => statusWords(status) },
  { name: "Assigned", cell: ({ assignedTo }) => assignedTo ?? "nobody" },
  { name: "Id", cell: ({ compositeId }) => mono(untrusted(compositeId)) },
  { name: "Device id", cell: ({ deviceId }) => deviceId ?? "", inFilesOnly: true },
  { name: "User", cell: ({ user }) => user ?? "", inFilesOnly: true },
  { name: "File", cell: ({ filename }) => filename ?? "", inFilesOnly: true },
  { name: "SHA-256", cell: ({ sha256 }) => sha256 ?? "", inFilesOnly: true },
  { name: "Command line", cell: ({ cmdline }) => cmdline ?? "", inFilesOnly: true },
  { name: "Disposition", cell: ({ disposition }) => disposition ?? "", inFilesOnly: true },
];

export function alertListCard(found: Page<Alert>, request: ListRequest, picture?: Block): Card {
  return listingCard({
    ...found,
    command: "detections",
    args: { ...request, cursor: undefined, chart: undefined, host: request.device?.id },
    noun: { one: "detection", many: "detections" },
    key: "alerts",
    asked: askedFor(request),
    order: "newest first",
    picture,
    columns: COLUMNS,
    choose: option,
    export: request.export,
  });
}

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
function askedFor({ device, days, severity, status, technique, product }: ListRequest): readonly Inline[] {
  return [
    `the last ${days} ${days === 1 ? "day" : "days"}`,
    ...(device === undefined ? [] : [["host ", device.hostname, " ", mono(device.id)]]),
    ...(severity === undefined
      ? []
      : [severity === "critical" ? "severity critical" : `severity ${severity} or worse`]),
    ...(status === undefined ? [] : [["status ", statusWords(status)]]),
    ...(technique === undefined ? [] : [["technique ", mono(untrusted(technique))]]),
    ...(product === undefined ? [] : [["product ", mono(untrusted(product))]]),
  ];
}
