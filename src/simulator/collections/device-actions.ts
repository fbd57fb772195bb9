/** Changing hosts: containment, hiding, tags. Answers are given per host, and 202 only means queued. */
import type { ApiError, Call, Reply } from "../call.ts";
import { Refusal, ok, readBodyIds, readField } from "../call.ts";
import type { HostChanges } from "../host-book.ts";
import type { Route } from "../route.ts";
import type { Tenant } from "../tenant.ts";

const SERVICE = "device-api";
const WRITE = { scope: "devices:write" };
const MAX_TAGGED = 5000;
/** Only these can be set from outside; sensor tags are set on the host. */
const SETTABLE_TAG = /^FalconGroupingTags\/.+$/;

type Outcome = "accepted" | "conflict" | "unknown";
type Act = (id: string, call: Call, tenant: Tenant) => Outcome;

interface Action {
  readonly maxIds: number;
  readonly act: Act;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  contain: { maxIds: 500, act: containing("contain") },
  lift_containment: { maxIds: 500, act: containing("lift_containment") },
  hide_host: { maxIds: 100, act: changing({ hidden: true }) },
  unhide_host: { maxIds: 100, act: changing({ hidden: false }) },
  detection_suppress: { maxIds: 100, act: changing({ detection_suppression_status: "suppressed" }) },
  detection_unsuppress: { maxIds: 100, act: changing({ detection_suppression_status: "unsuppressed" }) },
};

/**
 * POST /devices/entities/devices-actions/v2 (202; 404 or 409 when nothing was done) and PATCH
 * /devices/entities/devices/tags/v1 (202).
 */
export const deviceActionRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/devices/entities/devices-actions/v2",
    service: SERVICE,
    access: WRITE,
    query: ["action_name"],
    handle: perform,
  },
  {
    method: "PATCH",
    path: "/devices/entities/devices/tags/v1",
    service: SERVICE,
    access: WRITE,
    handle: tag,
  },
];

/** All refused: the refusal is the status. Some refused: 202 with an error for each of them. */
function perform(call: Call, tenant: Tenant): Reply {
  const name = call.query.get("action_name") ?? "";
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw new Refusal(400, "invalid action_name");
  const ids = readBodyIds(call, "ids", action.maxIds);
  const outcomes = [...new Set(ids)].map((id) => ({ id, outcome: action.act(id, call, tenant) }));
  const done = outcomes.filter(({ outcome }) => outcome === "accepted");
  const errors = outcomes.flatMap(({ id, outcome }) => refusalOf(id, outcome, name));
  const resources = done.map(({ id }) => ({ id, path: `/devices/entities/devices/v1?ids=${id}` }));
  const [first] = errors;
  return done.length === 0 && first !== undefined
    ? { status: first.code, resources, errors }
    : { status: 202, resources, errors };
}

function refusalOf(id: string, outcome: Outcome, action: string): ApiError[] {
  if (outcome === "accepted") return [];
  return outcome === "conflict"
    ? [{ code: 409, id, message: `Device ${id} cannot ${action} in its present state` }]
    : [{ code: 404, id, message: `Device ${id} not found` }];
}

function containing(action: "contain" | "lift_containment"): Act {
  return (id, call, tenant) => tenant.hosts.act(id, action, call.nowMs);
}

function changing(changes: HostChanges): Act {
  return (id, call, tenant) => {
    if (tenant.hosts.record(id) === undefined) return "unknown";
    tenant.hosts.change(id, changes, call.nowMs);
    return "accepted";
  };
}

function tag(call: Call, tenant: Tenant): Reply {
  const action = readField(call, "action");
  if (action !== "add" && action !== "remove") throw new Refusal(400, "action must be add or remove");
  const ids = readBodyIds(call, "device_ids", MAX_TAGGED);
  const tags = readBodyIds(call, "tags", MAX_TAGGED);
  const bad = tags.find((tag) => !SETTABLE_TAG.test(tag));
  if (bad !== undefined) throw new Refusal(400, `invalid tag: ${bad}`);
  const results = ids.map((id) => {
    const device = tenant.hosts.device(id, call.nowMs);
    if (device === undefined) {
      return { device_id: id, updated: false, code: 404, error: "device not found" };
    }
    const kept = device.tags.filter((tag) => !tags.includes(tag));
    tenant.hosts.change(id, { tags: action === "add" ? [...kept, ...tags] : kept }, call.nowMs);
    return { device_id: id, updated: true, code: 200 };
  });
  return { ...ok(results), status: 202 };
}
