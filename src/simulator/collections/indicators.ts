/** IOC management: searches in two styles of paging, legal values, reach. */
import { afterPage } from "../after-page.ts";
import type { Alert } from "../alert-book.ts";
import { Refusal, ok, readQueryIds, type Call, type Reply } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import { DEEPEST_OFFSET, offsetPage, questionOf, search } from "../search.ts";
import type { Entry } from "../shelf.ts";
import type { Tenant } from "../tenant.ts";

/** `meta.powered_by` of IOC management. */
export const IOC_SERVICE = "ioc-manager";
const READ = { scope: "ioc:read" };
const SEARCH = ["filter", "limit", "offset", "after", "sort", "from_parent"];
const LISTED = ["filter", "limit", "offset", "sort"];
const LIMITS = { fallback: 100, max: 2_000 };
const MAX_IDS = 500;
const RULES: FieldRules = {
  text: new Set(["description", "source", "metadata.filename", "created_by", "modified_by"]),
  plainInnerWildcard: true,
  wildcardInLists: true,
};

/** What the lists of legal values answer, and what a new indicator is checked against. */
export const LEGAL = {
  types: ["sha256", "md5", "domain", "ipv4", "ipv6"],
  actions: ["no_action", "allow", "prevent_no_ui", "detect", "prevent"],
  severities: ["informational", "low", "medium", "high", "critical"],
  platforms: ["windows", "mac", "linux", "ios", "android"],
} as const;

/** Reading of /iocs/…; `offset` and `after` together are a 400. */
export const indicatorRoutes: readonly Route[] = [
  read("/iocs/queries/indicators/v1", SEARCH, (call, tenant) => found(call, tenant, ({ id }) => id)),
  read("/iocs/combined/indicator/v1", SEARCH, (call, tenant) => found(call, tenant, (entry) => entry)),
  read("/iocs/entities/indicators/v1", ["ids"], entities),
  read("/iocs/aggregates/indicators/device-count/v1", ["type", "value"], deviceCount),
  read("/iocs/queries/indicators/devices/v1", ["type", "value", ...LISTED], devices),
  read("/iocs/queries/actions/v1", LISTED, () => ok([...LEGAL.actions])),
  read("/iocs/queries/ioc-types/v1", LISTED, () => ok([...LEGAL.types])),
  read("/iocs/queries/severities/v1", LISTED, () => ok([...LEGAL.severities])),
  read("/iocs/queries/platforms/v1", LISTED, () => ok([...LEGAL.platforms])),
];

function read(path: string, query: readonly string[], handle: Route["handle"]): Route {
  return { method: "GET", path, service: IOC_SERVICE, access: READ, query, handle };
}

function found(call: Call, tenant: Tenant, show: (entry: Entry) => unknown): Reply {
  if (call.query.has("offset") && call.query.has("after")) {
    throw new Refusal(400, "offset and after are mutually exclusive");
  }
  const question = questionOf(call);
  const collection = {
    documents: living(tenant, call.nowMs),
    idOf: ({ id }: Entry) => id,
    rules: RULES,
    sort: "created_on.desc",
  };
  const all = search(collection, question, call.nowMs);
  // With neither it scrolls; counting ends where every offset does.
  if (call.query.has("offset")) {
    const { page, pagination } = offsetPage(call, all, {
      ...LIMITS,
      max: Math.min(LIMITS.max, DEEPEST_OFFSET),
    });
    return ok(page.map(show), { pagination });
  }
  const { page, pagination } = afterPage(call, all, collection.idOf, LIMITS, question);
  return ok(page.map(show), { pagination });
}

/** What is past its date is marked so, not gone. */
function living(tenant: Tenant, nowMs: number): readonly Entry[] {
  return tenant.shelves.indicators.all().map((entry) => {
    const end = entry["expiration"];
    return { ...entry, expired: typeof end === "string" && Date.parse(end) <= nowMs };
  });
}

/** Unknown ids are left out without a word. */
function entities(call: Call, tenant: Tenant): Reply {
  const ids = new Set(readQueryIds(call, MAX_IDS));
  return ok(
    tenant.dice.shuffle(
      call.path,
      living(tenant, call.nowMs).filter(({ id }) => ids.has(id)),
    ),
  );
}

function deviceCount(call: Call, tenant: Tenant): Reply {
  const { type, value } = readIndicator(call);
  return ok([{ type, value, device_count: seenOn(value, tenant).length, limit_exceeded: false }]);
}

function devices(call: Call, tenant: Tenant): Reply {
  return ok(seenOn(readIndicator(call).value, tenant));
}

function readIndicator(call: Call): { readonly type: string; readonly value: string } {
  const [type, value] = [call.query.get("type"), call.query.get("value")];
  if (type === null || value === null) throw new Refusal(400, "type and value are required");
  return { type, value };
}

/** Hosts whose alerts name the value: one story, told from both ends. */
function seenOn(value: string, tenant: Tenant): readonly string[] {
  const hosts = tenant.alerts
    .all()
    .filter((alert) => names(alert, value))
    .map(({ agent_id }) => agent_id);
  return [...new Set(hosts)].filter((id) => typeof id === "string" && id !== "") as string[];
}

const names = (alert: Alert, value: string): boolean =>
  [alert["sha256"], alert["md5"], alert["ioc_value"]].includes(value) ||
  JSON.stringify([alert["dns_requests"], alert["network_accesses"]]).includes(`"${value}"`);
