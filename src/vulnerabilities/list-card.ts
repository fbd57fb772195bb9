/** Vulnerabilities that fit a question, with what Falcon says has to be done about each. */
import { ago, mono } from "../chat/card.ts";
import type { Card, Inline } from "../chat/card.ts";
import type { Cursor } from "../chat/cursor.ts";
import { listingCard, type Column, type Export } from "../chat/listing.ts";
import type { Page } from "../chat/paging.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import type { Vulnerability } from "../falcon/endpoints/vulnerabilities.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { VulnerabilityQuery } from "./filters.ts";
import { exploitWords, remedyWords, severityWords, statusWords } from "./words.ts";

export interface VulnerabilityRequest extends Omit<VulnerabilityQuery, "deviceId"> {
  readonly device?: Pick<Device, "id" | "hostname"> | undefined;
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
  readonly export?: Export | undefined;
}

const COLUMNS: readonly Column<Vulnerability>[] = [
  { name: "CVE", cell: ({ cve }) => cve },
  { name: "Severity", cell: severityWords },
  { name: "Exploit", cell: exploitWords },
  { name: "Host", cell: ({ hostname, deviceId }) => hostname ?? deviceId ?? "" },
  { name: "Product", cell: ({ products }) => products[0] ?? "" },
  { name: "Status", cell: ({ status }) => statusWords(status) },
  { name: "Found", cell: ({ createdAt }) => momentCell(createdAt) },
  { name: "Remediation", cell: remedyWords },
  { name: "Description", cell: ({ description }) => description ?? "", inFilesOnly: true },
  { name: "KEV due", cell: ({ kevDueAt }) => momentCell(kevDueAt), inFilesOnly: true },
  { name: "Closed", cell: ({ closedAt }) => momentCell(closedAt), inFilesOnly: true },
  { name: "Updated", cell: ({ updatedAt }) => momentCell(updatedAt), inFilesOnly: true },
  { name: "Device id", cell: ({ deviceId }) => deviceId ?? "", inFilesOnly: true },
  { name: "OS", cell: ({ os }) => os ?? "", inFilesOnly: true },
  { name: "Exposure", cell: ({ exposure }) => exposure ?? "", inFilesOnly: true },
  { name: "Suppressed", cell: ({ isSuppressed }) => (isSuppressed ? "yes" : "no"), inFilesOnly: true },
];

export function vulnerabilityListCard(found: Page<Vulnerability>, request: VulnerabilityRequest): Card {
  const { device, ...args } = request;
  return listingCard({
    ...found,
    command: "vulns",
    args: { ...args, cursor: undefined, host: device?.id },
    noun: { one: "vulnerability", many: "vulnerabilities" },
    asked: askedFor(request),
    order: "last updated first",
    columns: COLUMNS,
    choose: ({ deviceId, hostname, cve }) =>
      deviceId === undefined || device !== undefined
        ? undefined
        : {
            label: [hostname ?? deviceId, ": ", cve],
            detail: mono(deviceId),
            press: { command: "host", args: { host: deviceId }, as: "run" },
          },
    export: request.export,
  });
}

const STATES = {
  open: "open ones",
  reopen: "those opened again",
  closed: "closed ones",
  expired: "expired ones",
  any: "open and closed ones",
} as const;

function askedFor({ device, days, severity, status, cve }: VulnerabilityRequest): readonly Inline[] {
  const verb = status === "closed" ? "closed" : "found";
  return [
    STATES[status],
    ...(device === undefined ? [] : [["host ", device.hostname, " ", mono(device.id)]]),
    ...(severity === undefined ? [] : [severity === "critical" ? "critical" : `${severity} or worse`]),
    ...(cve === undefined ? [] : [mono(untrusted(cve))]),
    ...(days === undefined ? [] : [`${verb} in the last ${days === 1 ? "day" : `${days} days`}`]),
  ];
}

const momentCell = (moment: number | undefined): Inline => (moment === undefined ? "" : ago(moment));
