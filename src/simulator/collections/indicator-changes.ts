/** IOC management: create all or nothing, change, delete. */
import { createHash } from "node:crypto";
import { Refusal, ok, readField, readText, requireRecord, type Call, type Reply } from "../call.ts";
import type { Route } from "../route.ts";
import type { Entry } from "../shelf.ts";
import { nanoStamp } from "../stamp.ts";
import type { Tenant } from "../tenant.ts";
import { IOC_SERVICE, LEGAL } from "./indicators.ts";

const WRITE = { service: IOC_SERVICE, access: { scope: "ioc:write" }, path: "/iocs/entities/indicators/v1" };
const MAX_AT_ONCE = 200;
/** Files can be stopped; what is on the network can only be seen. */
const ONLY_FOR_HASHES = ["prevent", "prevent_no_ui", "allow"];

/**
 * /iocs/entities/indicators/v1: POST 201, PATCH, DELETE. A filter on DELETE is refused here,
 * though Falcon takes it.
 */
export const indicatorChangeRoutes: readonly Route[] = [
  { ...WRITE, method: "POST", query: ["ignore_warnings", "retrodetects"], handle: create },
  { ...WRITE, method: "PATCH", query: ["ignore_warnings", "retrodetects"], handle: change },
  { ...WRITE, method: "DELETE", query: ["comment", "filter", "from_parent", "ids"], handle: remove },
];

type Wanted = Readonly<Record<string, unknown>>;

/** One that is refused refuses all, with the reason beside its value. */
function create(call: Call, tenant: Tenant): Reply {
  const wanted = readIndicators(call);
  const faults = wanted.map((one, index) => faultOf(one) ?? duplicateOf(one, wanted.slice(0, index), tenant));
  if (faults.some((fault) => fault !== undefined)) return refusal(wanted, faults);
  const made = wanted.map((one) => tenant.shelves.indicators.put(entryOf(one, call, tenant)));
  return { status: 201, resources: made };
}

function change(call: Call, tenant: Tenant): Reply {
  const { indicators } = tenant.shelves;
  const wanted = readIndicators(call);
  const merged = wanted.map((one) => {
    const old = indicators.get(String(one["id"]));
    return old === undefined ? undefined : { ...old, ...one, id: old.id };
  });
  const faults = merged.map((one) => (one === undefined ? "unknown indicator" : faultOf(one)));
  if (faults.some((fault) => fault !== undefined)) return refusal(wanted, faults);
  const by = call.client?.id ?? "";
  return ok(
    merged.flatMap((one) =>
      one === undefined
        ? []
        : [indicators.put({ ...one, modified_by: by, modified_on: nanoStamp(call.nowMs) })],
    ),
  );
}

/** A filter wins over the ids: an empty one is everything. We refuse that, and serve ids. */
function remove(call: Call, tenant: Tenant): Reply {
  if (call.query.has("filter")) throw new Refusal(400, "the simulator deletes by ids alone");
  const ids = call.query.getAll("ids");
  if (ids.length === 0) throw new Refusal(400, "ids or filter must be given");
  return ok(ids.filter((id) => tenant.shelves.indicators.remove(id)));
}

function readIndicators(call: Call): readonly Wanted[] {
  const list = readField(call, "indicators");
  if (!Array.isArray(list) || list.length === 0) throw new Refusal(400, "indicators must not be empty");
  if (list.length > MAX_AT_ONCE) throw new Refusal(400, `at most ${MAX_AT_ONCE} indicators at once`);
  return list.map((one) => requireRecord(one));
}

function refusal(wanted: readonly Wanted[], faults: readonly (string | undefined)[]): Reply {
  const reasons = faults.flatMap((fault, index) =>
    fault === undefined
      ? []
      : [{ row: index + 1, value: wanted[index]?.["value"], message_type: "error", message: fault }],
  );
  return {
    status: 400,
    resources: reasons,
    errors: [{ code: 400, message: "One or more indicators have a warning or invalid input" }],
  };
}

function faultOf(one: Wanted): string | undefined {
  const { type, value, action, severity, platforms, applied_globally, host_groups } = one;
  const legal = (list: readonly string[], word: unknown): boolean =>
    typeof word === "string" && list.includes(word);
  if (!legal(LEGAL.types, type)) return "invalid type";
  if (readText(value) === undefined) return "value is required";
  if (!legal(LEGAL.actions, action)) return "invalid action";
  const isHash = type === "sha256" || type === "md5";
  if (!isHash && ONLY_FOR_HASHES.includes(String(action)))
    return `action ${String(action)} is only for hashes`;
  const needsSeverity = ["detect", "prevent", "prevent_no_ui"].includes(String(action));
  if (needsSeverity && !legal(LEGAL.severities, severity)) return "severity is required";
  const isListed = Array.isArray(platforms) && platforms.length > 0;
  if (!isListed || !platforms.every((name) => legal(LEGAL.platforms, name))) return "invalid platforms";
  const hasGroups = Array.isArray(host_groups) && host_groups.length > 0;
  return applied_globally === true || hasGroups ? undefined : "applied_globally or host_groups is required";
}

function duplicateOf(one: Wanted, before: readonly Wanted[], tenant: Tenant): string | undefined {
  const isSame = (other: Wanted): boolean => other["type"] === one["type"] && other["value"] === one["value"];
  return [...before, ...tenant.shelves.indicators.all()].some(isSame)
    ? `Duplicate type: '${String(one["type"])}' and value: '${String(one["value"])}' combination.`
    : undefined;
}

function entryOf(one: Wanted, call: Call, tenant: Tenant): Entry {
  const id = createHash("sha256").update(`${tenant.cid}:${String(one["type"])}:${String(one["value"])}`);
  const stamp = nanoStamp(call.nowMs);
  const by = call.client?.id ?? "";
  return {
    severity: "",
    host_groups: [],
    tags: [],
    source: "",
    description: "",
    metadata: { signed: false, av_hits: -1 },
    ...one,
    id: id.digest("hex"),
    expired: false,
    deleted: false,
    from_parent: false,
    created_by: by,
    created_on: stamp,
    modified_by: by,
    modified_on: stamp,
  };
}
