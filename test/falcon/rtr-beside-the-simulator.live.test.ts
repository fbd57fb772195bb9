/** Real time response through the client, on the hosts of a simulated Falcon. */
import { describe, expect, it } from "vitest";
import { fql } from "../../src/falcon/fql.ts";
import { rtrReason } from "../../src/falcon/endpoints/rtr.ts";
import { DAY, MINUTE } from "../../src/lib/clock.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import { errorOf } from "./bed.ts";
import { rtrScene } from "./rtr-scene.ts";

const HOST = "WIN-FIN-07";

describe("a session", () => {
  it("is opened once, tells what the host offers, is kept alive, listed and deleted", async () => {
    const { rtr, simulator, idOf, advance } = await rtrScene();
    const deviceId = idOf(HOST);
    const session = await rtr.sessions.open({ deviceId });
    expect(session).toMatchObject({
      deviceId,
      platform: "Windows",
      isQueuedOffline: false,
      existingSessions: 0,
    });
    expect(reveal(session.directory)).toBe("C:\\");
    const reg = session.help.find(({ command }) => command === "reg");
    expect(reg?.subCommands.find(({ command }) => command === "query")?.arguments).toMatchObject([
      { name: "key", isRequired: false },
      { name: "value", isRequired: false },
    ]);
    expect(await rtr.sessions.open({ deviceId })).toMatchObject({ id: session.id, existingSessions: 1 });
    advance(9 * MINUTE);
    expect((await rtr.sessions.pulse({ deviceId })).id).toBe(session.id);
    advance(9 * MINUTE);
    const living = fql`user_id:'@me'+deleted_at:null`;
    expect(await rtr.sessions.query({ filter: living })).toEqual({ ids: [session.id], total: 1 });
    expect(await rtr.sessions.details([session.id])).toMatchObject([
      { id: session.id, deviceId, platform: "Windows", deletedAt: undefined },
    ]);
    expect(await rtr.sessions.remove(session.id)).toBe("deleted");
    expect(await rtr.sessions.remove(session.id)).toBe("gone");
    expect(simulator.state.rtr.sessions.map(({ ended }) => ended?.by)).toEqual(["deleted"]);
    expect((await rtr.sessions.query({ filter: living })).ids).toEqual([]);
  });

  it("is not opened on a host that sleeps, unless it may wait, and the queue drains when it is back", async () => {
    const { rtr, simulator, idOf, advance } = await rtrScene();
    const deviceId = idOf("MAC-DES-03");
    const error = await errorOf(rtr.sessions.open({ deviceId }));
    expect(error).toMatchObject({ kind: "unreachable", effect: "none", status: 404, apiCode: 40_401 });
    expect(rtrReason(error)).toBe("host-unreachable");
    expect(error.hint).toContain("offline");
    expect(simulator.state.callsTo("/real-time-response/entities/sessions/v1")).toHaveLength(1);

    const session = await rtr.sessions.open({ deviceId, isQueued: true });
    expect(session.isQueuedOffline).toBe(true);
    const command = { tier: "read-only", sessionId: session.id, baseCommand: "ls" } as const;
    const first = await rtr.commands.run({ ...command, commandString: "ls /Users", isPersistent: true });
    const second = await rtr.commands.run({ ...command, commandString: "ls /tmp", isPersistent: true });
    expect(first.isQueuedOffline).toBe(true);
    const removal = { sessionId: session.id, requestId: second.requestId };
    expect(await rtr.queue.remove(removal)).toBe("deleted");
    expect(await rtr.queue.remove(removal)).toBe("gone");
    const [waiting] = await rtr.queue.details([session.id]);
    expect(waiting).toMatchObject({ deviceId, status: "PENDING" });
    expect(waiting?.commands.map(({ status }) => status)).toEqual(["PENDING", "DELETED"]);

    advance(DAY);
    simulator.setHost("MAC-DES-03", { online: true });
    const [drained] = await rtr.queue.details([session.id]);
    expect(drained?.commands.map(({ status }) => status)).toEqual(["FINISHED", "DELETED"]);
    const piece = await rtr.commands.piece({ tier: "read-only", requestId: first.requestId, sequence: 0 });
    expect(piece.isComplete).toBe(true);
    expect(simulator.state.rtr.commands.map(({ hasRun }) => hasRun)).toEqual([true, false]);
  });
});

describe("a command", () => {
  it("stays where `cd` went, and every byte of four hundred pieces arrives", async () => {
    const { rtr, simulator, idOf, say } = await rtrScene();
    const { id } = await rtr.sessions.open({ deviceId: idOf(HOST) });
    expect((await say(id, "cd C:\\Logs", "read-only")).stdout).toBe("C:\\Logs");
    const { stdout } = await say(id, "cat trace.log", "read-only");
    const entry = simulator.state.rtr.entry(HOST, "C:\\Logs\\trace.log");
    expect(Buffer.byteLength(stdout)).toBe(5_000_000);
    expect(stdout).toBe(entry?.content?.bytes().toString("latin1"));
    expect((await rtr.sessions.pulse({ deviceId: idOf(HOST) })).previousCommands.map(reveal)).toEqual([
      "cd C:\\Logs",
      "cat trace.log",
    ]);
  });

  it("that is none, or has too many arguments, is refused with a reason that can be told apart", async () => {
    const { rtr, idOf, say } = await rtrScene();
    const { id } = await rtr.sessions.open({ deviceId: idOf(HOST) });
    const unknown = await errorOf(say(id, "frobnicate"));
    expect([unknown.kind, unknown.effect, rtrReason(unknown)]).toEqual([
      "invalid",
      "none",
      "command-invalid",
    ]);
    const wrong = await errorOf(say(id, "cd C:\\Program Files"));
    expect([wrong.kind, wrong.effect, rtrReason(wrong)]).toEqual(["invalid", "none", "arguments-invalid"]);
    expect(wrong.hint).toContain("quotes");
    expect(rtrReason(await errorOf(say(id, "rm C:\\Logs\\app.log", "read-only")))).toBe("command-invalid");
  });

  it("of a session that is over is not found", async () => {
    const { rtr, idOf, say } = await rtrScene();
    const { id } = await rtr.sessions.open({ deviceId: idOf(HOST) });
    await rtr.sessions.remove(id);
    expect(await errorOf(say(id, "ls"))).toMatchObject({ kind: "not-found", effect: "none" });
  });

  it.each(["hang-after", "reset-after", "truncate"] as const)(
    "whose answer is lost (%s) may run, and is not handed over twice",
    async (fault) => {
      const { rtr, simulator, idOf, say } = await rtrScene({}, { writeMs: 400 });
      const { id } = await rtr.sessions.open({ deviceId: idOf(HOST) });
      simulator.addFault({ method: "POST", path: "/real-time-response/entities/admin-command/v1", fault });
      expect(await errorOf(say(id, "mkdir C:\\Case"))).toMatchObject({ effect: "unknown" });
      expect(simulator.state.rtr.commands.map(({ text }) => text)).toEqual(["mkdir C:\\Case"]);
    },
  );

  it("is asked for again when a piece is lost on the way", async () => {
    const { rtr, simulator, idOf, say } = await rtrScene();
    const { id } = await rtr.sessions.open({ deviceId: idOf(HOST) });
    for (const fault of ["reset-after", "truncate", "html"] as const)
      simulator.addFault({ method: "GET", path: "/real-time-response/entities/admin-command/v1", fault });
    expect((await say(id, "cat C:\\Windows\\win.ini")).stdout).toContain("[fonts]");
  });

  it("names the scope of its tier when the client lacks it", async () => {
    const clients = [{ id: "reader", secret: "reads", scopes: ["real-time-response:read"] }];
    const { rtr, idOf, say } = await rtrScene({ clients });
    const { id } = await rtr.sessions.open({ deviceId: idOf(HOST) });
    expect((await say(id, "cd C:\\", "read-only")).stdout).toBe("C:\\");
    expect((await errorOf(say(id, "mkdir C:\\x", "active-responder"))).scope).toBe(
      "Real time response: Write (real-time-response:write)",
    );
    expect((await errorOf(say(id, "put x", "admin"))).scope).toBe(
      "Real time response (admin): Write (real-time-response-admin:write)",
    );
  });
});

describe("a batch", () => {
  it("answers for each host apart, and lets those go on whose neighbour sleeps", async () => {
    const { rtr, idOf } = await rtrScene();
    const [windows, linux, asleep] = [idOf(HOST), idOf("LNX-WEB-01"), idOf("MAC-DES-03")];
    const batch = await rtr.batches.open({ deviceIds: [windows, linux, asleep] });
    expect(
      [...batch.hosts].map(([id, { isComplete, complaints }]) => [id, isComplete, complaints.map(rtrReason)]),
    ).toEqual([
      [windows, true, []],
      [linux, true, []],
      [asleep, false, ["host-unreachable"]],
    ]);
    const command = {
      tier: "read-only",
      batchId: batch.id,
      baseCommand: "ipconfig",
      commandString: "ipconfig",
    } as const;
    const hosts = await rtr.batches.run(command);
    expect(reveal(hosts.get(windows)!.stdout)).toContain("Windows IP Configuration");
    expect(hosts.get(linux)!.complaints.map(rtrReason)).toEqual(["command-invalid"]);
    expect(hosts.has(asleep)).toBe(false);
    expect([...(await rtr.batches.run({ ...command, deviceIds: [windows] })).keys()]).toEqual([windows]);
    expect([...(await rtr.batches.pulse({ batchId: batch.id, withoutIds: [linux] })).keys()]).toEqual([
      windows,
    ]);
  });

  it("says that nobody could be reached", async () => {
    const { rtr, idOf } = await rtrScene();
    const error = await errorOf(rtr.batches.open({ deviceIds: [idOf("MAC-DES-03")] }));
    expect(error).toMatchObject({ kind: "not-found", effect: "none" });
  });

  it("comes back without a slow host, whose output is read later under its own id", async () => {
    const { rtr, simulator, idOf } = await rtrScene();
    const [fast, slow] = [idOf(HOST), idOf("WIN-FIN-01")];
    simulator.rtr.addRule({ host: "WIN-FIN-01", command: "ps", afterMs: 4_000 });
    const batch = await rtr.batches.open({ deviceIds: [fast, slow] });
    const tier = "read-only";
    const hosts = await rtr.batches.run({
      tier,
      batchId: batch.id,
      baseCommand: "ps",
      commandString: "ps",
      timeoutMs: 2_000,
      hostTimeoutMs: 1_000,
    });
    expect([hosts.get(fast)?.isComplete, hosts.get(slow)?.isComplete]).toEqual([true, false]);
    simulator.rtr.clearRules();
    const question = { tier, requestId: hosts.get(slow)?.requestId ?? "", sequence: 0 } as const;
    await expect
      .poll(async () => reveal((await rtr.commands.piece(question)).stdout), { timeout: 15_000 })
      .toContain("explorer.exe");
  });

  it("fetches a path from every host that has it", async () => {
    const { rtr, idOf } = await rtrScene();
    const [web, db] = [idOf("LNX-WEB-01"), idOf("LNX-DB-01")];
    const { id: batchId } = await rtr.batches.open({ deviceIds: [web, db] });
    const { requestId, hosts } = await rtr.batches.get({ batchId, path: "/etc/hostname" });
    expect([...hosts.keys()]).toEqual([web, db]);
    const files = await rtr.batches.files({ requestId });
    expect([...files].map(([id, { sizeBytes }]) => [id, sizeBytes])).toEqual([
      [web, "LNX-WEB-01\n".length],
      [db, "LNX-DB-01\n".length],
    ]);
  });

  it("whose answer is lost may have run on every host, and is not sent twice", async () => {
    const { rtr, simulator, idOf } = await rtrScene();
    const { id: batchId } = await rtr.batches.open({ deviceIds: [idOf(HOST), idOf("WIN-FIN-01")] });
    const path = "/real-time-response/combined/batch-admin-command/v1";
    simulator.addFault({ path, fault: "reset-after" });
    const line = { baseCommand: "mkdir", commandString: "mkdir C:\\Case" };
    expect(await errorOf(rtr.batches.run({ tier: "admin", batchId, ...line }))).toMatchObject({
      effect: "unknown",
    });
    expect(simulator.state.callsTo(path)).toHaveLength(1);
  });
});

describe("the library and the audit", () => {
  it("list scripts with their text, put-files with their bytes, and Falcon's own", async () => {
    const { rtr } = await rtrScene();
    const { ids } = await rtr.library.scripts({ filter: fql`name:${"reset-proxy"}` });
    expect(await rtr.library.scriptDetails(ids)).toMatchObject([
      { platforms: ["windows"], permission: "group" },
    ]);
    const { ids: fileIds } = await rtr.library.putFiles({ sort: "name|asc" });
    const [exe] = await rtr.library.putFileDetails(fileIds);
    expect(reveal(exe!.name)).toBe("triage.exe");
    const bytes = await rtr.library.putFileContents({ id: exe!.id, mostBytes: 1_000, save: read });
    expect(bytes.toString()).toBe("MZ triage tool\r\n");
    const { ids: supplied } = await rtr.library.falconScripts({});
    expect((await rtr.library.falconScriptDetails(supplied)).map(({ name }) => reveal(name))).toEqual([
      "FileInfo",
      "ProcessTree",
    ]);
  });

  it("tells of everybody's sessions, with what was typed when asked", async () => {
    const { rtr, idOf, say } = await rtrScene();
    const { id } = await rtr.sessions.open({ deviceId: idOf(HOST) });
    await say(id, "cd C:\\Logs");
    await say(id, "ls");
    const { sessions, total } = await rtr.audit.sessions({
      filter: fql`hostname:${HOST}`,
      withCommands: true,
    });
    expect(total).toBe(1);
    expect(
      sessions[0]?.log.map(({ commandString, directory }) => [reveal(commandString), reveal(directory)]),
    ).toEqual([
      ["cd C:\\Logs", "C:\\"],
      ["ls", "C:\\Logs"],
    ]);
    expect((await rtr.audit.sessions({})).sessions[0]?.log).toEqual([]);
  });
});

async function read(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
