import { describe, expect, it, onTestFinished } from "vitest";
import type { SimulatorOptions } from "../../src/simulator/simulator.ts";
import { callerWith, fetchToken, startBed } from "./caller.ts";

async function bed(options: SimulatorOptions = {}) {
  const made = await startBed(options);
  onTestFinished(() => made.simulator.stop());
  return made;
}

const tokenCall = (url: string, init: RequestInit): Promise<Response> =>
  fetch(`${url}/oauth2/token`, { method: "POST", redirect: "manual", ...init });

describe("signing in", () => {
  it("gives a bearer token for a form, with the life of the real one", async () => {
    const { simulator } = await bed();
    const body = new URLSearchParams({
      client_id: simulator.clientId,
      client_secret: simulator.clientSecret,
    });
    const reply = await tokenCall(simulator.url, { body });
    expect(reply.status).toBe(201);
    expect(await reply.json()).toEqual({
      access_token: expect.stringMatching(/^\S{40,}$/),
      token_type: "bearer",
      expires_in: 1799,
    });
  });

  it("takes HTTP Basic as OAuth libraries send it", async () => {
    const { simulator } = await bed({ clientSecret: "s/e+c:r" });
    const pair = `${simulator.clientId}:${encodeURIComponent("s/e+c:r")}`;
    const reply = await tokenCall(simulator.url, {
      headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    expect(reply.status).toBe(201);
  });

  it.each([
    [
      { client_id: "nobody", client_secret: "x" },
      400,
      "Failed to generate access token for clientID=nobody.",
    ],
    [{ client_id: "me", client_secret: "wrong" }, 403, "Failed to issue access token - Not Authorized"],
    [{ client_id: "me" }, 400, "client_id and client_secret are required"],
    [
      { client_id: "me", client_secret: "s", member_cid: "f".repeat(32) },
      403,
      "access denied, authorization failed",
    ],
  ])("answers %j with %i", async (form, status, message) => {
    const { simulator } = await bed({ clientId: "me", clientSecret: "s" });
    const reply = await tokenCall(simulator.url, { body: new URLSearchParams(form) });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({
      meta: { powered_by: "csam" },
      errors: [{ code: status, message }],
    });
  });

  it("reaches a known child of the tenant", async () => {
    const cid = "c".repeat(32);
    const { simulator, get } = await bed({ children: [{ cid, name: "Mill" }] });
    const body = new URLSearchParams({
      client_id: simulator.clientId,
      client_secret: simulator.clientSecret,
      member_cid: cid,
    });
    expect((await tokenCall(simulator.url, { body })).status).toBe(201);
    expect(simulator.state.callsTo("/oauth2/token").at(-1)?.body).toEqual({
      client_id: simulator.clientId,
      member_cid: cid,
    });
    expect((await get("/mssp/queries/children/v1")).body.resources).toEqual([cid]);
  });

  it("has a limit of its own", async () => {
    const { simulator, get } = await bed({ limits: { tokens: 2 } });
    const body = new URLSearchParams({
      client_id: simulator.clientId,
      client_secret: simulator.clientSecret,
    });
    expect((await tokenCall(simulator.url, { body })).headers.get("x-ratelimit-limit")).toBe("2");
    expect((await tokenCall(simulator.url, { body })).status).toBe(429);
    expect((await get("/devices/queries/devices/v1")).status).toBe(200);
  });
});

describe("a token", () => {
  it("dies with its time, on revocation, and with all others at once", async () => {
    const { simulator, advance, signIn } = await bed();
    const status = async (caller: Awaited<ReturnType<typeof signIn>>) =>
      (await caller.get("/devices/queries/devices/v1")).status;
    const old = await signIn();
    advance(1_799_000);
    expect(await status(old)).toBe(401);

    const { url, clientId, clientSecret } = simulator;
    const token = await fetchToken(url, clientId, clientSecret);
    const fresh = callerWith(url, token);
    expect(await status(fresh)).toBe(200);
    await fetch(`${url}/oauth2/revoke`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
      body: new URLSearchParams({ token }),
    });
    expect(await status(fresh)).toBe(401);

    const last = await signIn();
    simulator.revokeTokens();
    expect(await status(last)).toBe(401);
  });

  it("needs the new secret once that was changed", async () => {
    const { simulator, signIn } = await bed();
    const old = simulator.clientSecret;
    const fresh = simulator.rotateSecret();
    await expect(signIn(simulator.clientId, old)).rejects.toThrow("answered 403");
    await expect(signIn(simulator.clientId, fresh)).resolves.toBeDefined();
  });

  it("opens what its client's scopes allow, and the refusal names no scope", async () => {
    const { signIn } = await bed({ clients: [{ id: "reader", secret: "r", scopes: ["devices:read"] }] });
    const reader = await signIn("reader", "r");
    expect((await reader.get("/devices/queries/devices/v1")).status).toBe(200);
    const refused = await reader.send("POST", "/devices/entities/devices-actions/v2", { ids: ["x"] });
    expect(refused.status).toBe(403);
    expect(refused.body.errors).toEqual([{ code: 403, message: "access denied, authorization failed" }]);
  });
});

describe("every answer", () => {
  it("carries a trace id, the region, the limits and the simulator's own date", async () => {
    const { get, simulator } = await bed();
    const { headers, body } = await get("/devices/queries/devices/v1");
    expect(headers.get("x-cs-traceid")).toBe(body.meta.trace_id);
    expect(headers.get("x-cs-region")).toBe("us-1");
    expect(headers.get("x-ratelimit-limit")).toBe("6000");
    expect(Number(headers.get("x-ratelimit-remaining"))).toBe(5_999);
    expect(headers.get("date")).toBe("Mon, 02 Mar 2026 09:00:00 GMT");
    expect(simulator.state.callsTo("/devices/")).toMatchObject([
      { status: 200, clientId: simulator.clientId },
    ]);
  });

  it("beyond the limit names the epoch second at which to come back", async () => {
    const { get, advance } = await bed({ limits: { data: 1 } });
    await get("/devices/queries/devices/v1");
    const refused = await get("/devices/queries/devices/v1");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("x-ratelimit-retryafter"))).toBe(
      Date.parse("2026-03-02T09:01:00Z") / 1000,
    );
    advance(60_000);
    expect((await get("/devices/queries/devices/v1")).status).toBe(200);
  });

  it("is an envelope for unknown paths and wrong methods too", async () => {
    const { get, send } = await bed();
    expect((await get("/detects/queries/detects/v1")).body.errors).toEqual([
      { code: 404, message: "404: Page Not Found" },
    ]);
    expect((await send("DELETE", "/alerts/queries/alerts/v2")).status).toBe(405);
  });
});

it("the wrong cloud sends callers on, without a body", async () => {
  const redirect = { name: "us-2", url: "http://127.0.0.1:9" };
  const { simulator, get } = await bed({ region: { name: "us-1", redirect } });
  const reply = await tokenCall(simulator.url, { body: new URLSearchParams({ client_id: "x" }) });
  expect(reply.status).toBe(308);
  expect(reply.headers.get("location")).toBe("http://127.0.0.1:9/oauth2/token");
  expect(reply.headers.get("x-cs-region")).toBe("us-2");
  const data = await get("/devices/queries/devices/v1", { limit: "1" });
  expect([data.status, data.headers.get("x-ratelimit-limit")]).toEqual([308, "15"]);
  expect(data.headers.get("location")).toBe("http://127.0.0.1:9/devices/queries/devices/v1?limit=1");
});
