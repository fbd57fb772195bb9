import { describe, expect, it } from "vitest";
import { MINUTE } from "../../src/lib/clock.ts";
import { bed, errorOf } from "./bed.ts";
import { failure, hang, json, list, raw, reset, resetMidBody, TOKEN, type Answer } from "./server.ts";

const HOSTS = "/devices/queries/devices/v1";
const epoch = (ms: number): string => String(Math.ceil(ms / 1_000));

describe("a read", () => {
  it("is sent as Falcon wants it", async () => {
    const { server, falcon } = await bed();
    server.on("/devices/entities/devices/v2", list([]));
    server.on(HOSTS, list([]));
    await falcon.hosts.query({ limit: 5, sort: "last_seen.desc" });
    await falcon.hosts.details(["a".repeat(32)]);
    const [query, details] = server.seen.slice(1);
    expect(query?.headers).toMatchObject({
      authorization: "Bearer token-1",
      "user-agent": "falconer/9.9.9",
      accept: "application/json",
    });
    expect(query?.rawQuery).toBe("?limit=5&sort=last_seen.desc");
    expect(details?.headers["content-type"]).toBe("application/json");
  });

  const passing: readonly (readonly [string, Answer])[] = [
    ["a server's error", failure(500)],
    ["a server that is busy", failure(503)],
    ["a connection that was reset", reset],
    ["a connection that was cut within the answer", resetMidBody],
    ["JSON that ends too soon", raw(200, '{"meta":{},"resources":["a"')],
    ["a page instead of an answer", raw(200, "<html>busy</html>", "text/html")],
    ["a proxy's error page", raw(502, "<html>bad gateway</html>", "text/html")],
    ["an empty answer", raw(200, "")],
    ["an answer that is no envelope", json(200, { ok: true })],
    ["a list that is none", json(200, { meta: {}, resources: "all" })],
    ["an error inside a 200", json(200, { meta: {}, resources: [], errors: [{ code: 500, message: "x" }] })],
  ];

  it.each(passing)("gets over %s", async (_, fault) => {
    const { server, falcon } = await bed();
    server.on(HOSTS, fault, list(["a"]));
    expect(await falcon.hosts.query({})).toEqual({ ids: ["a"], total: 1 });
    expect(server.to(HOSTS)).toHaveLength(2);
  });

  it.each(passing)(
    "gives up on %s that lasts, after four tries and within the deadline",
    async (_, fault) => {
      const { server, falcon, clock } = await bed();
      server.on(HOSTS, fault);
      const error = await errorOf(falcon.hosts.query({}));
      expect(["unavailable", "unexpected-reply"]).toContain(error.kind);
      expect(server.to(HOSTS)).toHaveLength(4);
      expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(4_000);
    },
  );

  it("a service that fails every third time is not noticed", async () => {
    const { server, falcon } = await bed();
    server.on(HOSTS, (response, seen, count) =>
      (count % 3 === 0 ? failure(500) : list(["a"]))(response, seen, count),
    );
    const answers = await Promise.all(Array.from({ length: 30 }, () => falcon.hosts.query({})));
    expect(answers.every(({ total }) => total === 1)).toBe(true);
  });

  it("that hangs is told within its deadline, however often it was tried", async () => {
    const { server, falcon } = await bed({ limits: { readMs: 100, readDeadlineMs: 1_000 } });
    server.on(HOSTS, hang);
    const startedAt = performance.now();
    expect(await errorOf(falcon.hosts.query({}))).toMatchObject({ kind: "timeout" });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(server.to(HOSTS).length).toBeGreaterThan(1);
  });

  it("the last try is cut to what is left of the deadline", async () => {
    const { server, falcon } = await bed({ limits: { readMs: 10_000, readDeadlineMs: 300 } });
    server.on(HOSTS, hang);
    const startedAt = performance.now();
    expect((await errorOf(falcon.hosts.query({}))).kind).toBe("timeout");
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("is not even begun when the token service hangs through the deadline", async () => {
    const { server, falcon } = await bed();
    server.on(TOKEN, hang);
    const startedAt = performance.now();
    // The token is still being waited for when this caller's own time is over.
    const error = await errorOf(falcon.hosts.query({}, { deadlineMs: 200 }));
    expect(error).toMatchObject({ kind: "timeout", effect: "none" });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(server.to(HOSTS)).toHaveLength(0);
  });

  it("stops when the caller does", async () => {
    const { server, falcon } = await bed();
    server.on(HOSTS, hang);
    await falcon.signIn();
    const controller = new AbortController();
    const answer = errorOf(falcon.hosts.query({}, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 50);
    expect((await answer).message).toContain("stopped");
    expect(server.to(HOSTS)).toHaveLength(1);
  });

  it("is not sent for a caller who has stopped already", async () => {
    const { server, falcon } = await bed();
    const error = await errorOf(falcon.hosts.query({}, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ kind: "timeout", effect: "none" });
    expect(server.to(HOSTS)).toHaveLength(0);
  });

  it.each([
    [400, "invalid"],
    [404, "not-found"],
    [409, "conflict"],
    [413, "too-large"],
    [302, "unexpected-reply"],
  ])("%d is asked once and called %s", async (status, kind) => {
    const { server, falcon } = await bed();
    server.on(HOSTS, failure(status));
    const error = await errorOf(falcon.hosts.query({}));
    expect(error).toMatchObject({ kind, status, effect: "none", traceId: "trace-1" });
    expect(error.message).toContain(`GET ${HOSTS}`);
    expect(error.message).toContain("trace-1");
    expect(server.to(HOSTS)).toHaveLength(1);
  });

  it("a 403 names the scope by both its names", async () => {
    const { server, falcon } = await bed();
    server.on(HOSTS, failure(403));
    const error = await errorOf(falcon.hosts.query({}));
    expect(error).toMatchObject({ kind: "denied", scope: "Hosts: Read (devices:read)" });
    expect(error.hint).toContain("Hosts: Read (devices:read)");
    expect(server.to(HOSTS)).toHaveLength(1);
    expect(server.to(TOKEN)).toHaveLength(1);
  });

  it("a refusal inside a 200 is no empty list", async () => {
    const { server, falcon } = await bed();
    server.on(HOSTS, json(200, { meta: {}, resources: null, errors: [{ code: "403", message: "x" }] }));
    expect(await errorOf(falcon.hosts.query({}))).toMatchObject({ kind: "denied", status: 403 });
  });
});

describe("a rate limit", () => {
  it("is waited for until the named moment, with the token kept", async () => {
    const { server, falcon, clock } = await bed();
    server.on(HOSTS, failure(429, { "X-Ratelimit-Retryafter": epoch(Date.now() + 4_000) }), list(["a"]));
    expect((await falcon.hosts.query({})).ids).toEqual(["a"]);
    expect(server.to(TOKEN)).toHaveLength(1);
    expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(3_000);
  });

  it.each([
    ["in the past", () => ({ "X-Ratelimit-Retryafter": epoch(Date.now() - 60_000) })],
    ["absent", () => ({})],
    ["no number", () => ({ "X-Ratelimit-Retryafter": "later" })],
  ])("whose moment is %s is waited for a little", async (_, headers) => {
    const { server, falcon, clock } = await bed();
    server.on(HOSTS, failure(429, headers()), list(["a"]));
    expect((await falcon.hosts.query({})).ids).toEqual(["a"]);
    const waited = clock.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(500);
    expect(waited).toBeLessThan(7_000);
  });

  it("an hour ahead is told at once, with the moment", async () => {
    const { server, falcon, clock } = await bed();
    const moment = Math.ceil(Date.now() / 1_000) * 1_000 + 60 * MINUTE;
    server.on(HOSTS, failure(429, { "X-Ratelimit-Retryafter": epoch(moment) }));
    const error = await errorOf(falcon.hosts.query({}));
    expect(error.kind).toBe("rate-limited");
    expect(Math.abs((error.retryAt ?? 0) - moment)).toBeLessThan(1_000);
    expect(clock.waits).toEqual([]);
    expect(server.to(HOSTS)).toHaveLength(1);
    expect(falcon.budget().pausedUntil).toBeDefined();
  });

  it("that lasts is told within patience, all waits together", async () => {
    const { server, falcon, clock } = await bed();
    server.on(HOSTS, failure(429));
    const error = await errorOf(falcon.hosts.query({}));
    expect(error.kind).toBe("rate-limited");
    expect(clock.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_500);
    expect(server.to(TOKEN)).toHaveLength(1);
  });
});

describe("what is measured", () => {
  it("every exchange is told with its outcome, and every answer's date", async () => {
    const { server, falcon, calls, dates } = await bed();
    server.on(HOSTS, reset, list([], {}));
    await falcon.hosts.query({});
    expect(calls.map(({ method, path, outcome }) => [method, path, outcome])).toEqual([
      ["POST", TOKEN, 201],
      ["GET", HOSTS, "unavailable"],
      ["GET", HOSTS, 200],
    ]);
    expect(dates).toHaveLength(2);
    expect(Math.abs((dates[0] ?? 0) - Date.now())).toBeLessThan(5_000);
    expect(falcon.region()).toBe("us-1");
  });
});
