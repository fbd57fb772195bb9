/** The simulator's own routes for RTR: rules for hosts, files on them, and what happened. */
import type { Call, Reply } from "../call.ts";
import { readText, Refusal, requireRecord } from "../call.ts";
import type { Route } from "../route.ts";
import { controlRtr, watchRtr } from "../rtr/watch.ts";
import type { Tenant } from "../tenant.ts";

const control = { service: "simulator", access: "control" } as const;
const PATH = "/_simulator/rtr";

/** `/_simulator/rtr…`, behind the same header as the other control routes. */
export const rtrControlRoutes: readonly Route[] = [
  { ...control, method: "GET", path: PATH, handle: show },
  { ...control, method: "POST", path: `${PATH}/rules`, handle: addRules },
  { ...control, method: "DELETE", path: `${PATH}/rules`, handle: clearRules },
  { ...control, method: "POST", path: `${PATH}/files`, handle: writeFile },
];

function show(_call: Call, tenant: Tenant): Reply {
  const { sessions, commands } = watchRtr(tenant);
  return { status: 200, plain: { sessions, commands } };
}

/** One rule or a list of them. */
function addRules(call: Call, tenant: Tenant): Reply {
  const rules = Array.isArray(call.body) ? call.body : [call.body];
  for (const rule of rules) controlRtr(tenant).addRule(requireRecord(rule));
  return { status: 201, plain: { added: rules.length } };
}

function clearRules(_call: Call, tenant: Tenant): Reply {
  controlRtr(tenant).clearRules();
  return { status: 200, plain: { rules: [] } };
}

/** `{host, path, text}` or `{host, path, base64}`. */
function writeFile(call: Call, tenant: Tenant): Reply {
  const { host, path, text, base64 } = requireRecord(call.body);
  const [name, where] = [readText(host), readText(path)];
  if (name === undefined || where === undefined) throw new Refusal(400, "host and path are required");
  if (tenant.hosts.find(name, call.nowMs) === undefined) throw new Refusal(404, `no host ${name}`);
  const content = typeof base64 === "string" ? Buffer.from(base64, "base64") : (readText(text) ?? "");
  controlRtr(tenant).writeFile(name, where, content);
  return { status: 201, plain: { path: where } };
}
