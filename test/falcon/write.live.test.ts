import { describe, expect, it } from "vitest";
import type { Falcon } from "../../src/falcon/client.ts";
import { bed, errorOf } from "./bed.ts";
import { failure, hang, json, raw, reset, resetMidBody, TOKEN, type Answer } from "./server.ts";

const ACTIONS = "/devices/entities/devices-actions/v2";
const ID = "0123456789abcdef0123456789abcdef";
const accepted = json(202, { meta: {}, resources: [{ id: ID }], errors: [] });

const TERMS = {
  action: "detect",
  severity: "high",
  platforms: ["windows"],
  description: "seen in a report",
  expiration: "2026-12-01T00:00:00Z",
  comment: "seen in a report",
} as const;
const ORDERS: readonly (readonly [string, string, string, (falcon: Falcon) => Promise<void>])[] = [
  ["for a host", ACTIONS, "Hosts: Write (devices:write)", ({ hosts }) => hosts.contain(ID)],
  [
    "for an alert",
    "/alerts/entities/alerts/v3",
    "Alerts: Write (alerts:write)",
    ({ alertWrites }) => alertWrites.update("c:ind:1", [{ name: "update_status", value: "closed" }]),
  ],
  [
    "for an indicator",
    "/iocs/entities/indicators/v1",
    "IOC Management: Write (ioc:write)",
    ({ indicators }) => indicators.change("i1", TERMS),
  ],
  [
    "for a scan",
    "/ods/entities/scans/v1",
    "On-demand scans (ODS): Write (ods:write)",
    ({ scans }) => scans.start({ deviceId: ID, paths: ["C:\\"], description: "d", level: 2 }),
  ],
];

describe.each(ORDERS)("an error inside the success of an order %s", (_, path, scope, order) => {
  it.each([
    [403, "denied", "none"],
    [404, "not-found", "none"],
    [409, "conflict", "none"],
    [429, "rate-limited", "none"],
    [400, "invalid", "none"],
    [503, "unavailable", "unknown"],
  ])("%d is told like the same status, and was sent once", async (code, kind, effect) => {
    const { server, falcon } = await bed();
    server.on(path, json(200, { meta: { trace_id: "t-1" }, resources: [], errors: [{ code }] }));
    const error = await errorOf(order(falcon));
    expect(error).toMatchObject({ kind, effect, status: code, traceId: "t-1" });
    expect(error.scope).toBe(code === 403 ? scope : undefined);
    expect(server.to(path)).toHaveLength(1);
  });
});

describe("an order for a host", () => {
  it("names one host and one action", async () => {
    const { server, falcon } = await bed();
    server.on(ACTIONS, accepted);
    await falcon.hosts.contain(ID);
    await falcon.hosts.liftContainment(ID);
    expect(server.to(ACTIONS).map(({ query, body }) => [query.get("action_name"), body])).toEqual([
      ["contain", JSON.stringify({ ids: [ID] })],
      ["lift_containment", JSON.stringify({ ids: [ID] })],
    ]);
  });

  it.each<readonly [string, Answer, string]>([
    ["an answer that never comes", hang, "timeout"],
    ["a connection that is reset", reset, "unavailable"],
    ["a connection that is cut within the answer", resetMidBody, "unavailable"],
    ["a server's error", failure(500), "unavailable"],
    ["a proxy's error page", raw(502, "<html></html>", "text/html"), "unavailable"],
    ["half an answer", raw(202, '{"meta":{},"reso'), "unexpected-reply"],
    ["an empty answer", raw(202, ""), "unexpected-reply"],
    ["a page", raw(200, "<html>welcome</html>", "text/html"), "unexpected-reply"],
    ["a server's error inside a 202", json(202, { meta: {}, errors: [{ code: 500 }] }), "unavailable"],
  ])("after %s nobody knows what became of it, and it was sent once", async (_, answer, kind) => {
    const { server, falcon } = await bed({ limits: { writeMs: 150 } });
    server.on(ACTIONS, answer);
    expect(await errorOf(falcon.hosts.contain(ID))).toMatchObject({ kind, effect: "unknown" });
    expect(server.to(ACTIONS)).toHaveLength(1);
  });

  it.each([
    [400, "invalid"],
    [403, "denied"],
    [404, "not-found"],
    [409, "conflict"],
  ])("a %d certainly did nothing, as a status and inside a 202", async (code, kind) => {
    const { server, falcon } = await bed();
    server.on(ACTIONS, failure(code), json(202, { meta: {}, resources: [], errors: [{ code, id: ID }] }));
    expect(await errorOf(falcon.hosts.contain(ID))).toMatchObject({ kind, effect: "none", status: code });
    expect(await errorOf(falcon.hosts.contain(ID))).toMatchObject({ kind, effect: "none", status: code });
    expect(server.to(ACTIONS)).toHaveLength(2);
  });

  it("without the right it names the scope", async () => {
    const { server, falcon } = await bed();
    server.on(ACTIONS, failure(403), json(202, { meta: {}, errors: [{ code: 403 }] }));
    for (let i = 0; i < 2; i += 1) {
      const error = await errorOf(falcon.hosts.contain(ID));
      expect(error.scope).toBe("Hosts: Write (devices:write)");
      expect(error.hint).toContain("Hosts: Write (devices:write)");
    }
  });

  it("is sent again after a 401, which certainly did nothing", async () => {
    const { server, falcon } = await bed();
    server.on(ACTIONS, failure(401), accepted);
    await falcon.hosts.contain(ID);
    expect(server.to(ACTIONS).map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
    expect(server.to(TOKEN)).toHaveLength(2);
  });

  it("is sent again after a 429, which did nothing either", async () => {
    const { server, falcon } = await bed();
    server.on(ACTIONS, failure(429), accepted);
    await falcon.hosts.contain(ID);
    expect(server.to(ACTIONS)).toHaveLength(2);
  });

  it("that was stopped while under way is in doubt; stopped before, it is not", async () => {
    const { server, falcon } = await bed();
    server.on(ACTIONS, hang);
    await falcon.signIn();
    const controller = new AbortController();
    const under = errorOf(falcon.hosts.contain(ID, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 50);
    expect((await under).effect).toBe("unknown");
    expect((await errorOf(falcon.hosts.contain(ID, { signal: AbortSignal.abort() }))).effect).toBe("none");
    expect(server.to(ACTIONS)).toHaveLength(1);
  });

  it("that nobody listens for did nothing, and is tried again", async () => {
    const { server, falcon, calls } = await bed();
    await falcon.signIn();
    await server.stop();
    const error = await errorOf(falcon.hosts.contain(ID));
    expect(error).toMatchObject({ kind: "unavailable", effect: "none" });
    expect(error.hint).toContain("FALCON_BASE_URL");
    expect(calls.filter(({ path }) => path === ACTIONS)).toHaveLength(4);
  });

  it("never leaves on a connection that was used before", async () => {
    const { server, falcon } = await bed();
    server.on(ACTIONS, accepted);
    await falcon.hosts.contain(ID);
    await falcon.hosts.contain(ID);
    expect(server.to(ACTIONS).map(({ headers }) => headers.connection)).toEqual(["close", "close"]);
  });
});
