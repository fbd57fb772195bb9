/** Alerts of all products, Alerts v2. Source: falcon-api "Alerts". The schema is open: everything is optional. */
import { z } from "zod";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import { Envelope, Ids, integer, moment, namedText, text, texts, word } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks, inOrder } from "./chunks.ts";

const READ = "Alerts: Read (alerts:read)";
/** Falcon takes 1,000; fewer keep an answer of large alerts within our bound. */
const DETAILS_AT_ONCE = 500;

export const SEVERITY_NAMES = ["Informational", "Low", "Medium", "High", "Critical"] as const;
export type SeverityName = (typeof SEVERITY_NAMES)[number];

const Process = z
  .looseObject({ filename: text, filepath: text, cmdline: text, user_name: text, sha256: text })
  .transform((row) => ({
    filename: row.filename,
    filepath: row.filepath,
    cmdline: row.cmdline,
    user: row.user_name,
    sha256: digest(row.sha256),
  }))
  .nullish()
  .catch(undefined)
  .transform((row) => row ?? undefined);
export type AlertProcess = NonNullable<z.output<typeof Process>>;

const Alert = z
  .looseObject({
    composite_id: z.string(),
    id: word,
    cid: word,
    product: text,
    type: text,
    name: text,
    display_name: text,
    description: text,
    severity: integer,
    severity_name: word,
    confidence: integer,
    status: word,
    timestamp: word,
    created_timestamp: word,
    updated_timestamp: word,
    objective: text,
    scenario: text,
    tactic: text,
    tactic_id: text,
    technique: text,
    technique_id: text,
    agent_id: word,
    device: z
      .looseObject({
        device_id: word,
        hostname: text,
        platform_name: text,
        os_version: text,
        product_type_desc: text,
      })
      .nullish()
      .catch(undefined),
    source_endpoint_host_name: text,
    user_name: text,
    source_account_name: text,
    logon_domain: text,
    filename: text,
    filepath: text,
    cmdline: text,
    sha256: text,
    md5: text,
    parent_details: Process,
    grandparent_details: Process,
    pattern_disposition: integer,
    pattern_disposition_description: text,
    assigned_to_name: text,
    assigned_to_uid: text,
    assigned_to_uuid: word,
    tags: texts,
    falcon_host_link: word,
    aggregate_id: word,
    resolution: text,
  })
  .transform((row) => ({
    compositeId: row.composite_id,
    id: row.id,
    cid: row.cid,
    product: row.product,
    type: row.type,
    name: row.display_name ?? row.name ?? untrusted("alert without a name"),
    technicalName: row.name,
    description: row.description,
    severity: row.severity,
    severityName: severityNameOf(row.severity_name, row.severity),
    /** Falcon gave no name; ours is computed from the number, or a guess. */
    isSeverityComputed: !isSeverityName(row.severity_name),
    confidence: row.confidence,
    status: row.status ?? "new",
    /** As received: nanoseconds do not survive a number. */
    timestamp: row.timestamp,
    createdTimestamp: row.created_timestamp,
    updatedTimestamp: row.updated_timestamp,
    happenedAt: moment.parse(row.timestamp),
    createdAt: moment.parse(row.created_timestamp),
    updatedAt: moment.parse(row.updated_timestamp),
    objective: row.objective,
    scenario: row.scenario,
    tactic: row.tactic,
    tacticId: row.tactic_id,
    technique: row.technique,
    techniqueId: row.technique_id,
    deviceId: deviceIdOf(row.device?.device_id ?? row.agent_id),
    hostname: row.device?.hostname ?? row.source_endpoint_host_name,
    platform: row.device?.platform_name,
    os: row.device?.os_version,
    machineType: row.device?.product_type_desc,
    user: row.user_name ?? row.source_account_name,
    userDomain: row.logon_domain,
    filename: row.filename,
    filepath: row.filepath,
    cmdline: row.cmdline,
    sha256: digest(row.sha256),
    md5: digest(row.md5),
    parent: row.parent_details,
    grandparent: row.grandparent_details,
    disposition: row.pattern_disposition_description,
    /** Something was stopped; 0 means that it was only seen. Undefined: Falcon does not say. */
    wasBlocked: row.pattern_disposition === undefined ? undefined : row.pattern_disposition !== 0,
    assignedTo: row.assigned_to_name ?? row.assigned_to_uid,
    assignedToUuid: row.assigned_to_uuid,
    tags: row.tags,
    falconLink: consoleLink(row.falcon_host_link),
    aggregateId: row.aggregate_id === "" ? undefined : row.aggregate_id,
    resolution: row.resolution,
  }));

/** An alert as Falcon keeps it; what an endpoint or a product wrote is untrusted. */
export type Alert = z.output<typeof Alert>;

const Alerts = Envelope.transform(({ resources }) =>
  resources.flatMap((row) => {
    const parsed = Alert.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  }),
);

export interface AlertSearch {
  readonly filter?: Fql | undefined;
  readonly limit?: number;
  readonly offset?: number;
  readonly sort?: string;
}

const QUERY = "/alerts/queries/alerts/v2";

export const alertsApi = (ask: Ask) => ({
  /** Composite ids that match, and how many there are; offset + limit at most 10,000. GET /alerts/queries/alerts/v2 */
  query: ({ filter, limit, offset, sort }: AlertSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: QUERY,
        query: { filter, limit, offset, sort, include_hidden: false },
        scope: READ,
        family: "detections",
        isRead: true,
        reply: Ids,
      },
      options,
    ),

  /** Records in the order of the ids; unknown ids are left out. POST /alerts/entities/alerts/v2 */
  details: async (compositeIds: readonly string[], options?: CallOptions): Promise<readonly Alert[]> => {
    const found = await inChunks(compositeIds, DETAILS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/alerts/entities/alerts/v2",
          query: { include_hidden: false },
          body: { composite_ids: chunk },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Alerts,
        },
        options,
      ),
    );
    return inOrder(compositeIds, found, (alert) => alert.compositeId);
  },

  /** How many match. */
  count: async (filter: Fql, options?: CallOptions): Promise<number> => {
    const { total } = await ask(
      {
        method: "GET",
        path: QUERY,
        query: { filter, limit: 1, include_hidden: false },
        scope: READ,
        family: "detections",
        isRead: true,
        reply: Ids,
      },
      options,
    );
    return total;
  },
});

export type AlertsApi = ReturnType<typeof alertsApi>;

/** Bounds of falcon-api "Values": below 20 informational, from 80 critical. */
function severityNameOf(name: string | undefined, severity: number | undefined): SeverityName {
  if (isSeverityName(name)) return name;
  if (severity === undefined) return "Medium";
  return SEVERITY_NAMES[Math.min(4, Math.max(0, Math.floor(severity / 20)))] ?? "Medium";
}

const isSeverityName = (name: string | undefined): name is SeverityName =>
  SEVERITY_NAMES.some((known) => known === name);

const DEVICE_ID = /^[0-9a-f]{32}$/i;
const deviceIdOf = (id: string | undefined): string | undefined =>
  id !== undefined && DEVICE_ID.test(id) ? id.toLowerCase() : undefined;

/** Forty zeros, or nothing, mean that there is no hash. */
function digest(hash: Untrusted | undefined): Untrusted | undefined {
  return hash === undefined || hash.matches(/^0*$/) ? undefined : hash;
}

const CONSOLE = /^falcon(?:\.[a-z0-9-]+)*\.crowdstrike\.(?:com|mil)$/;

/** A link into the console of a real cloud; anything else is no link of ours. */
function consoleLink(link: string | undefined): string | undefined {
  const url = link === undefined ? null : URL.parse(link);
  return url?.protocol === "https:" && CONSOLE.test(url.hostname) ? url.href : undefined;
}
