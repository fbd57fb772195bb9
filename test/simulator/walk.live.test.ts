/** Calls every route of the table once and holds the answer against what all answers have in common. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../src/simulator/routes.ts";
import { startBed } from "./caller.ts";
import type { TestBed } from "./caller.ts";
import { prepareWalk, type WalkRequests } from "./walk-requests.ts";

let bed: TestBed;
let lookUps: WalkRequests;
beforeAll(async () => {
  bed = await startBed({ children: [{ cid: "c".repeat(32), name: "Mill" }], incidents: "answered" });
  lookUps = await prepareWalk(bed);
});
afterAll(() => bed.simulator.stop());

type Body = Record<string, unknown> | readonly unknown[];

/** What a route needs beyond the ids that it is about. */
function requestFor(method: string, path: string): { query: Record<string, string>; body: Body } {
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

const closed = routes.filter(({ access }) => typeof access === "object");
/** Of RTR most calls need what another call made; its own tests walk those. */
const walked = closed.filter(
  ({ method, path }) =>
    !path.startsWith("/real-time-response/") || (method === "GET" && path.includes("/queries/")),
);

describe("every route", () => {
  it.each(walked.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s answers with an envelope and lists that are never null",
    async (_name, { method, path, service, query: documented = [] }) => {
      const { query, body } = requestFor(method, path);
      const used = Object.fromEntries(Object.entries(query).filter(([name]) => documented.includes(name)));
      const answer = await bed.send(method, path, method === "GET" ? undefined : body, used);
      expect([200, 201, 202]).toContain(answer.status);
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(answer.body).toMatchObject({ meta: { powered_by: service }, errors: [] });
      expect(Array.isArray(answer.body.resources)).toBe(true);
    },
  );

  it.each(closed.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s is closed to those who did not sign in",
    async (_name, { method, path }) => {
      const reply = await fetch(`${bed.simulator.url}${path}`, { method });
      expect(reply.status).toBe(401);
    },
  );
});
