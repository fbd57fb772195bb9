/** Batches: one command on many hosts. A call stays open until all have answered or the time is over. */
import { SECOND } from "../../lib/clock.ts";
import type { ApiError, Call, Reply } from "../call.ts";
import { readBodyIds, readField, readText, Refusal } from "../call.ts";
import { pauseUntil } from "../pause.ts";
import type { Route } from "../route.ts";
import type { Batch } from "../rtr/batches.ts";
import type { Request } from "../rtr/requests.ts";
import type { Session } from "../rtr/sessions.ts";
import type { Tier } from "../rtr/verbs/verb.ts";
import type { Tenant } from "../tenant.ts";
import { clientOf, hostTimeoutOf, READ, RTR, TIERS, timeoutOf, WRITE } from "./rtr-common.ts";

const TIMES = ["timeout", "timeout_duration", "host_timeout_duration"];
const MAX_HOSTS = 10_000;
const GET = "/real-time-response/combined/batch-get-command/v1";

/**
 * /real-time-response/combined/batch-…: 201 with hosts by id; 404 when not one of them could be
 * reached.
 */
export const rtrBatchRoutes: readonly Route[] = [
  post("/real-time-response/combined/batch-init-session/v1", READ, init),
  {
    ...post("/real-time-response/combined/batch-refresh-session/v1", READ, refresh),
    query: TIMES.slice(0, 2),
  },
  ...TIERS.map(({ tier, prefix, access }) =>
    post(`/real-time-response/combined/batch-${prefix}command/v1`, access, (call, tenant) =>
      command(call, tenant, tier),
    ),
  ),
  post(GET, WRITE, get),
  {
    ...RTR,
    method: "GET",
    path: GET,
    access: WRITE,
    query: ["batch_get_cmd_req_id", ...TIMES.slice(0, 2)],
    handle: fetched,
  },
];

function post(path: string, access: { readonly scope: string }, handle: Route["handle"]): Route {
  return { ...RTR, method: "POST", path, access, query: TIMES, handle };
}

async function init(call: Call, tenant: Tenant): Promise<Reply> {
  const ids = readBodyIds(call, "host_ids", MAX_HOSTS);
  const { rtr } = tenant;
  await pauseUntil(() => false, { ms: Math.min(rtr.connectMs, timeoutOf(call)), signal: call.signal });
  const batch = rtr.batches.open(clientOf(call), readText(readField(call, "existing_batch_id")), call.nowMs);
  const mayQueue = readField(call, "queue_offline") === true;
  const entries = ids.map((deviceId) =>
    entryOf(
      deviceId,
      () => {
        const wish = { clientId: clientOf(call), deviceId, origin: "batch", mayQueue };
        const session = rtr.open(wish, call.nowMs);
        batch.sessions.set(deviceId, session.id);
        return {
          session_id: session.id,
          task_id: "",
          complete: true,
          stdout: session.directory,
          offline_queued: session.isQueued,
        };
      },
      "pwd",
    ),
  );
  if (batch.sessions.size === 0) throw new Refusal(404, "no successful hosts initialized on RTR");
  return batchReply({ batch_id: batch.id, resources: Object.fromEntries(entries) });
}

function refresh(call: Call, tenant: Tenant): Reply {
  const batch = ownBatch(call, tenant);
  const removed = readField(call, "hosts_to_remove");
  for (const id of Array.isArray(removed) ? removed : []) batch.sessions.delete(String(id));
  const entries = [...batch.sessions.keys()].map((aid) => {
    const session = sessionOf(batch, aid, tenant);
    if (session !== undefined) session.touchedMs = call.nowMs;
    return [
      aid,
      { aid, session_id: batch.sessions.get(aid) ?? "", errors: session === undefined ? [GONE] : [] },
    ];
  });
  return batchReply({ resources: Object.fromEntries(entries) as Record<string, unknown> });
}

async function command(call: Call, tenant: Tenant, tier: Tier): Promise<Reply> {
  const base = readText(readField(call, "base_command"));
  const text = readText(readField(call, "command_string"));
  if (base === undefined || text === undefined) {
    throw new Refusal(400, "base_command and command_string are required");
  }
  const { entries } = await runAll(call, tenant, { tier, base, text });
  return batchReply({ combined: { resources: Object.fromEntries(entries) } });
}

async function get(call: Call, tenant: Tenant): Promise<Reply> {
  const path = readText(readField(call, "file_path"));
  if (path === undefined) throw new Refusal(400, "file_path is required");
  const text = `get "${path}"`;
  const { entries, requests } = await runAll(call, tenant, { tier: "active-responder", base: "get", text });
  const ids = new Map(requests.map(({ deviceId, id }) => [deviceId, id]));
  const batch_get_cmd_req_id = tenant.rtr.batches.rememberGet(ids);
  return batchReply({ batch_get_cmd_req_id, combined: { resources: Object.fromEntries(entries) } });
}

/** Empty until a host's file has arrived. */
function fetched(call: Call, tenant: Tenant): Reply {
  const requests = tenant.rtr.batches.getRequests(call.query.get("batch_get_cmd_req_id") ?? "");
  const files = [...requests].flatMap(([aid, requestId]) => {
    const file = tenant.rtr.files.byRequest(requestId);
    if (file === undefined) return [];
    const view = tenant.rtr.files.plainView(file, call.nowMs);
    return view === undefined ? [] : [[aid, view] as const];
  });
  return batchReply({ resources: Object.fromEntries(files) }, 200);
}

interface Wanted {
  readonly tier: Tier;
  readonly base: string;
  readonly text: string;
}

async function runAll(call: Call, tenant: Tenant, wanted: Wanted) {
  const { rtr } = tenant;
  const batch = ownBatch(call, tenant);
  const optional = readField(call, "optional_hosts");
  const only = Array.isArray(optional) && optional.length > 0 ? optional : [...batch.sessions.keys()];
  const mayWait = readField(call, "persist_all") === true;
  const requests: Request[] = [];
  const handed = only.map(String).map((aid) => ({
    aid,
    entry: entryOf(
      aid,
      () => {
        const session = sessionOf(batch, aid, tenant);
        if (session === undefined) throw new Refusal(404, GONE.message);
        const request = rtr.submit({ session, mayWait, ...wanted }, call.nowMs);
        requests.push(request);
        return { session_id: session.id, task_id: request.id, offline_queued: request.wasQueued };
      },
      wanted.base,
    ),
  }));
  const isOver = (): boolean => requests.every((request) => rtr.settle(request, tenant.now()) !== undefined);
  await pauseUntil(isOver, { ms: hostTimeoutOf(call), signal: call.signal });
  const entries = handed.map(({ aid, entry: [, entry] }) => {
    const request = requests.find(({ deviceId }) => deviceId === aid);
    if (request === undefined) return [aid, entry] as const;
    const piece = rtr.piece(request, 0, tenant.now());
    const { stdout, stderr, isComplete: complete, sequence: sequence_id } = piece;
    const query_time = ((request.doneMs ?? tenant.now()) - call.nowMs) / SECOND;
    return [aid, { ...entry, complete, stdout, stderr, sequence_id, query_time }] as const;
  });
  return { entries, requests };
}

const GONE: ApiError = { code: 404, message: "Session not found" };

const ownBatch = (call: Call, tenant: Tenant): Batch =>
  tenant.rtr.batches.own(readField(call, "batch_id"), clientOf(call), call.nowMs);

function sessionOf(batch: Batch, deviceId: string, { rtr }: Tenant): Session | undefined {
  const session = rtr.sessions.get(batch.sessions.get(deviceId) ?? "");
  return session?.ended === undefined ? session : undefined;
}

/** A host that refuses tells why in its own entry; the others go on. */
function entryOf(
  aid: string,
  work: () => Readonly<Record<string, unknown>>,
  base: string,
): readonly [string, Readonly<Record<string, unknown>>] {
  const blank = {
    aid,
    session_id: "",
    task_id: "",
    complete: false,
    stdout: "",
    stderr: "",
    base_command: base,
    query_time: 0,
    offline_queued: false,
  };
  try {
    return [aid, { ...blank, ...work(), errors: [] }];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [aid, { ...blank, errors: [{ code: error.code, message: error.message }] }];
  }
}

/** Not the usual envelope: hosts are keyed by their ids, at one depth or two. */
const batchReply = (parts: Readonly<Record<string, unknown>>, status = 201): Reply => ({ status, parts });
