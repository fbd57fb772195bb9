/** What only shows over HTTP: calls that stay open, bodies that are no JSON, rules of another process. */
import { describe, expect, it, onTestFinished } from "vitest";
import type { SimulatorOptions } from "../../../src/simulator/simulator.ts";
import { startBed } from "../caller.ts";

const SESSIONS = "/real-time-response/entities/sessions/v1";
const COMMAND = "/real-time-response/entities/admin-command/v1";
const BATCH = "/real-time-response/combined/batch-admin-command/v1";

async function bed(options: SimulatorOptions = {}) {
  const made = await startBed({ rtr: { commandMs: 0, connectMs: 0, uploadMs: 0 }, ...options });
  onTestFinished(() => made.simulator.stop());
  const idOf = (host: string) => made.simulator.state.host(host)?.device_id ?? "";
  const open = async (host: string): Promise<string> => {
    const { body } = await made.send("POST", SESSIONS, { device_id: idOf(host), origin: "test" });
    return (body.resources[0] as { session_id: string }).session_id;
  };
  const control = async (method: string, path: string, body?: unknown) => {
    const reply = await fetch(`${made.simulator.url}/_simulator/rtr${path}`, {
      method,
      headers: { "x-simulator-secret": made.simulator.clientSecret },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
  };
  return { ...made, idOf, open, control };
}

describe("over HTTP", () => {
  it("a deletion is answered 204 without a body, and the second time 404", async () => {
    const { open, send } = await bed();
    const session_id = await open("WIN-FIN-07");
    const first = await send("DELETE", SESSIONS, undefined, { session_id });
    expect([first.status, first.body, first.headers.get("content-type")]).toEqual([204, undefined, null]);
    expect((await send("DELETE", SESSIONS, undefined, { session_id })).status).toBe(404);
  });

  it("opening takes as long as connecting does, but no longer than was asked for", async () => {
    const { send, idOf } = await bed({ rtr: { connectMs: 30_000 } });
    const began = performance.now();
    const answer = await send(
      "POST",
      SESSIONS,
      { device_id: idOf("WIN-FIN-07") },
      { timeout_duration: "150ms" },
    );
    expect(answer.status).toBe(201);
    expect(performance.now() - began).toBeGreaterThan(140);
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(
      (await send("POST", SESSIONS, { device_id: idOf("WIN-FIN-07") }, { timeout: "soon" })).status,
    ).toBe(400);
  });

  it("a batch stays open until the last host has answered", async () => {
    const { send, idOf, advance } = await bed({ rtr: { commandMs: 5_000, connectMs: 0 } });
    const host_ids = [idOf("WIN-FIN-07"), idOf("LNX-WEB-01")];
    const init = await send("POST", "/real-time-response/combined/batch-init-session/v1", { host_ids });
    const { batch_id } = init.body as unknown as { batch_id: string };
    let isAnswered = false;
    const running = send("POST", BATCH, { batch_id, base_command: "cd", command_string: "cd /" }).then(
      (answer) => {
        isAnswered = true;
        return answer;
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(isAnswered).toBe(false);
    advance(5_000);
    const { combined } = (await running).body as unknown as {
      combined: { resources: Record<string, { complete: boolean; stdout: string }> };
    };
    expect(Object.values(combined.resources).map(({ complete, stdout }) => [complete, stdout])).toEqual([
      [true, "C:\\"],
      [true, "/"],
    ]);
  });

  it("stops although a batch is open", async () => {
    const { send, idOf, simulator } = await bed({ rtr: { commandMs: 1e9, connectMs: 0 } });
    const init = await send("POST", "/real-time-response/combined/batch-init-session/v1", {
      host_ids: [idOf("WIN-FIN-07")],
    });
    const { batch_id } = init.body as unknown as { batch_id: string };
    const running = send("POST", BATCH, { batch_id, base_command: "ls", command_string: "ls" }).catch(
      () => "cut",
    );
    await expect.poll(() => simulator.state.rtr.commands.length).toBe(1);
    await simulator.stop();
    expect(await running).toBe("cut");
  });

  it("an API client sees and uses its own sessions alone, and the audit sees all", async () => {
    const clients = [{ id: "other", secret: "s", scopes: ["real-time-response:read"] }];
    const { open, send, get, signIn } = await bed({ clients });
    const session_id = await open("WIN-FIN-07");
    const other = await signIn("other", "s");
    expect((await other.get("/real-time-response/queries/sessions/v1")).body.resources).toEqual([]);
    expect(
      (await other.send("POST", "/real-time-response/entities/sessions/GET/v1", { ids: [session_id] })).body
        .resources,
    ).toEqual([]);
    expect((await other.send("DELETE", SESSIONS, undefined, { session_id })).status).toBe(404);
    expect(
      (await other.send("POST", COMMAND, { session_id, base_command: "ls", command_string: "ls" })).status,
    ).toBe(403);
    const mine = await get("/real-time-response/queries/sessions/v1", {
      filter: "user_id:'@me'+deleted_at:null",
    });
    expect(mine.body.resources).toEqual([session_id]);
    await send("DELETE", SESSIONS, undefined, { session_id });
    expect(
      (await get("/real-time-response/queries/sessions/v1", { filter: "deleted_at:null" })).body.resources,
    ).toEqual([]);
    expect((await get("/real-time-response-audit/combined/sessions/v1")).body.resources).toMatchObject([
      { id: session_id },
    ]);
  });
});

describe("another process", () => {
  it("arranges rules and files of hosts, and sees what was typed", async () => {
    const { open, send, get, control } = await bed();
    expect((await control("POST", "/rules", { command: "ps", stdout: "all quiet\n", count: 1 })).status).toBe(
      201,
    );
    expect(
      (await control("POST", "/files", { host: "WIN-FIN-07", path: "C:\\odd name.txt", text: "\u001b[31m" }))
        .status,
    ).toBe(201);
    expect((await control("POST", "/files", { host: "nobody", path: "x", text: "y" })).status).toBe(404);
    const session_id = await open("WIN-FIN-07");
    const say = async (base_command: string, command_string: string) => {
      const handed = await send("POST", COMMAND, { session_id, base_command, command_string });
      const { cloud_request_id } = handed.body.resources[0] as { cloud_request_id: string };
      const status = await get(COMMAND, { cloud_request_id, sequence_id: "0" });
      return (status.body.resources[0] as { stdout: string }).stdout;
    };
    expect(await say("ps", "ps")).toBe("all quiet\n");
    expect(await say("cat", 'cat "C:\\odd name.txt"')).toBe("\u001b[31m");
    const { body } = await control("GET", "");
    expect(body).toMatchObject({
      sessions: [{ id: session_id, hostname: "WIN-FIN-07", commands: ["ps", 'cat "C:\\odd name.txt"'] }],
      commands: [
        { text: "ps", isDone: true },
        { base: "cat", isDone: true },
      ],
    });
  });
});
