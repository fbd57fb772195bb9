/** Cases that fit a question, with their evidence one press away. */
import { ago, mono, note } from "../chat/card.ts";
import type { Card, Inline, Option } from "../chat/card.ts";
import type { Cursor } from "../chat/cursor.ts";
import { listingCard, type Column, type Export } from "../chat/listing.ts";
import type { Page } from "../chat/paging.ts";
import { untrusted } from "../lib/untrusted.ts";
import { severityWords, statusWords, type CaseEntry } from "./entry.ts";
import type { CaseQuery } from "./filters.ts";

export interface CaseRequest extends CaseQuery {
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
  readonly export?: Export | undefined;
}

export interface CasesFound extends Page<CaseEntry> {
  /** How many of them are of the retired collection. */
  readonly incidents: number;
}

/** Names of hosts in one cell. */
const HOSTS_SHOWN = 3;

const COLUMNS: readonly Column<CaseEntry>[] = [
  { name: "Case", cell: ({ name }) => name },
  { name: "Number", cell: ({ reference, kind }) => reference ?? (kind === "incident" ? "incident" : "") },
  { name: "Severity", cell: severityWords },
  { name: "Status", cell: ({ status }) => statusWords(status) },
  { name: "Assigned", cell: ({ assignedTo }) => assignedTo ?? "nobody" },
  { name: "Hosts", cell: hostCell },
  { name: "Alerts", cell: ({ alertIds, kind }) => (kind === "incident" ? "" : String(alertIds.length)) },
  { name: "Opened", cell: ({ createdAt }) => momentCell(createdAt) },
  { name: "Updated", cell: ({ updatedAt }) => momentCell(updatedAt) },
  { name: "Id", cell: ({ id }) => mono(untrusted(id)) },
  { name: "Description", cell: ({ description }) => description ?? "", inFilesOnly: true },
  { name: "Tags", cell: ({ tags }) => spaced(tags), inFilesOnly: true },
  { name: "Alert ids", cell: ({ alertIds }) => untrusted(alertIds.join(" ")), inFilesOnly: true },
];

export function caseListCard(found: CasesFound, request: CaseRequest): Card {
  return listingCard({
    ...found,
    command: "incidents",
    args: { ...request, cursor: undefined },
    noun: { one: "case", many: "cases" },
    asked: askedFor(request),
    order: "newest first",
    columns: COLUMNS,
    choose: optionOf,
    more: found.incidents === 0 ? [] : [note(retiredWords(found.incidents))],
    export: request.export,
  });
}

/** A case is opened by its evidence: its first alert, or else its first host. */
function optionOf({ name, status, alertIds, hosts }: CaseEntry): Option | undefined {
  const [alert] = alertIds;
  const host = hosts.find(({ deviceId }) => deviceId !== undefined)?.deviceId;
  const detail: Inline = [statusWords(status), alert === undefined ? ", its host" : ", its first alert"];
  if (alert !== undefined)
    return { label: name, detail, press: { command: "alert", args: { id: alert }, as: "run" } };
  return host === undefined
    ? undefined
    : { label: name, detail, press: { command: "host", args: { host }, as: "run" } };
}

const retiredWords = (count: number): string =>
  `${count.toLocaleString("en")} of them ${count === 1 ? "is" : "are"} of Falcon's retired collection of incidents.`;

function askedFor({ days, severity, status }: CaseRequest): readonly Inline[] {
  return [
    `opened in the last ${days === 1 ? "day" : `${days} days`}`,
    ...(severity === undefined ? [] : [severity === "critical" ? "critical" : `${severity} or worse`]),
    ...(status === undefined ? [] : [status === "open" ? "not closed" : statusWords(status)]),
  ];
}

function hostCell({ hosts }: CaseEntry): Inline {
  const names = hosts.flatMap(({ hostname, deviceId }) => hostname ?? deviceId ?? []);
  const shown = spaced(names.slice(0, HOSTS_SHOWN));
  return names.length > HOSTS_SHOWN ? [shown, ` and ${names.length - HOSTS_SHOWN} more`] : shown;
}

const momentCell = (moment: number | undefined): Inline => (moment === undefined ? "" : ago(moment));

const spaced = (texts: readonly Inline[]): Inline =>
  texts.flatMap((one, index) => (index === 0 ? [one] : [" ", one]));
