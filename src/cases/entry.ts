/** A case and an incident as one kind of entry: what people call an incident is either. */
import { mono } from "../chat/card.ts";
import type { Inline } from "../chat/card.ts";
import type { Case, Incident } from "../falcon/endpoints/cases.ts";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";
import { incidentStatus, severityOf } from "./filters.ts";

export interface CaseEntry {
  readonly kind: "case" | "incident";
  readonly id: string;
  readonly reference: string | undefined;
  readonly name: Untrusted;
  readonly description: Untrusted | undefined;
  readonly status: string;
  /** 0 to 100. */
  readonly severity: number | undefined;
  readonly assignedTo: Untrusted | undefined;
  readonly hosts: readonly {
    readonly deviceId: string | undefined;
    readonly hostname: Untrusted | undefined;
  }[];
  /** Alerts that are its evidence. */
  readonly alertIds: readonly string[];
  readonly tags: readonly Untrusted[];
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
}

export const fromCase = (one: Case): CaseEntry => ({
  kind: "case",
  id: one.id,
  reference: one.reference,
  name: one.name,
  description: one.description,
  status: one.status,
  severity: one.severity,
  assignedTo: one.assignedTo,
  hosts: one.hosts,
  alertIds: one.alertIds,
  tags: one.tags,
  createdAt: one.createdAt,
  updatedAt: one.updatedAt,
});

export const fromIncident = (one: Incident): CaseEntry => ({
  kind: "incident",
  id: one.id,
  reference: undefined,
  name: one.name,
  description: one.description,
  status: incidentStatus(one.status) ?? one.state ?? "unknown",
  severity: one.fineScore,
  assignedTo: one.assignedTo,
  hosts: one.hosts,
  alertIds: [],
  tags: one.tags,
  createdAt: one.createdAt,
  updatedAt: one.updatedAt,
});

const WORDS: Readonly<Record<string, string>> = {
  new: "new",
  in_progress: "in progress",
  closed: "closed",
  reopened: "reopened",
};

export const statusWords = (status: string): Inline => WORDS[status] ?? mono(untrusted(status));

export const severityWords = ({ severity }: CaseEntry): string =>
  severity === undefined ? "" : `${severityOf(severity)} (${severity})`;
