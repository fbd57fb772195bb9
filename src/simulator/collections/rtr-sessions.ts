/** Opening, keeping alive, listing and deleting sessions, and what waits for offline hosts. */
import type { Call, Reply } from "../call.ts";
import { gone, ok, readBodyIds, readField, readText, Refusal } from "../call.ts";
import { pauseUntil } from "../pause.ts";
import type { Route } from "../route.ts";
import { scriptsOf } from "../rtr/help.ts";
import { queuedRecord, requestsOf, SESSION_RULES, sessionDocument, sessionRecord } from "../rtr/records.ts";
import type { Session } from "../rtr/sessions.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import { secondStamp } from "../stamp.ts";
import type { Tenant } from "../tenant.ts";
import { clientOf, READ, RTR, timeoutOf } from "./rtr-common.ts";

const SEARCH = ["filter", "limit", "offset", "sort"];
const TIMES = ["timeout", "timeout_duration"];
const MAX_IDS = 5_000;

const common = { ...RTR, access: READ };

/** Opening (201), the pulse, listing, deleting (204), and the queue of offline hosts. */
export const rtrSessionRoutes: readonly Route[] = [
  { ...common, method: "POST", path: "/real-time-response/entities/sessions/v1", query: TIMES, handle: open },
  { ...common, method: "POST", path: "/real-time-response/entities/refresh-session/v1", handle: refresh },
  {
    ...common,
    method: "DELETE",
    path: "/real-time-response/entities/sessions/v1",
    query: ["session_id"],
    handle: remove,
  },
  { ...common, method: "GET", path: "/real-time-response/queries/sessions/v1", query: SEARCH, handle: query },
  { ...common, method: "POST", path: "/real-time-response/entities/sessions/GET/v1", handle: details },
  { ...common, method: "POST", path: "/real-time-response/entities/queued-sessions/GET/v1", handle: queued },
  {
    ...common,
    method: "DELETE",
    path: "/real-time-response/entities/queued-sessions/command/v1",
    query: ["session_id", "cloud_request_id"],
    handle: dropCommand,
  },
];

async function open(call: Call, tenant: Tenant): Promise<Reply> {
  const ms = Math.min(tenant.rtr.connectMs, timeoutOf(call));
  await pauseUntil(() => false, { ms, signal: call.signal });
  return session(call, tenant);
}

function refresh(call: Call, tenant: Tenant): Reply {
  return session(call, tenant);
}

function session(call: Call, tenant: Tenant): Reply {
  const deviceId = readText(readField(call, "device_id"));
  if (deviceId === undefined) throw new Refusal(400, "device_id is required");
  const nowMs = tenant.now();
  const existing = tenant.rtr.sessions.living(deviceId).length;
  const opened = tenant.rtr.open(
    {
      clientId: clientOf(call),
      deviceId,
      origin: readText(readField(call, "origin")) ?? "",
      mayQueue: readField(call, "queue_offline") === true,
    },
    nowMs,
  );
  return { status: 201, resources: [initReply(opened, existing, tenant, nowMs)] };
}

function initReply(opened: Session, existing: number, tenant: Tenant, nowMs: number) {
  const record = sessionRecord(opened, tenant, nowMs, false);
  return {
    session_id: opened.id,
    device_id: opened.deviceId,
    platform: record.platform_name,
    pwd: opened.directory,
    created_at: secondStamp(opened.createdMs),
    offline_queued: opened.isQueued,
    existing_aid_sessions: existing,
    previous_commands: requestsOf(opened, tenant).map(({ text }) => text),
    scripts: scriptsOf(record.platform_name),
  };
}

function remove(call: Call, tenant: Tenant): Reply {
  const session = tenant.rtr.sessions.own(call.query.get("session_id"), clientOf(call));
  tenant.rtr.sessions.end(session, "deleted", call.nowMs);
  return gone;
}

function query(call: Call, tenant: Tenant): Reply {
  const mine = tenant.rtr.sessions.all.filter(({ clientId }) => clientId === clientOf(call));
  const { filter, sort } = questionOf(call);
  const found = search(
    {
      documents: mine.map((session) => sessionDocument(session, tenant, call.nowMs)),
      idOf: (record) => record.id,
      rules: SESSION_RULES,
      sort: "created_at.desc",
    },
    // `@me` is whoever asks.
    { filter: filter?.replaceAll("'@me'", `'${clientOf(call)}'`), sort },
    call.nowMs,
  );
  const { page, pagination } = offsetPage(call, found, { fallback: 100, max: MAX_IDS });
  return ok(
    page.map(({ id }) => id),
    { pagination },
  );
}

function own(call: Call, tenant: Tenant): readonly Session[] {
  return readBodyIds(call, "ids", MAX_IDS).flatMap((id) => {
    const session = tenant.rtr.sessions.get(id);
    return session?.clientId === clientOf(call) ? [session] : [];
  });
}

function details(call: Call, tenant: Tenant): Reply {
  const records = own(call, tenant).map((session) => sessionRecord(session, tenant, call.nowMs, true));
  return ok(tenant.dice.shuffle(call.path, records));
}

function queued(call: Call, tenant: Tenant): Reply {
  const waiting = own(call, tenant).filter(
    (session) => session.wasQueued || requestsOf(session, tenant).some(({ wasQueued }) => wasQueued),
  );
  return ok(waiting.map((session) => queuedRecord(session, tenant, call.nowMs)));
}

function dropCommand(call: Call, tenant: Tenant): Reply {
  const session = tenant.rtr.sessions.own(call.query.get("session_id"), clientOf(call));
  const request = requestsOf(session, tenant).find(({ id }) => id === call.query.get("cloud_request_id"));
  if (request === undefined || !tenant.rtr.drop(request, call.nowMs)) {
    throw new Refusal(404, "cloud_request_id not found");
  }
  return gone;
}
