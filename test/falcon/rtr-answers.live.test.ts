/** Answers of RTR by script: what they mean, how often they are asked for, how long they are waited for. */
import { describe, expect, it } from "vitest";
import { rtrReason } from "../../src/falcon/endpoints/rtr.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import { bed, errorOf } from "./bed.ts";
import { failure, hang, json, list, raw, reset, type Answer } from "./server.ts";

const SESSIONS = "/real-time-response/entities/sessions/v1";
const COMMAND = "/real-time-response/entities/command/v1";
const BATCH = "/real-time-response/combined/batch-command/v1";
const ID = "0123456789abcdef0123456789abcdef";
const OTHER = "fedcba9876543210fedcba9876543210";
const command = { tier: "read-only", sessionId: "s-1", baseCommand: "ls", commandString: "ls C:\\" } as const;
const piece = { tier: "read-only", requestId: "r-1", sequence: 0 } as const;
const refused = (status: number, code: number): Answer =>
  json(status, { meta: {}, errors: [{ code, message: "secret" }] });
const opened = json(201, { meta: {}, resources: [{ session_id: "s-1", pwd: "C:\\" }], errors: null });

describe("a number of RTR", () => {
  it.each([
    [404, 40_401, "unreachable", "host-unreachable"],
    [400, 40_401, "unreachable", "host-unreachable"],
    [400, 40_006, "invalid", "command-invalid"],
    [400, 40_012, "invalid", "arguments-invalid"],
    [400, 40_007, "invalid", undefined],
    [404, 40_407, "not-found", undefined],
  ])("in a %i, %i, is %s, did nothing and is not asked again", async (status, code, kind, reason) => {
    const { server, falcon } = await bed();
    server.on(COMMAND, refused(status, code), refused(201, code), refused(status, code));
    const { run, piece: read } = falcon.rtr.commands;
    for (const ask of [() => run(command), () => run(command), () => read(piece)]) {
      const error = await errorOf(ask());
      expect([error.kind, error.effect, error.apiCode, rtrReason(error)]).toEqual([
        kind,
        "none",
        code,
        reason,
      ]);
      expect(`${error.message} ${error.hint}`).not.toContain("secret");
    }
    expect(server.to(COMMAND)).toHaveLength(3);
  });

  it("of a server in trouble leaves open what a command did", async () => {
    const { server, falcon } = await bed();
    server.on(COMMAND, refused(500, 50_001), refused(201, 50_001));
    for (let i = 0; i < 2; i += 1)
      expect(await errorOf(falcon.rtr.commands.run(command))).toMatchObject({
        kind: "unavailable",
        effect: "unknown",
      });
  });
});

describe("a command", () => {
  it("says where, what and on which tier, and is sent on the path of its tier", async () => {
    const { server, falcon } = await bed();
    const taken = json(201, {
      meta: {},
      resources: [{ cloud_request_id: "r-1", queued_command_offline: false }],
    });
    for (const path of ["command", "active-responder-command", "admin-command"])
      server.on(`/real-time-response/entities/${path}/v1`, taken);
    for (const tier of ["read-only", "active-responder", "admin"] as const)
      expect(await falcon.rtr.commands.run({ ...command, tier })).toMatchObject({
        requestId: "r-1",
        isQueuedOffline: false,
      });
    expect(server.seen.slice(1).map(({ path }) => path.split("/").at(-2))).toEqual([
      "command",
      "active-responder-command",
      "admin-command",
    ]);
    expect(JSON.parse(server.to(COMMAND)[0]?.body ?? "")).toEqual({
      session_id: "s-1",
      base_command: "ls",
      command_string: "ls C:\\",
      persist: false,
    });
  });

  it.each<readonly [string, Answer]>([
    ["no answer", hang],
    ["a cut connection", reset],
    ["no request id", json(201, { meta: {}, resources: [{}] })],
    ["nothing", json(201, { meta: {}, resources: null, errors: null })],
    ["a proxy's page", raw(502, "<html>", "text/html")],
  ])("that gets %s may run, and is handed over once", async (_, answer) => {
    const { server, falcon } = await bed({ limits: { writeMs: 150 } });
    server.on(COMMAND, answer);
    expect((await errorOf(falcon.rtr.commands.run(command))).effect).toBe("unknown");
    expect(server.to(COMMAND)).toHaveLength(1);
  });

  it.each<readonly [string, Answer]>([
    ["an empty list", list([])],
    ["null", json(200, { meta: {}, resources: null, errors: null })],
    ["an empty text", list([{ complete: false, stdout: "", stderr: "" }])],
    ["half a record", list([{}])],
    ["no record", list(["?"])],
  ])("of which there is %s is still under way", async (_, answer) => {
    const { server, falcon } = await bed();
    server.on(COMMAND, answer);
    const { isComplete, stdout, sequence } = await falcon.rtr.commands.piece(piece);
    expect([isComplete, reveal(stdout), sequence]).toEqual([false, "", undefined]);
  });

  it("keeps every byte that it printed, what it complained of, and which piece it is", async () => {
    const { server, falcon } = await bed();
    const stdout = "\u0000\u001b[31m\r\n  \u202Eä😀\n";
    server.on(
      COMMAND,
      list([{ complete: true, stdout, stderr: " no ", sequence_id: 3, task_id: "r-1" }], {
        errors: [{ code: 40_006, message: "odd" }],
      }),
    );
    const read = await falcon.rtr.commands.piece({ ...piece, sequence: 3 });
    expect([reveal(read.stdout), reveal(read.stderr), read.sequence, read.requestId]).toEqual([
      stdout,
      " no ",
      3,
      "r-1",
    ]);
    expect(read.complaints.map(rtrReason)).toEqual(["command-invalid"]);
    expect(Object.fromEntries(server.to(COMMAND)[0]?.query ?? [])).toEqual({
      cloud_request_id: "r-1",
      sequence_id: "3",
    });
  });
});

describe("a session", () => {
  it("is asked for again when its answer is lost, because Falcon hands the same one out", async () => {
    const { server, falcon } = await bed();
    server.on(SESSIONS, reset, failure(500), opened);
    expect(await falcon.rtr.sessions.open({ deviceId: ID })).toMatchObject({
      id: "s-1",
      help: [],
      existingSessions: 0,
    });
    expect(server.to(SESSIONS)).toHaveLength(3);
  });

  it("may take as long as Falcon was allowed, beyond what other calls may", async () => {
    const { server, falcon } = await bed({ limits: { readMs: 100, readDeadlineMs: 100 } });
    server.on(SESSIONS, (response, seen, count) => void setTimeout(() => opened(response, seen, count), 400));
    expect((await falcon.rtr.sessions.open({ deviceId: ID, timeoutMs: 20_000 })).id).toBe("s-1");
    expect(Object.fromEntries(server.to(SESSIONS)[0]?.query ?? [])).toEqual({ timeout: "20" });
    expect(JSON.parse(server.to(SESSIONS)[0]?.body ?? "")).toEqual({
      device_id: ID,
      origin: "falconer",
      queue_offline: false,
    });
  });

  it.each<readonly [string, Answer]>([
    ["nothing", (response) => response.writeHead(204).end()],
    ["an empty 200", raw(200, "")],
    ["an envelope", json(200, { meta: {} })],
  ])("is deleted when %s is answered", async (_, answer) => {
    const { server, falcon } = await bed();
    server.on(SESSIONS, answer);
    expect(await falcon.rtr.sessions.remove("s-1")).toBe("deleted");
    expect(server.to(SESSIONS)[0]).toMatchObject({ method: "DELETE", rawQuery: "?session_id=s-1" });
  });

  it("that is not there any more is gone, whichever way that is said; one that may not be deleted is neither", async () => {
    const { server, falcon } = await bed();
    server.on(SESSIONS, failure(404), refused(200, 404), failure(403));
    expect(await falcon.rtr.sessions.remove("s-1")).toBe("gone");
    expect(await falcon.rtr.sessions.remove("s-1")).toBe("gone");
    expect((await errorOf(falcon.rtr.sessions.remove("s-1"))).kind).toBe("denied");
  });
});

describe("a batch", () => {
  const batch = { tier: "read-only", batchId: "b-1", baseCommand: "ls", commandString: "ls" } as const;

  it("is waited for longer than the host's time limit, and says both to Falcon", async () => {
    const { server, falcon } = await bed({ limits: { writeMs: 100 } });
    const answer = json(201, {
      meta: {},
      combined: { resources: { [ID]: { complete: true, stdout: "x" } } },
    });
    server.on(BATCH, (response, seen, count) => void setTimeout(() => answer(response, seen, count), 400));
    const hosts = await falcon.rtr.batches.run({ ...batch, timeoutMs: 60_000, hostTimeoutMs: 55_000 });
    expect(reveal(hosts.get(ID)!.stdout)).toBe("x");
    expect(Object.fromEntries(server.to(BATCH)[0]?.query ?? [])).toEqual({
      timeout: "60",
      host_timeout_duration: "55s",
    });
  });

  it("that succeeded in part keeps what succeeded, and a host that cannot be read costs no other", async () => {
    const { server, falcon } = await bed();
    const resources = { [ID]: { complete: true, stdout: "x", errors: null }, [OTHER]: "?", nobody: {} };
    server.on(
      BATCH,
      json(201, { meta: {}, combined: { resources }, errors: [{ code: 500, message: "some failed" }] }),
    );
    expect([...(await falcon.rtr.batches.run(batch)).keys()]).toEqual([ID]);
  });

  it("of which nothing is told but an error is refused", async () => {
    const { server, falcon } = await bed();
    server.on(
      BATCH,
      json(201, { meta: {}, combined: { resources: {} }, errors: [{ code: 404 }] }),
      failure(400),
    );
    expect(await errorOf(falcon.rtr.batches.run(batch))).toMatchObject({ kind: "not-found", effect: "none" });
    expect(await errorOf(falcon.rtr.batches.run(batch))).toMatchObject({ kind: "invalid", effect: "none" });
  });
});

it("polls do not wait for the budgets of other calls, nor those for them", async () => {
  const { server, falcon, clock } = await bed({ budgets: { other: 1, rtr: 50 } });
  server.on(COMMAND, list([]));
  server.on("/devices/entities/devices/v2", list([]));
  for (let i = 0; i < 50; i += 1) await falcon.rtr.commands.piece(piece);
  await falcon.hosts.details([ID]);
  expect(clock.waits).toEqual([]);
  await falcon.rtr.commands.piece(piece);
  expect(clock.waits.length).toBe(1);
});
