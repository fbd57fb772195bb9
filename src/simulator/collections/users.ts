/** People, the tenant itself, and the children of a Flight Control parent. */
import type { Call, Reply } from "../call.ts";
import { ok, readBodyIds, readQueryIds } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { ChildTenant, FalconUser, Tenant } from "../tenant.ts";

const SEARCH = ["filter", "limit", "offset", "sort"];
const MAX_USERS = 5000;
const MAX_CHILDREN = 1000;
const RULES: FieldRules = {
  text: new Set(["first_name", "last_name", "name"]),
  plainInnerWildcard: true,
  wildcardInLists: true,
};

const users = { service: "flight-control-api", access: { scope: "usermgmt:read" } };
const mssp = { service: "flight-control-api", access: { scope: "mssp:read" } };

/** /user-management/…, the customer's own id, and /mssp/… with 207 for children that are not known. */
export const userRoutes: readonly Route[] = [
  { ...users, method: "GET", path: "/user-management/queries/users/v1", query: SEARCH, handle: queryUsers },
  { ...users, method: "POST", path: "/user-management/entities/users/GET/v1", handle: getUsers },
  {
    method: "GET",
    path: "/sensors/queries/installers/ccid/v1",
    service: "binserv",
    access: { scope: "sensor-installers:read" },
    handle: (_call, { cid, dice }) => ok([customerId(cid, dice.hex("checksum", 2))]),
  },
  { ...mssp, method: "GET", path: "/mssp/queries/children/v1", query: SEARCH, handle: queryChildren },
  {
    ...mssp,
    method: "GET",
    path: "/mssp/entities/children/v1",
    query: ["ids"],
    handle: (call, tenant) => getChildren(readQueryIds(call, MAX_CHILDREN), tenant),
  },
  {
    ...mssp,
    method: "POST",
    path: "/mssp/entities/children/GET/v2",
    // Multi-status: each id that it does not know has an error of its own.
    handle(call, tenant) {
      const ids = readBodyIds(call, "ids", MAX_CHILDREN);
      const unknown = ids.filter((id) => !tenant.children.some(({ cid }) => cid === id));
      const errors = unknown.map((id) => ({ code: 404, message: "child not found", id }));
      return { ...getChildren(ids, tenant), status: unknown.length > 0 ? 207 : 200, errors };
    },
  },
];

/** The customer id as installers want it: upper case with a checksum. */
const customerId = (cid: string, checksum: string): string => `${cid}-${checksum}`.toUpperCase();

function queryUsers(call: Call, tenant: Tenant): Reply {
  const idOf = ({ uuid }: FalconUser): string => uuid;
  const collection = { documents: tenant.users, idOf, rules: RULES, sort: "uid.asc" };
  const found = search(collection, questionOf(call), call.nowMs);
  const { page, pagination } = offsetPage(call, found, { fallback: 100, max: 500 });
  return ok(
    page.map(({ uuid }) => uuid),
    { pagination },
  );
}

function getUsers(call: Call, tenant: Tenant): Reply {
  const ids = readBodyIds(call, "ids", MAX_USERS);
  return ok(
    tenant.dice.shuffle(
      call.path,
      tenant.users.filter(({ uuid }) => ids.includes(uuid)),
    ),
  );
}

function queryChildren(call: Call, tenant: Tenant): Reply {
  const idOf = ({ cid }: ChildTenant): string => cid;
  const collection = { documents: tenant.children, idOf, rules: RULES, sort: "cid.asc" };
  const found = search(collection, questionOf(call), call.nowMs);
  const { page, pagination } = offsetPage(call, found, { fallback: 10, max: 1000 });
  return ok(
    page.map(({ cid }) => cid),
    { pagination },
  );
}

function getChildren(ids: readonly string[], tenant: Tenant): Reply {
  const children = tenant.children.filter(({ cid }) => ids.includes(cid));
  return ok(
    children.map(({ cid, name }) => ({
      child_cid: cid,
      child_gcid: cid,
      child_of: tenant.cid,
      name,
      status: "active",
      checksum: tenant.dice.hex(`checksum of ${cid}`, 2).toUpperCase(),
      domains: [],
    })),
  );
}
