/** Host groups and who is in them. */
import type { Call, Reply } from "../call.ts";
import { ok, readQueryIds } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Device } from "../host-book.ts";
import type { Route } from "../route.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { HostGroup, Tenant } from "../tenant.ts";
import { DEVICE_RULES } from "./devices.ts";

const SERVICE = "device-api";
const READ = { scope: "host-group:read" };
const SEARCH = ["filter", "limit", "offset", "sort"];
const LIMITS = { fallback: 100, max: 5000 };
const MAX_IDS = 500;
const RULES: FieldRules = {
  text: new Set(["name", "description"]),
  plainInnerWildcard: true,
  wildcardInLists: true,
};

/** /devices/…/host-groups/v1 and host-group-members/v1; groups are read, never changed. */
export const hostGroupRoutes: readonly Route[] = [
  read("/devices/queries/host-groups/v1", SEARCH, (call, tenant) => groups(call, tenant, ({ id }) => id)),
  read("/devices/combined/host-groups/v1", SEARCH, (call, tenant) => groups(call, tenant, (group) => group)),
  read("/devices/entities/host-groups/v1", ["ids"], entities),
  read("/devices/queries/host-group-members/v1", [...SEARCH, "id"], (call, tenant) =>
    members(call, tenant, ({ device_id }) => device_id),
  ),
  read("/devices/combined/host-group-members/v1", [...SEARCH, "id"], (call, tenant) =>
    members(call, tenant, (device) => device),
  ),
];

function read(path: string, query: readonly string[], handle: Route["handle"]): Route {
  return { method: "GET", path, service: SERVICE, access: READ, query, handle };
}

function groups(call: Call, tenant: Tenant, show: (group: HostGroup) => unknown): Reply {
  const idOf = ({ id }: HostGroup): string => id;
  const collection = { documents: tenant.groups, idOf, rules: RULES, sort: "name.asc" };
  const found = search(collection, questionOf(call), call.nowMs);
  const { page, pagination } = offsetPage(call, found, LIMITS);
  return ok(page.map(show), { pagination });
}

function entities(call: Call, tenant: Tenant): Reply {
  const ids = readQueryIds(call, MAX_IDS);
  return ok(tenant.groups.filter(({ id }) => ids.includes(id)));
}

function members(call: Call, tenant: Tenant, show: (device: Device) => unknown): Reply {
  const group = call.query.get("id");
  const documents = tenant.hosts
    .devices(call.nowMs, { hidden: false })
    .filter((device) => group === null || device.groups.includes(group));
  const idOf = ({ device_id }: Device): string => device_id;
  const collection = { documents, idOf, rules: DEVICE_RULES, sort: "device_id.asc" };
  const found = search(collection, questionOf(call), call.nowMs);
  const { page, pagination } = offsetPage(call, found, LIMITS);
  return ok(page.map(show), { pagination });
}
