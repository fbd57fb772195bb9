import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MINUTE } from "../../../src/lib/clock.ts";
import { VERBS, verbsOf } from "../../../src/simulator/rtr/catalogue.ts";
import { scriptsOf } from "../../../src/simulator/rtr/help.ts";
import { enterRoom, type Room } from "./room.ts";

const WINDOWS = "WIN-FIN-07";
const MAC = "MAC-DES-01";
const LINUX = "LNX-WEB-01";

const on = (host: string, room: Room = enterRoom()) => {
  const session = room.open(host);
  return { ...room, session, run: (text: string) => room.say(session, text) };
};

describe("looking round", () => {
  it("lists a Windows directory as a table of fixed columns", () => {
    const { run } = on(WINDOWS);
    const [title, , header, , ...rows] = run("ls C:\\Users\\Public").stdout.split("\n");
    expect(title).toBe("Directory listing for C:\\Users\\Public -");
    expect(header).toMatch(/^Name +Type +Size \(bytes\) +Size \(MB\) +Last Modified \(UTC\+0\) +Created/);
    expect(rows.map((row) => row.slice(0, 40).trim()).filter(Boolean)).toEqual([
      "invoice-4471.docm",
      "ledgersync.cfg",
      "ledgersync.exe",
    ]);
  });

  it("lists a directory of Linux and macOS in long form, and deep when asked", () => {
    expect(on(LINUX).run("ls /var/log").stdout).toMatch(
      /^total \d+\n-rw-r--r-- +1 root root +6000 \w{3} .* auth\.log\n/,
    );
    expect(on(MAC).run("ls /Users -R").stdout).toContain("/Users/amy.tran/Desktop:");
  });

  it("reads files as text and as hex, and hashes what it read", () => {
    const { run } = on(WINDOWS);
    const { stdout } = run("cat C:\\Users\\Public\\ledgersync.cfg");
    expect(stdout).toContain("host=cdn-ledger-sync.example");
    expect(run("cat c:\\users\\public\\LEDGERSYNC.cfg -ShowHex").stdout).toMatch(
      /^00000000 {2}68 6f 73 74 3d/,
    );
    const sha256 = createHash("sha256").update(stdout).digest("hex");
    expect(run("filehash C:\\Users\\Public\\ledgersync.cfg").stdout).toContain(`SHA256 : ${sha256}`);
    expect(on(LINUX).run("cat /ETC/hosts").stderr).toContain("No such file");
  });

  it.each([WINDOWS, MAC, LINUX])("%s answers every read-only command that needs no argument", (host) => {
    const { run, computer, session } = on(host);
    const { platform } = computer(host);
    const bare = verbsOf(platform).filter(
      ({ tier, syntax }) => tier === "read-only" && !/(^| )</.test(syntax),
    );
    expect(bare.length).toBeGreaterThan(8);
    for (const { name } of bare) expect([name, run(name).stderr]).toEqual([name, ""]);
    expect(run("history").stdout).toContain(bare[0]?.name);
    expect(session.requestIds.length).toBe(bare.length + 1);
  });

  it("shows the beacon among processes, connections and run keys", () => {
    const { run } = on(WINDOWS);
    expect(run("ps").stdout).toMatch(/ledgersync\.exe +\d+/);
    expect(run("netstat").stdout).toContain("198.51.100.77:443");
    expect(run("reg query HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run").stdout).toContain(
      "ledgersync.exe",
    );
  });
});

describe("changing a host", () => {
  it("makes, copies, moves and removes, and each session sees it", () => {
    const { run, open, say } = on(LINUX);
    run("mkdir /tmp/case");
    run("cp /etc/hosts /tmp/case");
    run("mv /tmp/case/hosts /tmp/case/hosts.bak");
    expect(run("mkdir /tmp/case").stderr).toBe("/tmp/case: File exists");
    const other = open(LINUX, false, "somebody else");
    expect(say(other, "cat /tmp/case/hosts.bak").stdout).toContain("127.0.0.1 localhost");
    expect(run("rm /tmp/case").stderr).toBe("/tmp/case: Directory not empty");
    run("rm /tmp/case -Force");
    expect(say(other, "ls /tmp/case").stderr).toContain("No such file");
  });

  it("ends a process and no other", () => {
    const { run } = on(WINDOWS);
    const pid = /ledgersync\.exe +(\d+)/.exec(run("ps").stdout)?.[1] ?? "";
    expect(run(`kill ${pid}`).stdout).toContain("ledgersync.exe");
    expect(run("ps").stdout).not.toContain("ledgersync.exe ");
    expect(run("ps").stdout).toContain("explorer.exe");
    expect(run(`kill ${pid}`).stderr).toContain("Cannot find a process");
  });

  it("writes the registry and takes it back", () => {
    const { run } = on(WINDOWS);
    run("reg set HKLM\\Software\\Demo Mode -ValueType=REG_DWORD -Value=1");
    expect(run("reg query HKLM\\Software\\Demo Mode").stdout).toContain("Mode    REG_DWORD    1");
    run("reg delete HKLM\\Software\\Demo Mode");
    expect(run("reg query HKLM\\Software\\Demo Mode").stderr).toContain("does not exist");
    run("reg delete HKLM\\Software\\Demo");
    expect(run("reg query HKLM\\Software\\Demo").stderr).toContain("does not exist");
  });

  it("puts a file of the library once", () => {
    const { run } = on(WINDOWS);
    run("cd C:\\Windows\\Temp");
    expect(run("put triage.exe").stdout).toContain("C:\\Windows\\Temp\\triage.exe");
    expect(run("cat triage.exe").stdout).toBe("MZ triage tool\r\n");
    expect(run("put triage.exe").stderr).toContain("exists already");
    expect(run("run triage.exe").stdout).toMatch(/launched with pid \d+/);
    expect(run("ps").stdout).toContain("triage.exe");
  });

  it("runs scripts that speak and sleep, as long as they are let", () => {
    const { run, submit, read, advance, session } = on(LINUX);
    expect(run("runscript -Raw=```echo 'one'\necho two```").stdout).toBe("one\ntwo\n");
    const patient = submit(session, "runscript -Raw=```sleep 20; echo done```");
    advance(19_999);
    expect(read(patient).isComplete).toBe(false);
    advance(1);
    expect(read(patient).stdout).toBe("done\n");
    const hasty = submit(session, "runscript -Raw=```sleep 90``` -Timeout=5");
    advance(5_000);
    expect(read(hasty).stderr).toContain("time limit of 5 s");
  });

  it("restarts a host, which is back after a minute, or shuts it down", () => {
    const { run, desk, advance, session } = on(WINDOWS);
    run("restart -Confirm");
    expect(desk.isOnline(session.deviceId)).toBe(false);
    advance(MINUTE);
    expect(desk.isOnline(session.deviceId)).toBe(true);
    run("shutdown -Confirm");
    advance(5 * MINUTE);
    expect(desk.isOnline(session.deviceId)).toBe(false);
  });

  it("maps a share without repeating the password", () => {
    const { run } = on(WINDOWS);
    const { stdout } = run("map Z: \\\\srv\\share ana s3cret");
    expect(stdout).toContain("\\\\srv\\share");
    expect(stdout + run("mount").stdout).not.toContain("s3cret");
  });

  it("fetches a file, which arrives after the command is done", () => {
    const { run, desk, session, now, advance, computer } = on(WINDOWS, enterRoom({ uploadMs: 1_000 }));
    run("get C:\\Users\\Public\\ledgersync.exe");
    const view = () => desk.files.view(desk.files.of(session.id, now())[0]!, now());
    expect(view()).toMatchObject({ complete: false, progress: 0, sha256: "", size: 221_184 });
    advance(500);
    expect(view()).toMatchObject({ complete: false, progress: 0.5, stage: "upload" });
    advance(500);
    const { sha256 } = view() as { sha256: string };
    const bytes = computer(WINDOWS).disk.file("C:\\Users\\Public\\ledgersync.exe").content.bytes();
    expect(sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(desk.files.arrived(session.id, sha256, now())?.path).toBe("C:\\Users\\Public\\ledgersync.exe");
  });
});

describe("the help of a session", () => {
  it("names what the platform has, sub-commands below their command, each with all fields of the schema", () => {
    const names = (platform: "Windows" | "Mac" | "Linux") =>
      scriptsOf(platform).map(({ command }) => command);
    expect(names("Windows")).toEqual(
      expect.arrayContaining(["ls", "reg", "eventlog", "update", "runscript"]),
    );
    expect(names("Linux")).not.toContain("reg");
    expect(names("Mac")).toContain("csrutil");
    const reg = scriptsOf("Windows").find(({ command }) => command === "reg");
    expect(reg?.sub_commands.map(({ command }) => command)).toEqual([
      "query",
      "set",
      "delete",
      "load",
      "unload",
    ]);
    const cat = scriptsOf("Linux").find(({ command }) => command === "cat");
    expect(cat?.args.map(({ arg_name, required }) => [arg_name, required])).toEqual([
      ["path", true],
      ["ShowHex", false],
    ]);
  });

  it("has an example of every command that the command line takes", () => {
    expect(new Set(VERBS.map(({ name }) => name)).size).toBe(VERBS.length);
    for (const { example, name } of VERBS) expect(example.startsWith(name)).toBe(true);
  });
});
