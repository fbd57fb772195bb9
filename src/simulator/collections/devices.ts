/** Looking hosts up: searches with three styles of paging, details, presence. */
import type { Call, Reply } from "../call.ts";
import { Refusal, ok, readBodyIds, readLimit, readQueryIds, readText } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Device } from "../host-book.ts";
import type { Route } from "../route.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { Tenant } from "../tenant.ts";

const SERVICE = "device-api";
const READ = { scope: "devices:read" };
const SEARCH = ["filter", "limit", "offset", "sort"];
const MAX_QUERY = 5000;
const MAX_SCROLL = 10_000;
const MAX_QUERY_IDS = 100;
const MAX_BODY_IDS = 5000;
const DEFAULT_LIMIT = 100;
const NANOS_PER_MS = 1_000_000;

/** `hostname:'*mid*'` finds nothing at the hosts service; `*'*mid*'` and `~'mid'` do. */
export const DEVICE_RULES: FieldRules = {
  text: new Set([
    "hostname",
    "os_version",
    "last_login_user",
    "machine_domain",
    "site_name",
    "ou",
    "system_manufacturer",
    "system_product_name",
    "product_type_desc",
    "platform_name",
  ]),
  plainInnerWildcard: false,
  wildcardInLists: true,
};

/**
 * /devices/…: by offset up to 10,000, by scroll token, combined, by id, and the presence of GET
 * /devices/entities/online-state/v1.
 */
export const deviceRoutes: readonly Route[] = [
  read("/devices/queries/devices/v1", SEARCH, (call, tenant) => queryIds(call, tenant, false)),
  read("/devices/queries/devices-hidden/v1", SEARCH, (call, tenant) => queryIds(call, tenant, true)),
  read("/devices/queries/devices-scroll/v1", SEARCH, scroll),
  read("/devices/combined/devices/v1", [...SEARCH, "fields"], (call, tenant) =>
    combined(call, tenant, false),
  ),
  read("/devices/combined/devices-hidden/v1", [...SEARCH, "fields"], (call, tenant) =>
    combined(call, tenant, true),
  ),
  read("/devices/entities/devices/v2", ["ids"], (call, tenant) =>
    entities(readQueryIds(call, MAX_QUERY_IDS), call, tenant),
  ),
  {
    method: "POST",
    path: "/devices/entities/devices/v2",
    service: SERVICE,
    access: READ,
    handle: (call, tenant) => entities(readBodyIds(call, "ids", MAX_BODY_IDS), call, tenant),
  },
  { ...read("/devices/entities/online-state/v1", ["ids"], onlineState), service: "cs.agentonline" },
];

function read(path: string, query: readonly string[], handle: Route["handle"]): Route {
  return { method: "GET", path, service: SERVICE, access: READ, query, handle };
}

function searchDevices(call: Call, tenant: Tenant, hidden: boolean): readonly Device[] {
  const collection = {
    documents: tenant.hosts.devices(call.nowMs, { hidden }),
    idOf: (device: Device) => device.device_id,
    rules: DEVICE_RULES,
    sort: "device_id.asc",
  };
  return search(collection, questionOf(call), call.nowMs);
}

function queryIds(call: Call, tenant: Tenant, hidden: boolean): Reply {
  const found = searchDevices(call, tenant, hidden);
  const { page, pagination } = offsetPage(call, found, { fallback: DEFAULT_LIMIT, max: MAX_QUERY });
  return ok(
    page.map(({ device_id }) => device_id),
    { pagination },
  );
}

function turnPage(call: Call, tenant: Tenant, hidden: boolean) {
  const limit = readLimit(call, DEFAULT_LIMIT, MAX_SCROLL);
  const token = readText(call.query.get("offset"));
  const query = JSON.stringify([call.path, questionOf(call)]);
  const ids = (): string[] => searchDevices(call, tenant, hidden).map(({ device_id }) => device_id);
  const page =
    token === undefined
      ? tenant.cursors.start(ids(), query, limit, call.nowMs)
      : tenant.cursors.resume(token, query, limit, call.nowMs);
  if (page === undefined) throw new Refusal(400, "invalid or expired offset token");
  return { ...page, limit };
}

function scroll(call: Call, tenant: Tenant): Reply {
  const { ids, total, next, expiresAtMs } = turnPage(call, tenant, false);
  return ok(ids, { pagination: { total, offset: next, expires_at: expiresAtMs * NANOS_PER_MS } });
}

function combined(call: Call, tenant: Tenant, hidden: boolean): Reply {
  const { ids, total, limit, next, expiresAtMs } = turnPage(call, tenant, hidden);
  const fields = readText(call.query.get("fields"))?.split(",");
  const devices = ids
    .map((id) => tenant.hosts.device(id, call.nowMs))
    .filter((device) => device !== undefined)
    .map((device) => (fields === undefined ? device : only(device, fields)));
  const more = ids.length === limit ? next : "";
  const pagination = {
    total,
    limit,
    offset: call.query.get("offset") ?? "",
    next: more,
    previous: "",
    expires_at: expiresAtMs * NANOS_PER_MS,
  };
  return ok(devices, { pagination });
}

function only(device: Device, fields: readonly string[]): Record<string, unknown> {
  const wanted = fields.map((field) => field.trim()).filter((field) => field in device);
  return Object.fromEntries(wanted.map((field) => [field, device[field]]));
}

/** Unknown ids are left out without a word, and the order is not the one asked for. */
function entities(ids: readonly string[], call: Call, tenant: Tenant): Reply {
  const found = [...new Set(ids)]
    .map((id) => tenant.hosts.device(id, call.nowMs))
    .filter((device) => device !== undefined);
  return ok(tenant.dice.shuffle(call.path, found));
}

function onlineState(call: Call, tenant: Tenant): Reply {
  const states = readQueryIds(call, MAX_QUERY_IDS).flatMap((id) => {
    const device = tenant.hosts.device(id, call.nowMs);
    const presence = tenant.hosts.record(id)?.presence;
    if (device === undefined || presence === undefined) return [];
    const state = presence.online ? "online" : "offline";
    return [{ id, cid: device.cid, last_seen: device.last_seen, state }];
  });
  return ok(states);
}
