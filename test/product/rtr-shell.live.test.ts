/** The RTR shell, as a program with lines from a pipe: the same session, rights, approvals and record as in chat. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { until } from "./bot.ts";
import { settings } from "./settings.ts";
import { setStage, type Stage } from "./stage.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
/** The shell's person is the login that the tests run as. */
const SETTINGS = settings().replace("shell: ana", `shell: "${userInfo().username}"`);

function startShell(stage: Stage, ...words: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, "rtr", ...words], {
    env: { ...stage.home.env },
    cwd: stage.home.folder,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, "close") as Promise<[number | null]>;
  return {
    type: (line: string) => child.stdin.write(`${line}\n`),
    end: () => child.stdin.end(),
    printed: (...parts: readonly string[]) =>
      until(`printed ${parts.join(", ")}`, () => parts.every((part) => out.includes(part)), 20_000),
    out: () => out,
    err: () => err,
    stop: () => child.kill("SIGTERM"),
    code: async () => (await ended)[0],
  };
}

it(
  "prints what hosts answer, shows where it is, and closes the session at the end",
  { timeout: 60_000 },
  async () => {
    const stage = await setStage({ settings: SETTINGS });
    const shell = startShell(stage, "-d", "win-01");
    shell.type("cd C:\\Windows");
    shell.type("ls");
    shell.type("ls -Z");
    shell.type("history");
    await shell.printed("Directory listing for C:\\Windows", "System32", "no flag", "History (2)");
    expect(shell.err()).toContain("WIN-01 C:\\Windows> ls");
    shell.end();
    expect(await shell.code()).toBe(0);
    expect(stage.falcon.state.rtr.sessions.map(({ ended }) => ended?.by)).toEqual(["deleted"]);
    expect(stage.falcon.state.rtr.commands.map(({ text }) => text)).toEqual(["cd C:\\Windows", "ls"]);
  },
);

it(
  "asks in chat for what destroys, and prints its output once somebody there agreed",
  { timeout: 60_000 },
  async () => {
    const stage = await setStage({ settings: SETTINGS });
    stage.falcon.rtr.writeFile("WIN-01", "C:\\Temp\\evil.exe", "evil");
    const shell = startShell(stage, "-d", "WIN-01");
    shell.type("rm C:\\Temp\\evil.exe");
    await shell.printed("Asked for approval");
    const card = await stage.card("rm C:\\Temp\\evil.exe", "Ana Diaz");
    await stage.slack.click("U0LEE", card, "Approve");
    await until(
      "it is gone",
      () => stage.falcon.state.rtr.entry("WIN-01", "C:\\Temp\\evil.exe") === undefined,
    );
    shell.type("get C:\\Windows\\win.ini");
    await shell.printed("the file in the archive has this digest");
    shell.type("download");
    await shell.printed("saved: ", ".7z");
    shell.type("exit");
    expect(await shell.code()).toBe(0);
    expect(stage.falcon.state.rtr.open).toEqual([]);
  },
);

it(
  "is refused to whoever may not open a session, and where there is one already",
  { timeout: 60_000 },
  async () => {
    const stage = await setStage();
    const stranger = startShell(stage, "-d", "WIN-01");
    expect(await stranger.code()).toBe(1);
    expect(stranger.out()).toContain("responder");
    const nowhere = startShell(stage, "-d", "NO-SUCH-HOST");
    expect(await nowhere.code()).toBe(1);
    expect(stage.falcon.state.rtr.sessions).toEqual([]);
  },
);

it("closes its session in good order when the process is told to end", { timeout: 60_000 }, async () => {
  const stage = await setStage({ settings: SETTINGS });
  const shell = startShell(stage, "-d", "WIN-01");
  shell.type("ls");
  await shell.printed("Directory listing for C:\\");
  shell.stop();
  expect(await shell.code()).toBe(0);
  expect(stage.falcon.state.rtr.sessions.map(({ ended }) => ended?.by)).toEqual(["deleted"]);
});

it(
  "reads a script of this computer, asks for it, and shows what the library holds",
  { timeout: 60_000 },
  async () => {
    const stage = await setStage({ settings: SETTINGS });
    const script = "Get-Process\r\n# ü\r\n";
    await writeFile(join(stage.home.folder, "collect.ps1"), script);
    const shell = startShell(stage, "-d", "WIN-01");
    shell.type("runscript -File=nowhere.ps1");
    await shell.printed("nowhere.ps1 cannot be read here (ENOENT)");
    shell.type("runscript -File=./collect.ps1 -Timeout=60");
    await shell.printed("Asked for approval");
    const digest = createHash("sha256").update(script).digest("hex");
    const card = await stage.card("Get-Process", "./collect.ps1", digest);
    await stage.slack.click("U0LEE", card, "Approve");
    await until("it ran", () => stage.falcon.state.rtr.commands.length === 1);
    expect(stage.falcon.state.rtr.commands[0]?.text).toBe(`runscript -Raw=\`\`\`${script}\`\`\` -Timeout=60`);
    shell.type("put");
    await shell.printed("Which put-file?", "triage.exe");
    shell.type("exit");
    expect(await shell.code()).toBe(0);
  },
);
