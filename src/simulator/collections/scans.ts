/** On-demand scans: created for hosts or groups, then followed by scan, by host and by file. */
import { Refusal, ok, readBodyIds, readQueryIds, requireRecord } from "../call.ts";
import type { Call, Reply } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import { hostScans, type HostScan } from "../scan-progress.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { Entry } from "../shelf.ts";
import { secondStamp } from "../stamp.ts";
import type { Tenant } from "../tenant.ts";

const SERVICE = "ods-api";
const SEARCH = ["filter", "limit", "offset", "sort"];
const LIMITS = { fallback: 500, max: 500 };
const MAX_IDS = 500;
const MAX_HOSTS = 1_000;
const RULES: FieldRules = {
  text: new Set(["description"]),
  plainInnerWildcard: true,
  wildcardInLists: true,
};

/** /ods/…: a scan ends by itself `scanMs` after its host began. Ids of which none is known are a 404. */
export const scanRoutes: readonly Route[] = [
  { ...write("POST", "/ods/entities/scans/v1"), handle: create },
  { ...write("POST", "/ods/entities/scan-control-actions/cancel/v1"), handle: cancel },
  ...collection("scans", "created_on.desc", (tenant, nowMs) =>
    tenant.shelves.scans.all().map((scan) => scanView(scan, tenant, nowMs)),
  ),
  read("/ods/entities/scans/v2", ["ids"], (call, tenant) =>
    byIds(
      call,
      tenant.shelves.scans.all().map((scan) => scanView(scan, tenant, call.nowMs)),
    ),
  ),
  ...collection("scan-hosts", "last_updated.desc", (tenant, nowMs) =>
    tenant.shelves.scans
      .all()
      .flatMap((scan) => hostScans(scan, tenant, nowMs).map((one) => hostView(scan, one, tenant, nowMs))),
  ),
  ...collection("malicious-files", "last_updated.desc", (tenant, nowMs) =>
    tenant.shelves.scans
      .all()
      .flatMap((scan) => hostScans(scan, tenant, nowMs).flatMap(({ finds }) => finds)),
  ),
];

function write(method: "POST", path: string) {
  return { method, path, service: SERVICE, access: { scope: "ods:write" } } as const;
}

function read(path: string, query: readonly string[], handle: Route["handle"]): Route {
  return { method: "GET", path, service: SERVICE, access: { scope: "ods:read" }, query, handle };
}

/** Ids by filter, which is required, and records by id, of which none is a 404. */
function collection(
  name: string,
  sort: string,
  list: (tenant: Tenant, nowMs: number) => readonly Entry[],
): readonly Route[] {
  return [
    read(`/ods/queries/${name}/v1`, SEARCH, (call, tenant) => {
      const question = questionOf(call);
      if (question.filter === undefined) throw new Refusal(400, "filter is required");
      const documents = list(tenant, call.nowMs);
      const found = search({ documents, idOf: ({ id }) => id, rules: RULES, sort }, question, call.nowMs);
      const { page, pagination } = offsetPage(call, found, LIMITS);
      return ok(
        page.map(({ id }) => id),
        { pagination },
      );
    }),
    read(`/ods/entities/${name}/v1`, ["ids"], (call, tenant) => byIds(call, list(tenant, call.nowMs))),
  ];
}

function byIds(call: Call, entries: readonly Entry[]): Reply {
  const ids = new Set(readQueryIds(call, MAX_IDS));
  const found = entries.filter(({ id }) => ids.has(id));
  if (found.length === 0) throw new Refusal(404, "no resource with these ids");
  return ok(found);
}

function create(call: Call, tenant: Tenant): Reply {
  const wanted = requireRecord(call.body);
  const hosts = hostsOf(wanted, tenant, call.nowMs);
  const [paths, inclusions] = [listOf(wanted["file_paths"]), listOf(wanted["scan_inclusions"])];
  if ((paths.length === 0) === (inclusions.length === 0)) {
    throw new Refusal(400, "exactly one of file_paths and scan_inclusions must be given");
  }
  for (const [name, level] of Object.entries(wanted)) {
    const isLevel =
      name.includes("_level_") && (!Number.isInteger(level) || Number(level) < 0 || Number(level) > 4);
    if (isLevel) throw new Refusal(400, `${name} must be from 0 to 4`);
  }
  const number = tenant.shelves.scans.all().length + 1;
  const scan = tenant.shelves.scans.put({
    ...wanted,
    id: tenant.dice.hex(`scan ${number}`),
    cid: tenant.cid,
    hosts,
    file_paths: paths.length > 0 ? paths : inclusions,
    created_by: call.client?.id ?? "",
    created_on: secondStamp(call.nowMs),
    askedMs: call.nowMs,
  });
  return { status: 201, resources: [scanView(scan, tenant, call.nowMs)] };
}

function cancel(call: Call, tenant: Tenant): Reply {
  const { scans } = tenant.shelves;
  const found = readBodyIds(call, "ids", MAX_IDS).flatMap((id) => scans.get(id) ?? []);
  if (found.length === 0) throw new Refusal(404, "no scan with these ids");
  for (const scan of found) scans.put({ ...scan, canceledMs: call.nowMs });
  return ok(found.map(({ id }) => id));
}

function hostsOf(
  wanted: Readonly<Record<string, unknown>>,
  tenant: Tenant,
  nowMs: number,
): readonly string[] {
  const [hosts, groups] = [listOf(wanted["hosts"]), listOf(wanted["host_groups"])];
  if ((hosts.length === 0) === (groups.length === 0)) {
    throw new Refusal(400, "exactly one of hosts and host_groups must be given");
  }
  const members = tenant.hosts
    .devices(nowMs)
    .filter((device) => device.groups.some((group) => groups.includes(group)))
    .map(({ device_id }) => device_id);
  const all = hosts.length > 0 ? hosts : members;
  if (all.length > MAX_HOSTS) throw new Refusal(400, `at most ${MAX_HOSTS} hosts`);
  const unknown = all.find((id) => tenant.hosts.device(id, nowMs) === undefined);
  if (unknown !== undefined) throw new Refusal(400, `unknown host ${unknown}`);
  return all;
}

const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

function scanView(scan: Entry, tenant: Tenant, nowMs: number): Entry {
  const { askedMs: _asked, canceledMs: _canceled, ...shown } = scan;
  const parts = hostScans(scan, tenant, nowMs);
  const of = (status: HostScan["status"]): number => parts.filter((part) => part.status === status).length;
  const finds = parts.flatMap((part) => part.finds);
  const started = parts.flatMap(({ startedMs }) => startedMs ?? []);
  const isOver = of("pending") + of("running") === 0;
  const completed = parts.flatMap(({ completedMs }) => completedMs ?? []);
  return {
    ...shown,
    id: scan.id,
    status: statusOf(parts),
    filecount: counts(parts, finds.length, scan),
    targeted_host_count: parts.length,
    completed_host_count: of("completed"),
    started_host_count: of("running") + of("completed"),
    not_started_host_count: of("pending"),
    incomplete_host_count: of("canceled") + of("failed"),
    missing_host_count: 0,
    affected_hosts_count: parts.filter((part) => part.finds.length > 0).length,
    severity: Math.max(0, ...finds.map((file) => Number(file["severity"]))),
    last_updated: secondStamp(nowMs),
    ...(started.length > 0 ? { scan_started_on: secondStamp(Math.min(...started)) } : {}),
    ...(isOver && completed.length > 0 ? { scan_completed_on: secondStamp(Math.max(...completed)) } : {}),
  };
}

function hostView(scan: Entry, part: HostScan, tenant: Tenant, nowMs: number): Entry {
  return {
    id: tenant.dice.hex(`host scan ${scan.id} ${part.deviceId}`),
    cid: tenant.cid,
    scan_id: scan.id,
    host_id: part.deviceId,
    host_scan_id: tenant.dice.hex(`host scan ${scan.id} ${part.deviceId}`),
    status: part.status,
    filecount: counts([part], part.finds.length, scan),
    severity: Math.max(0, ...part.finds.map((file) => Number(file["severity"]))),
    last_updated: secondStamp(nowMs),
    ...(part.startedMs === undefined ? {} : { started_on: secondStamp(part.startedMs) }),
    ...(part.completedMs === undefined ? {} : { completed_on: secondStamp(part.completedMs) }),
  };
}

const counts = (parts: readonly HostScan[], malicious: number, scan: Entry) => {
  const scanned = parts.reduce((sum, part) => sum + part.scanned, 0);
  const quarantined = scan["quarantine"] === true ? malicious : 0;
  return { scanned, malicious, quarantined, skipped: 0, traversed: scanned };
};

function statusOf(parts: readonly HostScan[]): HostScan["status"] {
  for (const status of ["running", "pending", "completed", "canceled"] as const) {
    if (parts.some((part) => part.status === status)) return status;
  }
  return "failed";
}
