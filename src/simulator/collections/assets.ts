/** Discover: assets with a sensor and without. The combined search wants a filter. */
import { afterPage } from "../after-page.ts";
import { Refusal, ok, readQueryIds, type Call, type Reply } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { Entry } from "../shelf.ts";
import type { Tenant } from "../tenant.ts";

const SERVICE = "discover-api";
const READ = { scope: "assets:read" };
const QUERIES = { fallback: 100, max: 100 };
const COMBINED = { fallback: 100, max: 1_000 };
const MAX_IDS = 100;
/** Shown only when asked for as a facet. */
const FACET_FIELDS = ["system_insights", "third_party", "risk_factors"];
const RULES: FieldRules = { text: new Set(), plainInnerWildcard: true, wildcardInLists: true };

/**
 * /discover/…/hosts/v1. The combined search demands a filter and leaves out the facets that
 * nobody asked for.
 */
export const assetRoutes: readonly Route[] = [
  read("/discover/queries/hosts/v1", ["filter", "limit", "offset", "sort"], queries),
  read("/discover/combined/hosts/v1", ["after", "facet", "filter", "limit", "sort"], combined),
  read("/discover/entities/hosts/v1", ["ids"], (call, tenant) => {
    const ids = new Set(readQueryIds(call, MAX_IDS));
    return ok(tenant.shelves.assets.all().filter(({ id }) => ids.has(id)));
  }),
];

function read(path: string, query: readonly string[], handle: Route["handle"]): Route {
  return { method: "GET", path, service: SERVICE, access: READ, query, handle };
}

const idOf = ({ id }: Entry): string => id;

function found(call: Call, tenant: Tenant): readonly Entry[] {
  const question = questionOf(call);
  if (question.sort?.includes(",") === true) throw new Refusal(400, "a single sort field is allowed");
  const collection = { documents: tenant.shelves.assets.all(), idOf, rules: RULES, sort: "id.asc" };
  return search(collection, question, call.nowMs);
}

function queries(call: Call, tenant: Tenant): Reply {
  const { page, pagination } = offsetPage(call, found(call, tenant), QUERIES);
  return ok(page.map(idOf), { pagination });
}

function combined(call: Call, tenant: Tenant): Reply {
  const question = questionOf(call);
  if (question.filter === undefined) throw new Refusal(400, "filter is required");
  const facets = new Set(call.query.getAll("facet"));
  const { page, pagination } = afterPage(call, found(call, tenant), idOf, COMBINED, question);
  const hidden = FACET_FIELDS.filter((field) => !facets.has(field));
  return ok(
    page.map((entry) => Object.fromEntries(Object.entries(entry).filter(([name]) => !hidden.includes(name)))),
    { pagination },
  );
}
