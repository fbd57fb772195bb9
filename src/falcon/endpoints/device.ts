/** A host's record, from Falcon's spelling to ours. Pods, mobile devices and old sensors lack most of it. */
import { z } from "zod";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import { moment, namedText, recordsOf, text, texts, word } from "../envelope.ts";

const STATUSES = ["normal", "containment_pending", "contained", "lift_containment_pending"] as const;
/** Falcon's own words of `status`. Pending may last for days: an offline host changes when it is back. */
export type ContainmentStatus = (typeof STATUSES)[number] | "unknown";
/** Of the presence service, not of the record. `unknown` covers the null that it answers for odd hosts. */
export type OnlineState = "online" | "offline" | "unknown";

/** 32 hex digits. Anything else is no id that we may show or act on as one. */
export const DeviceId = z
  .string()
  .regex(/^[0-9a-f]{32}$/i)
  .transform((id) => id.toLowerCase());

/** A word that Falcon did not have when this was written reads as `unknown`, never as `normal`. */
export const status = z
  .unknown()
  .optional()
  .transform((value): ContainmentStatus => STATUSES.find((known) => known === value) ?? "unknown");

const Device = z
  .looseObject({
    device_id: DeviceId,
    cid: word,
    hostname: namedText,
    platform_name: namedText,
    os_version: namedText,
    os_build: text,
    product_type_desc: namedText,
    status,
    last_seen: moment,
    first_seen: moment,
    local_ip: text,
    external_ip: text,
    mac_address: text,
    last_login_user: text,
    machine_domain: text,
    site_name: text,
    serial_number: text,
    system_manufacturer: text,
    system_product_name: text,
    agent_version: text,
    ou: texts,
    tags: texts,
    groups: texts,
    rtr_state: word,
    reduced_functionality_mode: word,
  })
  .transform((row) => ({
    id: row.device_id,
    cid: row.cid,
    hostname: row.hostname,
    platform: row.platform_name,
    os: row.os_version,
    osBuild: row.os_build,
    /** Workstation, Server, Domain Controller, … */
    machineType: row.product_type_desc,
    status: row.status,
    /** Minutes behind; ask for the online state before acting on it. */
    lastSeenAt: row.last_seen,
    firstSeenAt: row.first_seen,
    localIp: row.local_ip,
    externalIp: row.external_ip,
    macAddress: row.mac_address,
    lastUser: row.last_login_user,
    domain: row.machine_domain,
    site: row.site_name,
    serialNumber: row.serial_number,
    manufacturer: row.system_manufacturer,
    model: row.system_product_name,
    agentVersion: row.agent_version,
    ou: row.ou,
    tags: row.tags,
    /** Ids of host groups. */
    groups: row.groups,
    rtrState: row.rtr_state,
    isReducedFunctionality: row.reduced_functionality_mode === "yes",
  }));

/** A host as Falcon keeps it. Text of the endpoint is untrusted; times are milliseconds. */
export type Device = z.output<typeof Device>;

/** The reply of POST /devices/entities/devices/v2, in any order, unknown ids left out. */
export const Devices = recordsOf(Device);

/** `at` is milliseconds; undefined where the service gave no time. */
export interface Login {
  readonly userName: Untrusted;
  readonly at: number | undefined;
}
/** Of the last seven days and at most ten: what the service gives unless asked for more. */
export type LoginHistory = readonly Login[];

/** A null state has been seen for odd hosts. */
const onlineState = z
  .unknown()
  .optional()
  .transform((value): OnlineState => (value === "online" || value === "offline" ? value : "unknown"));

/** The reply of GET /devices/entities/online-state/v1, as pairs for a map. */
export const OnlineStates = recordsOf(
  z
    .looseObject({ id: DeviceId, state: onlineState })
    .transform((row): readonly [string, OnlineState] => [row.id, row.state]),
);

const Login = z
  .looseObject({ user_name: text, login_time: moment })
  .transform((row): Login => ({ userName: row.user_name ?? untrusted("not known"), at: row.login_time }));

const RecentLogins = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((rows): LoginHistory => (rows ?? []).flatMap((row) => Login.safeParse(row).data ?? []));

/** The reply of POST /devices/combined/devices/login-history/v2, as pairs for a map. */
export const Logins = recordsOf(
  z
    .looseObject({ device_id: DeviceId, recent_logins: RecentLogins })
    .transform((row): readonly [string, LoginHistory] => [row.device_id, row.recent_logins]),
);
