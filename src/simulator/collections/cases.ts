/** Cases: POST reads, PUT creates, PATCH changes with a lock. And the retired incidents, where they are answered. */
import { Refusal, ok, readBodyIds, readField, readText, requireRecord } from "../call.ts";
import type { Call, Reply } from "../call.ts";
import { CASE_FRAME } from "../case-frame.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { Entry } from "../shelf.ts";
import { nanoStamp } from "../stamp.ts";
import type { Tenant } from "../tenant.ts";

const CASES = "cases-api";
const INCIDENTS = "incident-api";
const SEARCH = ["filter", "limit", "offset", "q", "sort"];
const MAX_CASES = 10_000;
const MAX_INCIDENTS = 500;
const RULES: FieldRules = {
  text: new Set(["name", "description"]),
  plainInnerWildcard: true,
  wildcardInLists: true,
};

const incidents = { service: INCIDENTS, access: { scope: "incidents:read" } };
const cases = { service: CASES, path: "/cases/entities/cases/v2" };

/**
 * /cases/…, and /incidents/… where `incidents` says that the tenant still answers them; else 404
 * or 410.
 */
export const caseRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/cases/queries/cases/v1",
    service: CASES,
    access: { scope: "cases:read" },
    query: SEARCH,
    handle: (call, { shelves }) => queries(call, shelves.cases.all(), MAX_CASES, "created_timestamp.desc"),
  },
  { ...cases, method: "POST", access: { scope: "cases:read" }, handle: readCases },
  { ...cases, method: "PUT", access: { scope: "cases:write" }, handle: create },
  { ...cases, method: "PATCH", access: { scope: "cases:write" }, handle: change },
  {
    ...incidents,
    method: "GET",
    path: "/incidents/queries/incidents/v1",
    query: SEARCH,
    handle: (call, tenant) => queries(call, retired(tenant), MAX_INCIDENTS, "start.desc"),
  },
  {
    ...incidents,
    method: "POST",
    path: "/incidents/entities/incidents/GET/v1",
    handle: (call, tenant) => byIds(call, retired(tenant), tenant),
  },
];

const idOf = ({ id }: Entry): string => id;

function queries(call: Call, documents: readonly Entry[], max: number, sort: string): Reply {
  const words = readText(call.query.get("q"))?.toLowerCase();
  const named = documents.filter(
    (entry) => words === undefined || JSON.stringify(entry).toLowerCase().includes(words),
  );
  const found = search({ documents: named, idOf, rules: RULES, sort }, questionOf(call), call.nowMs);
  const { page, pagination } = offsetPage(call, found, { fallback: 100, max });
  return ok(page.map(idOf), { pagination });
}

function byIds(call: Call, entries: readonly Entry[], tenant: Tenant): Reply {
  const ids = new Set(readBodyIds(call, "ids", MAX_CASES));
  return ok(
    tenant.dice.shuffle(
      call.path,
      entries.filter(({ id }) => ids.has(id)),
    ),
  );
}

function readCases(call: Call, tenant: Tenant): Reply {
  return byIds(call, tenant.shelves.cases.all(), tenant);
}

/** Most tenants have lost the collection by now. */
function retired(tenant: Tenant): readonly Entry[] {
  if (tenant.incidents !== "answered")
    throw new Refusal(tenant.incidents, "this API has been decommissioned");
  return tenant.shelves.incidents.all();
}

function create(call: Call, tenant: Tenant): Reply {
  const wanted = requireRecord(call.body);
  if (readText(wanted["name"]) === undefined) throw new Refusal(400, "name is required");
  const number = tenant.shelves.cases.all().length + 1;
  const stamp = nanoStamp(call.nowMs);
  const made = tenant.shelves.cases.put({
    ...CASE_FRAME,
    ...wanted,
    id: tenant.dice.hex(`case made ${number}`, 40),
    cid: tenant.cid,
    reference_id: String(number),
    created_timestamp: stamp,
    updated_timestamp: stamp,
  });
  return { status: 201, resources: [made] };
}

function change(call: Call, tenant: Tenant): Reply {
  const old = tenant.shelves.cases.get(String(readField(call, "id")));
  if (old === undefined) throw new Refusal(404, "case not found");
  const expected = readField(call, "expected_version");
  if (expected !== undefined && expected !== old["version"]) throw new Refusal(409, "the case has changed");
  const fields = requireRecord(readField(call, "fields"));
  const version = Number(old["version"]) + 1;
  return ok([
    tenant.shelves.cases.put({
      ...old,
      ...fields,
      id: old.id,
      version,
      updated_timestamp: nanoStamp(call.nowMs),
    }),
  ]);
}
