/** Finding and reading alerts: ids by offset, details by id, and both at once by token. */
import type { Alert } from "../alert-book.ts";
import type { Call, Reply } from "../call.ts";
import { Refusal, checkLimit, ok, readBodyIds, readField, readText } from "../call.ts";
import { orderValues } from "../fql/compare.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import { DEEPEST_OFFSET, offsetPage, questionOf, search } from "../search.ts";
import type { Question } from "../search.ts";
import type { Tenant } from "../tenant.ts";
import { readAfter, writeAfter } from "./alert-cursor.ts";

const SERVICE = "detectsapi";
const READ = { scope: "alerts:read" };
const DEFAULT_LIMIT = 100;
const MAX_COMBINED = 1000;
/** More composite ids in one call are a 413. */
export const MAX_ALERT_IDS = 1000;
const NEWEST_FIRST = "created_timestamp.desc";

/** Patterns do not reach into arrays here: `tags:'a*'` finds nothing. */
const ALERT_RULES: FieldRules = {
  text: new Set([
    "name",
    "display_name",
    "description",
    "cmdline",
    "filename",
    "filepath",
    "user_name",
    "device.hostname",
    "tactic",
    "technique",
    "objective",
    "assigned_to_name",
    "source_account_name",
    "source_endpoint_host_name",
    "host_names",
  ]),
  plainInnerWildcard: true,
  wildcardInLists: false,
};

/** GET /alerts/queries/alerts/v2, POST /alerts/entities/alerts/v2, POST /alerts/combined/alerts/v1. */
export const alertRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/alerts/queries/alerts/v2",
    service: SERVICE,
    access: READ,
    query: ["filter", "include_hidden", "limit", "offset", "q", "sort"],
    handle: query,
  },
  {
    method: "POST",
    path: "/alerts/entities/alerts/v2",
    service: SERVICE,
    access: READ,
    query: ["include_hidden"],
    handle: entities,
  },
  {
    method: "POST",
    path: "/alerts/combined/alerts/v1",
    service: SERVICE,
    access: READ,
    handle: combined,
  },
];

/** Hidden alerts are shown unless the caller says otherwise. */
export function visibleAlerts(call: Call, tenant: Tenant): readonly Alert[] {
  const all = tenant.alerts.all();
  return call.query.get("include_hidden") === "false" ? all.filter(({ show_in_ui }) => show_in_ui) : all;
}

/**
 * Newest first unless the question says otherwise.
 * @throws Refusal 400
 */
export function searchAlerts(documents: readonly Alert[], question: Question, nowMs: number) {
  const idOf = ({ composite_id }: Alert): string => composite_id;
  return search({ documents, idOf, rules: ALERT_RULES, sort: NEWEST_FIRST }, question, nowMs);
}

function query(call: Call, tenant: Tenant): Reply {
  const words = readText(call.query.get("q"))?.toLowerCase();
  const documents = visibleAlerts(call, tenant).filter(
    (alert) => words === undefined || JSON.stringify(alert).toLowerCase().includes(words),
  );
  const found = searchAlerts(documents, questionOf(call), call.nowMs);
  const { page, pagination } = offsetPage(call, found, { fallback: DEFAULT_LIMIT, max: DEEPEST_OFFSET });
  return ok(
    page.map(({ composite_id }) => composite_id),
    { pagination },
  );
}

/** Unknown ids are left out without a word, and the order is not the one asked for. */
function entities(call: Call, tenant: Tenant): Reply {
  const ids = new Set(readBodyIds(call, "composite_ids", MAX_ALERT_IDS, 413));
  const found = visibleAlerts(call, tenant).filter(({ composite_id }) => ids.has(composite_id));
  return ok(tenant.dice.shuffle(call.path, found));
}

/** Pages over live data: a token names the last alert seen, not a frozen list. */
function combined(call: Call, tenant: Tenant): Reply {
  const limit = checkLimit(readField(call, "limit"), DEFAULT_LIMIT, MAX_COMBINED);
  const sort = readText(readField(call, "sort")) ?? NEWEST_FIRST;
  const question = { filter: readText(readField(call, "filter")), sort };
  const found = searchAlerts(tenant.alerts.all(), question, call.nowMs);
  const token = readText(readField(call, "after"));
  const rest = token === undefined ? found : after(found, token, question);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next = last !== undefined && rest.length > limit ? writeAfter(question, last, found.length) : "";
  return ok(page, { pagination: { total: found.length, limit, after: next } });
}

function after(found: readonly Alert[], token: string, question: Question): readonly Alert[] {
  const mark = readAfter(token, question);
  if (mark === undefined) throw new Refusal(400, "invalid after token for this filter and sort");
  // By value, not by looking the last alert up: it may have moved since.
  return found.filter((alert) => {
    const order = orderValues(mark.value(alert), mark.last);
    if (order === 0) return alert.composite_id > mark.id;
    return mark.descending ? order < 0 : order > 0;
  });
}
