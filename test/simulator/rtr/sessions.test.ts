import { describe, expect, it } from "vitest";
import { DAY, MINUTE, SECOND } from "../../../src/lib/clock.ts";
import { enterRoom } from "./room.ts";

const refusal = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    const { status, code, message } = error as { status: number; code: number; message: string };
    return { status, code, message };
  }
  throw new Error("it was not refused");
};

const UNREACHABLE = { status: 404, code: 40_401, message: "Could not establish sensor comms" };

describe("a session", () => {
  it("is the same one for a client and a host, and another for another client", () => {
    const { open, desk } = enterRoom();
    const first = open("WIN-FIN-07");
    expect(open("WIN-FIN-07")).toBe(first);
    expect(open("WIN-FIN-07", false, "somebody else")).not.toBe(first);
    expect(desk.sessions.living(first.deviceId)).toHaveLength(2);
  });

  it("ends ten minutes after the last sign of life, and its commands with it", () => {
    const { open, advance, submit, desk } = enterRoom();
    const session = open("WIN-FIN-07");
    advance(9 * MINUTE);
    const requestId = submit(session, "ls");
    advance(9 * MINUTE);
    expect(session.ended).toBeUndefined();
    advance(MINUTE);
    expect(session.ended).toEqual({ atMs: session.touchedMs + 10 * MINUTE, by: "idle" });
    expect(refusal(() => desk.own(requestId, "client", "admin"))).toMatchObject({ status: 404 });
    expect(open("WIN-FIN-07").id).not.toBe(session.id);
  });

  it("takes its output with it, so that days of rehearsal do not fill the memory", () => {
    const { open, say, advance, desk } = enterRoom();
    say(open("WIN-FIN-07"), "cat C:\\Logs\\trace.log");
    expect(desk.requests[0]?.started?.pieces).toHaveLength(400);
    advance(10 * MINUTE);
    expect(desk.requests[0]?.started?.pieces).toEqual([]);
  });

  it("cannot be opened on an unknown host, without a policy, or while the host sleeps", () => {
    const { open, setOnline, desk, now } = enterRoom();
    const wish = { clientId: "client", deviceId: "f".repeat(32), origin: "", mayQueue: true };
    expect(refusal(() => desk.open(wish, now()))).toMatchObject({ status: 404, code: 404 });
    setOnline("WIN-FIN-07", false);
    expect(refusal(() => open("WIN-FIN-07"))).toEqual(UNREACHABLE);
  });

  it("keeps its directory from command to command", () => {
    const { open, say } = enterRoom();
    const session = open("LNX-WEB-01");
    expect(say(session, "cd /var/log").stdout).toBe("/var/log");
    expect(say(session, "cd ..").stdout).toBe("/var");
    expect(say(session, "cd nowhere").stderr).toBe("/var/nowhere: No such file or directory");
    expect(say(session, "ls").stdout).toContain("log");
    expect(session.directory).toBe("/var");
  });
});

describe("a command", () => {
  it("is pending until the host has had its time, and runs after the one before", () => {
    const { open, submit, read, advance } = enterRoom({ commandMs: 2_000 });
    const session = open("WIN-FIN-07");
    const first = submit(session, "cat C:\\Windows\\win.ini");
    const second = submit(session, "cd C:\\Users");
    expect(read(first)).toMatchObject({ isComplete: false, stdout: "" });
    advance(2 * SECOND);
    expect(read(first)).toMatchObject({
      isComplete: true,
      stdout: expect.stringContaining("[fonts]") as string,
    });
    expect(read(second).isComplete).toBe(false);
    advance(2 * SECOND);
    expect(read(second)).toMatchObject({ isComplete: true, stdout: "C:\\Users" });
  });

  it("is refused on a tier below its own", () => {
    const { open, submit } = enterRoom();
    const session = open("WIN-FIN-07");
    const invalid = { status: 400, code: 40_006, message: "Command is not valid" };
    for (const text of [
      "rm C:\\Logs\\app.log",
      "reg delete HKLM\\Software",
      "runscript -CloudFile=collect-autoruns",
    ])
      expect(refusal(() => submit(session, text, "read-only"))).toEqual(invalid);
    for (const text of ["put triage.exe", "runscript -Raw=```dir```", "runscript -CloudFile=reset-proxy"])
      expect(refusal(() => submit(session, text, "active-responder"))).toEqual(invalid);
    expect(() => submit(session, "reg query HKLM\\Software", "read-only")).not.toThrow();
    expect(() => submit(session, "runscript -CloudFile=collect-autoruns", "active-responder")).not.toThrow();
    expect(() => submit(session, "ls", "admin")).not.toThrow();
  });

  it.each([
    ["ls a b c d", 40_012, "Max args is 1. 4 were provided"],
    ["cat", 40_012, "Min args is 1. 0 were provided"],
    ["frobnicate", 40_006, "Command is not valid"],
    ['cat "C:\\never closed', 40_006, "Command is not valid"],
    ["ls -Sideways", 40_006, "Command is not valid"],
    ["shutdown", 40_006, "Command is not valid"],
    ["runscript -CloudFile=unknown", 40_006, "Command is not valid"],
    ["runscript", 40_006, "Command is not valid"],
    ["ifconfig", 40_006, "Command is not valid"],
  ])("%s is refused with %i", (text, code, message) => {
    const { open, submit } = enterRoom();
    expect(refusal(() => submit(open("WIN-FIN-07"), text))).toEqual({ status: 400, code, message });
  });

  it("must be told by its own name, or the first word of it", () => {
    const { open, desk, now } = enterRoom();
    const session = open("WIN-FIN-07");
    const told = (base: string) => () =>
      desk.submit({ session, tier: "read-only", base, text: "reg query HKLM", mayWait: false }, now());
    expect(told("reg query")).not.toThrow();
    expect(told("reg")).not.toThrow();
    expect(refusal(told("ls"))).toMatchObject({ code: 40_006 });
  });

  it("is read on the tier and by the client that it was handed over by", () => {
    const { open, submit, desk } = enterRoom();
    const requestId = submit(open("WIN-FIN-07"), "ls", "read-only");
    expect(desk.own(requestId, "client", "read-only").id).toBe(requestId);
    expect(refusal(() => desk.own(requestId, "client", "admin"))).toMatchObject({ status: 404 });
    expect(refusal(() => desk.own(requestId, "somebody", "read-only"))).toMatchObject({ status: 404 });
  });

  it("waits while the host sleeps and goes on when it is back", () => {
    const { open, submit, read, advance, setOnline } = enterRoom({ commandMs: 5_000 });
    const session = open("WIN-FIN-07");
    const requestId = submit(session, "ls");
    advance(SECOND);
    setOnline("WIN-FIN-07", false);
    advance(MINUTE);
    expect(read(requestId).isComplete).toBe(false);
    expect(refusal(() => submit(session, "ps"))).toEqual(UNREACHABLE);
    setOnline("WIN-FIN-07", true);
    expect(read(requestId).isComplete).toBe(false);
    advance(5 * SECOND);
    expect(read(requestId).isComplete).toBe(true);
  });
});

describe("an offline host", () => {
  it("runs what waited for it, in order, once it is back", () => {
    const { open, submit, read, setOnline, advance, desk } = enterRoom();
    setOnline("WIN-FIN-07", false);
    const session = open("WIN-FIN-07", true);
    expect(session).toMatchObject({ isQueued: true, wasQueued: true });
    const cd = submit(session, "cd C:\\Users");
    const ls = submit(session, "ls");
    const dropped = submit(session, "ps");
    expect(
      desk.drop(
        desk.requests.find(({ id }) => id === dropped)!,
        0,
      ),
    ).toBe(true);
    advance(3 * DAY);
    expect(read(cd).isComplete).toBe(false);
    setOnline("WIN-FIN-07", true);
    expect(read(cd)).toMatchObject({ isComplete: true, stdout: "C:\\Users" });
    expect(read(ls).stdout).toContain("Directory listing for C:\\Users");
    expect(desk.requests.map(({ started }) => started !== undefined)).toEqual([true, true, false]);
    expect(session.isQueued).toBe(false);
    advance(DAY);
    expect(session.ended?.by).toBe("idle");
    expect(desk.own(cd, "client", "admin").id).toBe(cd);
  });

  it("that does not come back in seven days runs nothing", () => {
    const { open, submit, setOnline, advance, desk } = enterRoom();
    setOnline("WIN-FIN-07", false);
    const session = open("WIN-FIN-07", true);
    submit(session, "ls");
    advance(7 * DAY);
    expect(session.ended?.by).toBe("lapsed");
    setOnline("WIN-FIN-07", true);
    expect(desk.requests[0]?.started).toBeUndefined();
  });
});
