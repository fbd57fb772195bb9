/** One request to a route that it answers, whatever it is about. */
import type { TestBed } from "./caller.ts";
import type { WalkRequests } from "./walk-requests.ts";

type Body = Record<string, unknown> | readonly unknown[];

/** What a route needs beyond the ids that it is about. */
export function requestFor(
  bed: TestBed,
  lookUps: WalkRequests,
  method: string,
  path: string,
): { query: Record<string, string>; body: Body } {
  const known = lookUps.of(method, path);
  if (known !== undefined) return { query: known.query ?? {}, body: known.body ?? {} };
  const { hosts, alerts, users, groups } = bed.simulator.state;
  const ids = path.includes("/users/")
    ? [users[0]?.uuid]
    : path.includes("/children/")
      ? ["c".repeat(32)]
      : path.includes("/host-groups/")
        ? [groups[0]?.id]
        : [hosts[0]?.device_id];
  const bodies: Record<string, Body> = {
    "/alerts/entities/alerts/v2": { composite_ids: [alerts[0]?.composite_id] },
    "/alerts/entities/alerts/v3": {
      composite_ids: [alerts[0]?.composite_id],
      action_parameters: [{ name: "add_tag", value: "seen" }],
    },
    "/alerts/combined/alerts/v1": { limit: 3 },
    "/alerts/aggregates/alerts/v2": [{ name: "all", type: "terms", field: "product" }],
    "/devices/entities/devices/tags/v1": { action: "add", device_ids: ids, tags: ["FalconGroupingTags/x"] },
  };
  const query = path.includes("/entities/") ? { ids: ids[0] ?? "" } : {};
  return { query: { ...query, action_name: "contain" }, body: bodies[path] ?? { ids } };
}
