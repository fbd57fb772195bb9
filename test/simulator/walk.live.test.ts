/** Calls every route of the table once and holds the answer against what all answers have in common. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routes } from "../../src/simulator/routes.ts";
import { startBed } from "./caller.ts";
import type { TestBed } from "./caller.ts";
import { prepareWalk, type WalkRequests } from "./walk-requests.ts";
import { requestFor } from "./walk.ts";

let bed: TestBed;
let lookUps: WalkRequests;
beforeAll(async () => {
  bed = await startBed({ children: [{ cid: "c".repeat(32), name: "Mill" }], incidents: "answered" });
  lookUps = await prepareWalk(bed);
});
afterAll(() => bed.simulator.stop());

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
      const { query, body } = requestFor(bed, lookUps, method, path);
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
