/** Spotlight: a filter is required and takes no wildcards; what is not asked for as a facet is not there. */
import { afterPage } from "../after-page.ts";
import { Refusal, ok, readQueryIds, type Call, type Reply } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import { questionOf, search } from "../search.ts";
import type { Entry } from "../shelf.ts";
import type { Tenant } from "../tenant.ts";

const SERVICE = "spapi";
const READ = { scope: "spotlight-vulnerabilities:read" };
const SEARCH = ["after", "filter", "limit", "offset", "sort"];
const FACETS = ["cve", "host_info", "remediation", "evaluation_logic"];
const QUERIES = { fallback: 100, max: 400 };
const COMBINED = { fallback: 100, max: 5_000 };
const MAX_IDS = 400;
const RULES: FieldRules = { text: new Set(), plainInnerWildcard: false, wildcardInLists: false };

/** /spotlight/…: 400 without a filter, with a wildcard, or with a facet that does not exist. */
export const vulnerabilityRoutes: readonly Route[] = [
  read("/spotlight/queries/vulnerabilities/v1", SEARCH, (call, tenant) => {
    const { page, pagination } = paged(call, tenant, QUERIES);
    return ok(
      page.map(({ id }) => id),
      { pagination },
    );
  }),
  read("/spotlight/combined/vulnerabilities/v1", [...SEARCH, "facet"], combined),
  read("/spotlight/entities/vulnerabilities/v2", ["ids"], (call, tenant) =>
    ok(byIds(call, tenant.shelves.vulnerabilities.all())),
  ),
  read("/spotlight/entities/remediations/v2", ["ids"], (call, tenant) => ok(byIds(call, remedies(tenant)))),
];

function read(path: string, query: readonly string[], handle: Route["handle"]): Route {
  return { method: "GET", path, service: SERVICE, access: READ, query, handle };
}

function combined(call: Call, tenant: Tenant): Reply {
  const facets = new Set(call.query.getAll("facet"));
  const unknown = [...facets].find((facet) => !FACETS.includes(facet));
  if (unknown !== undefined) throw new Refusal(400, `invalid facet: ${unknown}`);
  const { page, pagination } = paged(call, tenant, COMBINED);
  return ok(
    page.map((entry) => cut(entry, facets)),
    { pagination },
  );
}

function paged(call: Call, tenant: Tenant, limits: typeof QUERIES) {
  const question = questionOf(call);
  if (question.filter === undefined) throw new Refusal(400, "filter is required");
  if (question.filter.includes("*")) throw new Refusal(400, "wildcards are not supported in filter");
  const idOf = ({ id }: Entry): string => id;
  const collection = {
    documents: tenant.shelves.vulnerabilities.all(),
    idOf,
    rules: RULES,
    sort: "created_timestamp.desc",
  };
  return afterPage(call, search(collection, question, call.nowMs), idOf, limits, question);
}

/** Of the CVE the id alone stays, of the remediation its ids, of the host nothing. */
function cut(entry: Entry, facets: ReadonlySet<string>): Entry {
  const { cve: kept, host_info, remediation, ...rest } = entry;
  // Filters name it so; records have it under `cisa_info`.
  const { is_cisa_kev: _forFilters, ...cve } = (kept ?? {}) as Readonly<Record<string, unknown>>;
  const { ids: remedyIds = [] } = (remediation ?? {}) as { readonly ids?: readonly string[] };
  return {
    ...rest,
    id: entry.id,
    cve: facets.has("cve") ? cve : { id: cve["id"] },
    remediation: facets.has("remediation") ? remediation : { ids: remedyIds },
    ...(facets.has("host_info") ? { host_info } : {}),
  };
}

function byIds(call: Call, entries: readonly Entry[]): readonly Entry[] {
  const ids = new Set(readQueryIds(call, MAX_IDS));
  return entries.filter(({ id }) => ids.has(id));
}

function remedies(tenant: Tenant): readonly Entry[] {
  const all = tenant.shelves.vulnerabilities
    .all()
    .flatMap(({ remediation }) => (remediation as { entities: readonly Entry[] }).entities);
  return [...new Map(all.map((entry) => [entry.id, entry])).values()];
}
