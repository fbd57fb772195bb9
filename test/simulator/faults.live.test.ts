import { describe, expect, it, onTestFinished } from "vitest";
import type { Fault } from "../../src/simulator/faults.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { fetchToken, startBed } from "./caller.ts";

const PATH = "/devices/queries/devices/v1";
const ACTIONS = "/devices/entities/devices-actions/v2";

async function bed(...faults: Fault[]) {
  const made = await startBed();
  onTestFinished(() => made.simulator.stop());
  for (const fault of faults) made.simulator.addFault(fault);
  const id = made.simulator.state.host("WIN-FIN-07")?.device_id ?? "";
  const contain = () => made.send("POST", ACTIONS, { ids: [id] }, { action_name: "contain" });
  return { ...made, id, contain };
}

describe("a fault", () => {
  it("answers with any status, body and headers, then leaves off", async () => {
    const fault = {
      status: 503,
      body: { errors: [{ code: 503, message: "later" }] },
      headers: { "X-Odd": "1" },
    };
    const { get } = await bed({ path: PATH, fault });
    const refused = await get(PATH);
    expect([refused.status, refused.headers.get("x-odd"), refused.body]).toEqual([503, "1", fault.body]);
    expect((await get(PATH)).status).toBe(200);
  });

  it("refuses by rate limit until a given second", async () => {
    const { get } = await bed({ fault: { retryAfterMs: 3_600_000 } }, { fault: { retryAfterEpochS: 42 } });
    const first = await get(PATH);
    expect(first.status).toBe(429);
    expect(first.headers.get("x-ratelimit-retryafter")).toBe(
      String(Date.parse("2026-03-02T10:00:00Z") / 1000),
    );
    expect((await get(PATH)).headers.get("x-ratelimit-retryafter")).toBe("42");
  });

  it("cuts the connection before anything was done", async () => {
    const { contain, id, simulator } = await bed({ path: ACTIONS, fault: "reset-before" });
    await expect(contain()).rejects.toThrow("fetch failed");
    expect(simulator.state.containCalls(id)).toBe(0);
    expect((await contain()).status).toBe(202);
  });

  it("cuts the connection after it was done", async () => {
    const { contain, id, simulator } = await bed({ path: ACTIONS, match: "contain", fault: "reset-after" });
    await expect(contain()).rejects.toThrow("fetch failed");
    expect(simulator.state.containCalls(id)).toBe(1);
    expect(simulator.state.host(id)?.status).toBe("containment_pending");
    expect((await contain()).status).toBe(409);
    expect(simulator.state.callsTo(ACTIONS).map(({ status }) => status)).toEqual([undefined, 409]);
  });

  it.each(["hang", "hang-after"] as const)("never answers: %s", async (fault) => {
    const { simulator, id } = await bed({ path: ACTIONS, fault });
    const { url } = simulator;
    const token = await fetchToken(url, simulator.clientId, simulator.clientSecret);
    const pending = fetch(`${url}${ACTIONS}?action_name=contain`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ ids: [id] }),
      signal: AbortSignal.timeout(300),
    });
    await expect(pending).rejects.toThrow("timeout");
    expect(simulator.state.containCalls(id)).toBe(fault === "hang" ? 0 : 1);
  });

  it("sends half a body, a proxy's page, or null instead of an empty list", async () => {
    const { get } = await bed({ fault: "truncate" }, { fault: "html" }, { fault: "nulls" });
    await expect(get(PATH)).rejects.toThrow("terminated");
    await expect(get(PATH)).rejects.toThrow("not valid JSON");
    expect((await get(PATH, { filter: "hostname:'nobody'" })).body).toMatchObject({
      resources: null,
      errors: null,
    });
  });

  it("floods the caller with as many bytes as asked for", async () => {
    const { simulator } = await bed({ path: PATH, fault: { hugeBytes: 3_000_000 } });
    const reply = await fetch(`${simulator.url}${PATH}`);
    expect((await reply.text()).length).toBe(3_000_000 + '{"resources":[""]}'.length);
  });

  it("stops flooding when the caller hangs up", async () => {
    const { simulator, get } = await bed({ path: PATH, fault: { hugeBytes: 1e12 } });
    const hangUp = new AbortController();
    const reply = await fetch(`${simulator.url}${PATH}`, { signal: hangUp.signal });
    const reader = reply.body?.getReader();
    await reader?.read();
    hangUp.abort();
    expect((await get(PATH)).status).toBe(200);
  });

  it("holds a call back and then lets it through", async () => {
    const { get } = await bed({ fault: { delayMs: 80 } });
    const began = performance.now();
    expect((await get(PATH)).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(70);
  });
});

describe("another process", () => {
  async function remote() {
    const made = await bed();
    const { url, clientSecret } = made.simulator;
    const control = async (method: string, path: string, body?: unknown, secret = clientSecret) => {
      const reply = await fetch(`${url}/_simulator/${path}`, {
        method,
        headers: { "x-simulator-secret": secret },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
    };
    return { ...made, control };
  }

  it("arranges faults and clears them, knowing the secret", async () => {
    const { control, get } = await remote();
    expect((await control("POST", "faults", { fault: "html" }, "wrong")).status).toBe(403);
    expect((await control("POST", "faults", {})).status).toBe(400);
    expect((await control("POST", "faults", { path: "^(", fault: "html" })).status).toBe(400);
    await control("POST", "faults", [
      { path: PATH, fault: { status: 500 } },
      { fault: { status: 418 }, count: -1 },
    ]);
    expect((await get(PATH)).status).toBe(500);
    expect((await get(PATH)).status).toBe(418);
    await control("DELETE", "faults");
    expect((await get(PATH)).status).toBe(200);
  });

  it("sees what was asked and what became of it, but no secrets", async () => {
    const { control, contain, id, simulator } = await remote();
    await contain();
    const { body } = await control("GET", "state");
    expect(body["counts"]).toMatchObject({ [id]: { contain: 1, lift_containment: 0 } });
    expect(body["calls"]).toMatchObject([
      { path: "/oauth2/token", status: 201 },
      { path: ACTIONS, status: 202, body: { ids: [id] }, query: { action_name: ["contain"] } },
    ]);
    expect(JSON.stringify(body)).not.toContain(simulator.clientSecret);
  });

  it("adds, changes and replaces hosts, and adds alerts", async () => {
    const { control, simulator } = await remote();
    await control("POST", "hosts", { add: { hostname: "LAB-9" } });
    await control("POST", "hosts", { id: "lab-9", set: { online: false, local_ip: "192.0.2.9" } });
    expect(simulator.state.host("LAB-9")).toMatchObject({ local_ip: "192.0.2.9" });
    const before = simulator.state.host("WIN-FIN-01")?.device_id;
    const replaced = await control("POST", "hosts", { replace: "WIN-FIN-01" });
    expect(replaced.body["host"]).toMatchObject({ hostname: "WIN-FIN-01" });
    expect(replaced.body["host"]).not.toMatchObject({ device_id: before });
    await control("POST", "alerts", { host: "LAB-9", display_name: "From afar" });
    expect(simulator.state.alerts.at(-1)).toMatchObject({
      display_name: "From afar",
      device: { hostname: "LAB-9" },
    });
  });
});

it("stops at once, even with calls hanging", async () => {
  const simulator = await startSimulator({
    faults: [
      { path: "/a", fault: "hang" },
      { path: "/b", fault: { delayMs: 60_000 } },
    ],
  });
  const calls = [fetch(`${simulator.url}/a`), fetch(`${simulator.url}/b`)];
  const outcomes = Promise.allSettled(calls);
  while (simulator.state.calls.length < calls.length) await new Promise((resolve) => setImmediate(resolve));
  await simulator.stop();
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
