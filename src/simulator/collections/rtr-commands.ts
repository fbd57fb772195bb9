/** Commands on one host, on three tiers: handed over, then read piece by piece on the same tier. */
import type { Call, Reply } from "../call.ts";
import { ok, readField, readText, Refusal } from "../call.ts";
import type { Route } from "../route.ts";
import type { Tier } from "../rtr/verbs/verb.ts";
import type { Tenant } from "../tenant.ts";
import { clientOf, RTR, TIERS } from "./rtr-common.ts";

/** Three paths, one a tier. A request is only known on the path that it was made on. */
export const rtrCommandRoutes: readonly Route[] = TIERS.flatMap(({ tier, prefix, access }): Route[] => {
  const path = `/real-time-response/entities/${prefix}command/v1`;
  return [
    { ...RTR, method: "POST", path, access, handle: (call, tenant) => submit(call, tenant, tier) },
    {
      ...RTR,
      method: "GET",
      path,
      access,
      query: ["cloud_request_id", "sequence_id"],
      handle: (call, tenant) => status(call, tenant, tier),
    },
  ];
});

function submit(call: Call, tenant: Tenant, tier: Tier): Reply {
  const base = readText(readField(call, "base_command"));
  const text = readText(readField(call, "command_string"));
  if (base === undefined || text === undefined) {
    throw new Refusal(400, "base_command and command_string are required");
  }
  const session = tenant.rtr.sessions.own(readField(call, "session_id"), clientOf(call));
  const mayWait = readField(call, "persist") === true;
  const request = tenant.rtr.submit({ session, tier, base, text, mayWait }, call.nowMs);
  const resource = {
    session_id: session.id,
    cloud_request_id: request.id,
    queued_command_offline: request.wasQueued,
  };
  return { status: 201, resources: [resource] };
}

function status(call: Call, tenant: Tenant, tier: Tier): Reply {
  const sequence = Number(call.query.get("sequence_id") ?? 0);
  if (!Number.isInteger(sequence)) throw new Refusal(400, "sequence_id must be a whole number");
  const request = tenant.rtr.own(call.query.get("cloud_request_id") ?? "", clientOf(call), tier);
  const piece = tenant.rtr.piece(request, sequence, call.nowMs);
  return ok([
    {
      session_id: request.sessionId,
      task_id: request.id,
      complete: piece.isComplete,
      stdout: piece.stdout,
      stderr: piece.stderr,
      base_command: request.base,
      sequence_id: piece.sequence,
    },
  ]);
}
