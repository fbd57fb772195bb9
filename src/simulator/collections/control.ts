/**
 * The simulator's own routes, for rehearsals and for tests in another process: arrange
 * faults and hosts, see what was asked. Guarded by the client secret in a header.
 */
import type { Call, Reply } from "../call.ts";
import { Refusal, requireRecord } from "../call.ts";
import { isReadablePath } from "../faults.ts";
import type { Fault } from "../faults.ts";
import type { Route } from "../route.ts";
import type { Tenant } from "../tenant.ts";

/** Holds the first client's secret. A bearer token opens none of these routes. */
export const CONTROL_HEADER = "x-simulator-secret";

const control = { service: "simulator", access: "control" } as const;

/** `/_simulator/…`: no part of Falcon, never rate-limited, never hit by a fault. */
export const controlRoutes: readonly Route[] = [
  { ...control, method: "GET", path: "/_simulator/state", handle: showState },
  { ...control, method: "POST", path: "/_simulator/faults", handle: addFaults },
  { ...control, method: "DELETE", path: "/_simulator/faults", handle: clearFaults },
  { ...control, method: "POST", path: "/_simulator/hosts", handle: arrangeHost },
  { ...control, method: "POST", path: "/_simulator/alerts", handle: addAlert },
  { ...control, method: "POST", path: "/_simulator/tokens/revoke", handle: revokeTokens },
];

const plain = (body: Record<string, unknown>, status = 200): Reply => ({ status, plain: body });

function showState(call: Call, tenant: Tenant): Reply {
  const { hosts } = tenant;
  return plain({
    now: call.nowMs,
    hosts: hosts.devices(call.nowMs),
    counts: Object.fromEntries(hosts.ids.map((id) => [id, hosts.counts(id)])),
    alerts: tenant.alerts.all(),
    tokensIssued: tenant.tokens.issued,
    calls: tenant.calls.records,
    faults: tenant.faults.pending,
  });
}

/** One fault or a list of them. */
function addFaults(call: Call, tenant: Tenant): Reply {
  const faults = Array.isArray(call.body) ? call.body : [call.body];
  for (const written of faults) tenant.faults.add(checkFault(requireRecord(written)));
  return plain({ faults: tenant.faults.pending }, 201);
}

function clearFaults(_call: Call, tenant: Tenant): Reply {
  tenant.faults.clear();
  return plain({ faults: [] });
}

/** `{add: fields}`, `{set: fields, id}` or `{replace: id}`; an id may be a hostname. */
function arrangeHost(call: Call, tenant: Tenant): Reply {
  const { add, set, replace, id } = requireRecord(call.body);
  if (typeof replace === "string") return plain({ host: tenant.workshop.replaceHost(replace) }, 201);
  if (typeof id === "string") {
    const host = tenant.hosts.find(id, call.nowMs);
    if (host === undefined) throw new Refusal(404, `no host ${id}`);
    return plain({ host: tenant.hosts.change(host.device_id, requireRecord(set), call.nowMs) });
  }
  return plain({ host: tenant.workshop.addHost(requireRecord(add)) }, 201);
}

function addAlert(call: Call, tenant: Tenant): Reply {
  return plain({ alert: tenant.workshop.addAlert(requireRecord(call.body)) }, 201);
}

function revokeTokens(_call: Call, tenant: Tenant): Reply {
  tenant.tokens.revokeAll();
  return plain({ revoked: true });
}

function checkFault(written: Readonly<Record<string, unknown>>): Fault {
  if (written["fault"] === undefined) throw new Refusal(400, "a fault needs the key `fault`");
  if (typeof written["path"] === "string" && !isReadablePath(written["path"])) {
    throw new Refusal(400, "the path of a fault starts with ^ and is no regular expression");
  }
  return written as unknown as Fault;
}
