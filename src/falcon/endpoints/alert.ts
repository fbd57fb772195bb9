/** An alert's record, from Falcon's spelling to ours. The schema is open and everything is optional. */
import { z } from "zod";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import { integer, moment, recordsOf, text, texts, word } from "../envelope.ts";
import { DeviceId } from "./device.ts";

/** Mildest first, so that a place in this list is a rank. */
export const SEVERITY_NAMES = ["Informational", "Low", "Medium", "High", "Critical"] as const;
export type SeverityName = (typeof SEVERITY_NAMES)[number];

const Process = z
  .object({ filename: text, filepath: text, cmdline: text, user_name: text, sha256: text })
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
/** `parent_details` and `grandparent_details`; each field is missing as often as not. */
export type AlertProcess = NonNullable<z.output<typeof Process>>;

const Comments = z
  .array(z.object({ value: text }).transform(({ value }) => value))
  .nullish()
  .catch(undefined)
  .transform((list) => (list ?? []).filter((value) => value !== undefined));

const Host = z
  .object({
    device_id: word,
    hostname: text,
    platform_name: text,
    os_version: text,
    product_type_desc: text,
    groups: texts,
    tags: texts,
  })
  .nullish()
  .catch(undefined);

const Alert = z
  .object({
    composite_id: z.string().min(1),
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
    device: Host,
    os_version: text,
    source_endpoint_host_name: text,
    computer_name: text,
    host_names: texts,
    cloud_provider: text,
    cloud_account_id: text,
    cloud_region: text,
    resource_id: text,
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
    comments: Comments,
    falcon_host_link: z.string().optional().catch(undefined),
    aggregate_id: word,
    resolution: text,
  })
  .transform((row) => ({
    /** Opaque; a customer's id first. */
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
    isSeverityComputed: knownSeverity(row.severity_name) === undefined,
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
    deviceId: DeviceId.safeParse(row.device?.device_id).data ?? DeviceId.safeParse(row.agent_id).data,
    hostname: hostnameOf(row),
    platform: row.device?.platform_name,
    os: row.device?.os_version ?? row.os_version,
    machineType: row.device?.product_type_desc,
    /** Where in a cloud it happened: provider, account, region, resource. */
    cloud: [row.cloud_provider, row.cloud_account_id, row.cloud_region, row.resource_id].filter(
      (part) => part !== undefined,
    ),
    /** The host's groups, by id. */
    hostGroups: row.device?.groups ?? [],
    hostTags: row.device?.tags ?? [],
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
    /** Something was stopped. Undefined: Falcon does not say. */
    wasBlocked: wasBlocked(row.pattern_disposition, row.pattern_disposition_description),
    assignedTo: row.assigned_to_name ?? row.assigned_to_uid,
    assignedToUuid: row.assigned_to_uuid,
    tags: row.tags,
    comments: row.comments,
    falconLink: consoleLink(row.falcon_host_link),
    aggregateId: row.aggregate_id,
    resolution: row.resolution,
  }));

/** An alert as Falcon keeps it; what an endpoint or a product wrote is untrusted. */
export type Alert = z.output<typeof Alert>;

/**
 * The reply of POST /alerts/entities/alerts/v2. An alert without a composite id is left out: it
 * could not be named again.
 */
export const Alerts = recordsOf(Alert);

/** Identity, mobile and correlation alerts carry no device record and name the host in fields of their own. */
function hostnameOf(row: {
  readonly device?: { readonly hostname: Untrusted | undefined } | null | undefined;
  readonly source_endpoint_host_name: Untrusted | undefined;
  readonly computer_name: Untrusted | undefined;
  readonly host_names: readonly Untrusted[];
}): Untrusted | undefined {
  // A correlation over several hosts happened on none of them in particular.
  const only = row.host_names.length === 1 ? row.host_names[0] : undefined;
  return row.device?.hostname ?? row.source_endpoint_host_name ?? row.computer_name ?? only;
}

/** Bounds of falcon-api "Values": below 20 informational, from 80 critical. */
function severityNameOf(name: string | undefined, severity: number | undefined): SeverityName {
  const known = knownSeverity(name);
  if (known !== undefined) return known;
  if (severity === undefined) return "Medium";
  return SEVERITY_NAMES[Math.min(4, Math.max(0, Math.floor(severity / 20)))] ?? "Medium";
}

const knownSeverity = (name: string | undefined): SeverityName | undefined =>
  SEVERITY_NAMES.find((known) => known.toLowerCase() === name?.toLowerCase());

const POLICY_DISABLED = 256;

/**
 * The number is a bit mask in which most bits stop nothing (2304 is a block that the policy
 * had switched off), so Falcon's own sentence decides: "Prevention, …" or "Detection, …".
 */
function wasBlocked(bits: number | undefined, said: Untrusted | undefined): boolean | undefined {
  if (said?.matches(/^detection\b|\bwould have been\b/i) === true) return false;
  if (said?.matches(/^prevention\b/i) === true) return true;
  return bits === 0 || (bits !== undefined && (bits & POLICY_DISABLED) !== 0) ? false : undefined;
}

/** Zeros, or nothing, mean that there is no hash. */
function digest(hash: Untrusted | undefined): Untrusted | undefined {
  return hash === undefined || hash.matches(/^[0\s]*$/) ? undefined : hash;
}

const CONSOLE = /(?:^|\.)crowdstrike\.(?:com|mil)$/;

/** A link into a real cloud's console; anything else is no link of ours. */
function consoleLink(link: string | undefined): string | undefined {
  const url = link === undefined ? null : URL.parse(link);
  const isPlain = url !== null && url.protocol === "https:" && url.port === "" && url.username === "";
  return isPlain && CONSOLE.test(url.hostname) ? url.href : undefined;
}
