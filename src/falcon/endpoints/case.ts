/** A case, and an incident of the retired collection, from Falcon's spelling to ours. */
import { z } from "zod";
import { integer, moment, namedText, recordsOf, text, texts, word } from "../envelope.ts";
import { DeviceId } from "./device.ts";

/** Opaque ids of alerts and the like: `{records: [{selector: {id}}]}`, with the id outside too. */
const Evidence = z
  .looseObject({ records: z.array(z.unknown()).nullish() })
  .nullish()
  .catch(undefined)
  .transform((part) => (part?.records ?? []).flatMap(idOf));

const Selected = z.looseObject({
  id: z.string().optional().catch(undefined),
  selector: z.looseObject({ id: z.string().optional() }).nullish().catch(undefined),
});

function idOf(record: unknown): readonly string[] {
  const { selector, id } = Selected.safeParse(record).data ?? {};
  const found = selector?.id ?? id;
  return found === undefined || found === "" ? [] : [found];
}

const Hosts = z
  .looseObject({ records: z.array(z.unknown()).nullish() })
  .nullish()
  .catch(undefined)
  .transform((part) => (part?.records ?? []).flatMap((record) => HostRecord.safeParse(record).data ?? []));
const HostRecord = z
  .looseObject({ aid: DeviceId.optional().catch(undefined), hostname: text })
  .transform((row) => ({ deviceId: row.aid, hostname: row.hostname }));

const person = z.looseObject({ full_name: text, email: text }).nullish().catch(undefined);

const Case = z
  .looseObject({
    id: z.string().min(1),
    reference_id: word,
    name: namedText,
    description: text,
    status: word,
    severity: integer,
    severity_info: z.looseObject({ level: word }).nullish().catch(undefined),
    assigned_to: person,
    created_by: person,
    tags: texts,
    evidence: z.looseObject({ alerts: Evidence }).nullish().catch(undefined),
    analysis_results: z.looseObject({ hosts: Hosts }).nullish().catch(undefined),
    created_timestamp: moment,
    updated_timestamp: moment,
  })
  .transform((row) => ({
    id: row.id,
    /** The short number that people say. */
    reference: row.reference_id,
    name: row.name,
    description: row.description,
    status: row.status ?? "unknown",
    /** 1 to 100. */
    severity: row.severity,
    level: row.severity_info?.level,
    assignedTo: row.assigned_to?.full_name ?? row.assigned_to?.email,
    createdBy: row.created_by?.full_name ?? row.created_by?.email,
    tags: row.tags,
    alertIds: row.evidence?.alerts ?? [],
    hosts: row.analysis_results?.hosts ?? [],
    createdAt: row.created_timestamp,
    updatedAt: row.updated_timestamp,
  }));

/** A case of `/cases`; what people typed into it is foreign text. */
export type Case = z.output<typeof Case>;
/** The reply of POST /cases/entities/cases/v2, which reads: PUT creates there. */
export const Cases = recordsOf(Case);

const IncidentHosts = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((rows) => (rows ?? []).flatMap((row) => IncidentHost.safeParse(row).data ?? []));
const IncidentHost = z
  .looseObject({ device_id: DeviceId.optional().catch(undefined), hostname: text })
  .transform((row) => ({ deviceId: row.device_id, hostname: row.hostname }));

const Incident = z
  .looseObject({
    incident_id: z.string().min(1),
    name: namedText,
    description: text,
    /** 20 new, 25 reopened, 30 in progress, 40 closed. */
    status: integer,
    state: word,
    fine_score: integer,
    assigned_to_name: text,
    tags: texts,
    hosts: IncidentHosts,
    created: moment,
    start: moment,
    modified_timestamp: moment,
  })
  .transform((row) => ({
    id: row.incident_id,
    name: row.name,
    description: row.description,
    status: row.status,
    state: row.state,
    /** 0 to 100; the console shows a tenth of it. */
    fineScore: row.fine_score,
    assignedTo: row.assigned_to_name,
    tags: row.tags,
    hosts: row.hosts,
    createdAt: row.created ?? row.start,
    updatedAt: row.modified_timestamp,
  }));

/**
 * Of the collection that Falcon retired in March 2026; its statuses are numbers and its score is
 * not the severity.
 */
export type Incident = z.output<typeof Incident>;
/** The reply of POST /incidents/entities/incidents/GET/v1. */
export const Incidents = recordsOf(Incident);
