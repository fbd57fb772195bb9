/** Hosts: search, records, online state, logins, network containment. Source: falcon-api "Hosts", "Containment". */
import { z } from "zod";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import { Envelope, Ids, integer, moment, namedText, text, texts, word } from "../envelope.ts";
import { FalconError } from "../errors.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { inChunks, inOrder } from "./chunks.ts";

const READ = "Hosts: Read (devices:read)";
const WRITE = "Hosts: Write (devices:write)";

/** Ids per call that Falcon takes; details fewer, so that an answer stays within our bound. */
const DETAILS_AT_ONCE = 500;
const STATES_AT_ONCE = 100;

const STATUSES = ["normal", "containment_pending", "contained", "lift_containment_pending"] as const;
export type ContainmentStatus = (typeof STATUSES)[number] | "unknown";
export type OnlineState = "online" | "offline" | "unknown";

const Device = z
  .looseObject({
    device_id: z.string(),
    cid: word,
    hostname: namedText,
    platform_name: namedText,
    os_version: namedText,
    os_build: text,
    product_type_desc: namedText,
    status: z.enum(STATUSES).catch("unknown" as never),
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
    id: row.device_id.toLowerCase(),
    cid: row.cid,
    hostname: row.hostname,
    platform: row.platform_name,
    os: row.os_version,
    osBuild: row.os_build,
    machineType: row.product_type_desc,
    status: row.status as ContainmentStatus,
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
    groups: row.groups,
    rtrState: row.rtr_state,
    isReducedFunctionality: row.reduced_functionality_mode === "yes",
  }));

/** A host as Falcon keeps it. Text of the endpoint is untrusted; times are milliseconds. */
export type Device = z.output<typeof Device>;

export interface Login {
  readonly userName: Untrusted;
  readonly at: number | undefined;
}
export type LoginHistory = readonly Login[];

/** One record that cannot be read never costs the others. */
const devices = Envelope.transform(({ resources }) =>
  resources.flatMap((row) => {
    const parsed = Device.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  }),
);

const OnlineStates = Envelope.transform(({ resources }) =>
  resources.flatMap((row) => {
    const parsed = z
      .looseObject({ id: z.string(), state: z.enum(["online", "offline"]).catch("unknown" as never) })
      .safeParse(row);
    return parsed.success ? [[parsed.data.id, parsed.data.state as OnlineState] as const] : [];
  }),
);

const Logins = Envelope.transform(({ resources }) =>
  resources.flatMap((row) => {
    const parsed = z
      .looseObject({
        device_id: z.string(),
        recent_logins: z.array(z.looseObject({ user_name: text, login_time: moment })).nullish(),
      })
      .safeParse(row);
    if (!parsed.success) return [];
    const logins = (parsed.data.recent_logins ?? []).map(({ user_name, login_time }) => ({
      userName: user_name ?? untrusted("not known"),
      at: login_time,
    }));
    return [[parsed.data.device_id, logins] as const];
  }),
);

export interface HostSearch {
  readonly filter?: Fql | undefined;
  readonly limit?: number;
  readonly offset?: number;
  readonly sort?: string;
}

export const hostsApi = (ask: Ask) => ({
  /** Ids that match, and how many there are. GET /devices/queries/devices/v1 */
  query: ({ filter, limit, offset, sort }: HostSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/devices/queries/devices/v1",
        query: { filter, limit, offset, sort },
        scope: READ,
        family: "hosts",
        isRead: true,
        reply: Ids,
      },
      options,
    ),

  /** Records in the order of the ids; unknown ids are left out. POST /devices/entities/devices/v2 */
  details: async (ids: readonly string[], options?: CallOptions): Promise<readonly Device[]> => {
    const found = await inChunks(ids, DETAILS_AT_ONCE, (chunk) =>
      ask(
        {
          method: "POST",
          path: "/devices/entities/devices/v2",
          body: { ids: chunk },
          scope: READ,
          family: "other",
          isRead: true,
          reply: devices,
        },
        options,
      ),
    );
    return inOrder(ids, found, (device) => device.id);
  },

  /** Near real time; `last_seen` of a record is minutes old. GET /devices/entities/online-state/v1 */
  onlineState: async (
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, OnlineState>> =>
    new Map(
      await inChunks(ids, STATES_AT_ONCE, (chunk) =>
        ask(
          {
            method: "GET",
            path: "/devices/entities/online-state/v1",
            query: { ids: chunk },
            scope: READ,
            family: "other",
            isRead: true,
            reply: OnlineStates,
          },
          options,
        ),
      ),
    ),

  /** Recent logins by device id, at most ten ids. POST /devices/combined/devices/login-history/v2 */
  loginHistory: async (
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, LoginHistory>> =>
    new Map(
      await ask(
        {
          method: "POST",
          path: "/devices/combined/devices/login-history/v2",
          body: { ids },
          scope: READ,
          family: "other",
          isRead: true,
          reply: Logins,
        },
        options,
      ),
    ),

  /** Asks for one host's network isolation; 202 means queued. POST /devices/entities/devices-actions/v2 */
  contain: (id: string, options?: CallOptions) => act(ask, "contain", id, options),

  /** Asks for the isolation to be lifted; 202 means queued. POST /devices/entities/devices-actions/v2 */
  liftContainment: (id: string, options?: CallOptions) => act(ask, "lift_containment", id, options),
});

export type HostsApi = ReturnType<typeof hostsApi>;

/** One id a call, so that the answer is unambiguous. A 2xx with an error for the id is a refusal. */
async function act(ask: Ask, action: string, id: string, options?: CallOptions): Promise<void> {
  const path = "/devices/entities/devices-actions/v2";
  const { errors } = await ask(
    {
      method: "POST",
      path,
      query: { action_name: action },
      body: { ids: [id] },
      scope: WRITE,
      family: "containment",
      isRead: false,
      reply: Envelope,
    },
    options,
  );
  const [first] = errors;
  if (first === undefined) return;
  const status = integer.parse(first.code) ?? 400;
  const kind =
    status === 409 ? "conflict" : status === 403 ? "denied" : status === 404 ? "not-found" : "invalid";
  const hint =
    kind === "denied"
      ? `The Falcon API client lacks the scope ${WRITE}.`
      : `Falcon refused the order for this host (${status}).`;
  throw new FalconError({
    kind,
    effect: "none",
    status,
    hint,
    message: `POST ${path} ${action}: ${first.message ?? ""}`,
  });
}
