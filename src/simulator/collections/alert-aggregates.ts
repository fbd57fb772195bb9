/** Counting alerts into buckets. A field that does not exist gives no buckets, not an error. */
import { DAY, HOUR, MINUTE } from "../../lib/clock.ts";
import type { Alert } from "../alert-book.ts";
import type { Call, Reply } from "../call.ts";
import { Refusal, checkLimit, ok, readText, requireRecord } from "../call.ts";
import { readField } from "../fql/field.ts";
import type { Route } from "../route.ts";
import { secondStamp } from "../stamp.ts";
import type { Tenant } from "../tenant.ts";
import { searchAlerts, visibleAlerts } from "./alerts.ts";

interface Bucket {
  readonly label: string;
  readonly count: number;
  readonly value?: number;
  readonly key_as_string?: string;
  readonly sub_aggregates?: readonly unknown[];
}

type Request = Readonly<Record<string, unknown>>;

const INTERVALS: Readonly<Record<string, number>> = {
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
};
const DEFAULT_SIZE = 10;
const MAX_SIZE = 10_000;

/**
 * POST /alerts/aggregates/alerts/v2 with terms, date_histogram and cardinality; other types are
 * refused (400).
 */
export const alertAggregateRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/alerts/aggregates/alerts/v2",
    service: "detectsapi",
    access: { scope: "alerts:read" },
    query: ["include_hidden"],
    handle: aggregate,
  },
];

function aggregate(call: Call, tenant: Tenant): Reply {
  if (!Array.isArray(call.body)) throw new Refusal(400, "the body must be an array of aggregates");
  const visible = visibleAlerts(call, tenant);
  return ok(call.body.map((request) => summarize(visible, requireRecord(request), call.nowMs)));
}

function summarize(alerts: readonly Alert[], request: Request, nowMs: number): Record<string, unknown> {
  const filter = readText(request["filter"]);
  const found = searchAlerts(alerts, { filter }, nowMs);
  const all = bucketsOf(found, request, nowMs);
  const shown = all.slice(0, checkLimit(request["size"], DEFAULT_SIZE, MAX_SIZE));
  const rest = all.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  return { name: request["name"] ?? "", buckets: shown, sum_other_doc_count: rest };
}

function bucketsOf(alerts: readonly Alert[], request: Request, nowMs: number): readonly Bucket[] {
  const field = readText(request["field"]) ?? "";
  switch (request["type"]) {
    case "terms": {
      const buckets = countBy(alerts, (alert) => readField(alert, field).map(String), request, nowMs);
      return sortTerms(buckets, readText(request["sort"]) ?? "_count|desc");
    }
    case "date_histogram": {
      const width = INTERVALS[readText(request["interval"]) ?? ""];
      if (width === undefined) throw new Refusal(400, "interval must be one of year to minute");
      const starts = (alert: Alert): string[] =>
        readField(alert, field)
          .map((value) => Date.parse(String(value)))
          .filter((ms) => !Number.isNaN(ms))
          .map((ms) => secondStamp(ms - (ms % width)));
      return countBy(alerts, starts, request, nowMs)
        .map((bucket) => ({ ...bucket, value: Date.parse(bucket.label), key_as_string: bucket.label }))
        .sort((left, right) => left.value - right.value);
    }
    case "cardinality": {
      const values = new Set(alerts.flatMap((alert) => readField(alert, field)));
      return [{ label: field, count: alerts.length, value: values.size }];
    }
    default:
      throw new Refusal(400, `aggregate type ${JSON.stringify(request["type"])} is not supported`);
  }
}

function countBy(
  alerts: readonly Alert[],
  labelsOf: (alert: Alert) => readonly string[],
  request: Request,
  nowMs: number,
): Bucket[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    for (const label of new Set(labelsOf(alert))) groups.set(label, [...(groups.get(label) ?? []), alert]);
  }
  const inner = Array.isArray(request["sub_aggregates"]) ? request["sub_aggregates"] : [];
  return [...groups].map(([label, members]) => ({
    label,
    count: members.length,
    ...(inner.length === 0
      ? {}
      : { sub_aggregates: inner.map((sub) => summarize(members, requireRecord(sub), nowMs)) }),
  }));
}

/** Aggregates know the pipe form only. */
function sortTerms(buckets: readonly Bucket[], sort: string): readonly Bucket[] {
  const [, key, direction] = /^(_count|_term|_key)\|(asc|desc)$/.exec(sort) ?? [];
  if (key === undefined) throw new Refusal(400, `invalid sort: ${sort}`);
  const ascending = [...buckets].sort(
    (left, right) => (key === "_count" ? left.count - right.count : 0) || (left.label < right.label ? -1 : 1),
  );
  return direction === "asc" ? ascending : ascending.reverse();
}
