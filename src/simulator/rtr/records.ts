/** Sessions as Falcon's services tell of them, and the rules by which they are searched. */
import { SECOND } from "../../lib/clock.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import { secondStamp } from "../stamp.ts";
import type { Tenant } from "../tenant.ts";
import { platformOf } from "./furnish/furnish.ts";
import type { Request } from "./requests.ts";
import { QUEUE_LIFE_MS, type Session } from "./sessions.ts";

/** For the sessions of one client and of all. */
export const SESSION_RULES: FieldRules = {
  text: new Set(["hostname", "origin", "command_string", "user_id"]),
  plainInnerWildcard: true,
  wildcardInLists: true,
};

const stampOf = (ms: number | undefined): string | null => (ms === undefined ? null : secondStamp(ms));

/** In the order in which they were typed. */
export function requestsOf(session: Session, { rtr }: Tenant): readonly Request[] {
  return rtr.requests.filter(({ sessionId }) => sessionId === session.id);
}

/** The user behind an API client. */
const userOf = (clientId: string, { dice }: Tenant) => ({
  user_id: clientId,
  user_uuid: dice.uuid(`client ${clientId}`),
});

/** `logs` and `cloud_request_ids` only on request, as `with_command_info` has it. */
export function sessionRecord(session: Session, tenant: Tenant, nowMs: number, withCommands: boolean) {
  const requests = requestsOf(session, tenant);
  const device = tenant.hosts.device(session.deviceId, nowMs);
  const platform = device === undefined ? "Windows" : platformOf(device);
  const endMs = session.ended?.atMs ?? nowMs;
  return {
    id: session.id,
    cid: device?.cid ?? "",
    device_id: session.deviceId,
    hostname: device?.hostname ?? "",
    platform_id: Number(device?.["platform_id"] ?? 0),
    platform_name: platform,
    ...userOf(session.clientId, tenant),
    origin: session.origin,
    created_at: secondStamp(session.createdMs),
    updated_at: secondStamp(session.touchedMs),
    deleted_at: stampOf(session.ended?.atMs),
    duration: (endMs - session.createdMs) / SECOND,
    pwd: session.directory,
    offline_queued: session.wasQueued,
    commands_queued: requests.some(({ wasQueued }) => wasQueued),
    cloud_request_ids: withCommands ? [...session.requestIds] : [],
    logs: withCommands ? requests.map((request, place) => logOf(request, place)) : [],
  };
}

/** A session with what it can also be searched by, though its record does not show it. */
export function sessionDocument(session: Session, tenant: Tenant, nowMs: number) {
  const requests = requestsOf(session, tenant);
  return {
    ...sessionRecord(session, tenant, nowMs, true),
    session,
    aid: session.deviceId,
    cloud_request_id: session.requestIds,
    base_command: requests.map(({ base }) => base),
    command_string: requests.map(({ text }) => text),
  };
}

function logOf(request: Request, place: number) {
  return {
    id: place + 1,
    session_id: request.sessionId,
    cloud_request_id: request.id,
    base_command: request.base,
    command_string: request.text,
    current_directory: request.directory,
    created_at: secondStamp(request.handedMs),
    updated_at: secondStamp(request.doneMs ?? request.handedMs),
  };
}

/** A session that waits or waited for its host; the key of its commands is written with a capital. */
export function queuedRecord(session: Session, tenant: Tenant, nowMs: number) {
  const commands = requestsOf(session, tenant).filter(({ wasQueued }) => wasQueued);
  const isPending = commands.some((request) => statusOf(request, session, nowMs) === "PENDING");
  return {
    id: session.id,
    aid: session.deviceId,
    ...userOf(session.clientId, tenant),
    status: isPending || session.isQueued ? "PENDING" : "FINISHED",
    created_at: secondStamp(session.createdMs),
    updated_at: secondStamp(session.touchedMs),
    deleted_at: stampOf(session.ended?.atMs),
    Commands: commands.map((request) => ({
      cloud_request_id: request.id,
      base_command: request.base,
      command_string: request.text,
      status: statusOf(request, session, nowMs),
      status_text: request.droppedMs === undefined ? "" : "deleted",
      created_at: secondStamp(request.handedMs),
      updated_at: secondStamp(request.doneMs ?? request.handedMs),
      deleted_at: stampOf(request.droppedMs),
    })),
  };
}

function statusOf(request: Request, session: Session, nowMs: number): string {
  if (request.droppedMs !== undefined) return "DELETED";
  if (request.doneMs !== undefined) return "FINISHED";
  const isLapsed = session.ended !== undefined || nowMs - request.handedMs >= QUEUE_LIFE_MS;
  return request.started === undefined && isLapsed ? "EXPIRED" : "PENDING";
}
