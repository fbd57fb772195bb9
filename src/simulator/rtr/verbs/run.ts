/** Running things on the host: scripts, put-files, programs. */
import { SECOND } from "../../../lib/clock.ts";
import { written } from "../content.ts";
import { nameOf, resolvePath } from "../paths.ts";
import { argumentAt, failed, said, type Ground, type Outcome, type Verb } from "./verb.ts";
import { touching } from "./words.ts";

type Line = Parameters<Verb["run"]>[0];

const SCRIPT_S = 30;
const ECHO = /^\s*(?:echo|Write-Output|Write-Host)\s+(.*?)\s*$/i;
const SLEEP = /^\s*(?:sleep|Start-Sleep(?:\s+-(?:s|Seconds))?)\s+(\d+)\s*$/i;

/** Scripts understand `echo` and `sleep`, which is what a rehearsal needs. */
export const runVerbs: readonly Verb[] = [
  {
    name: "runscript",
    platforms: "WML",
    // Only for scripts that are public; the desk asks for more where they are not.
    tier: "active-responder",
    syntax:
      "[-CloudFile=<name>] [-Raw=<script>] [-HostPath=<path>] [-CommandLine=<arguments>] [-Timeout=<seconds>]",
    about: "Run a script on the host",
    example: "runscript -CloudFile='collect-autoruns'",
    run: runScript,
  },
  {
    name: "falconscript",
    platforms: "WML",
    tier: "admin",
    syntax: "-Name=<name> [-JsonInput=<json>]",
    about: "Run a script that Falcon supplies",
    example: "falconscript -Name=```FileInfo```",
    run: (line, { library, computer }) => {
      const name = line.flags.get("name") ?? "";
      return library.falconScripts.some((script) => script.name === name)
        ? said(`${JSON.stringify({ script: name, host: computer.device.hostname, result: [] })}\n`)
        : failed(`There is no Falcon script ${name}.`);
    },
  },
  {
    name: "put",
    platforms: "WML",
    tier: "admin",
    syntax: "<file>",
    about: "Put a file from the cloud onto the host",
    example: "put triage.exe",
    run: put,
  },
  {
    name: "put-and-run",
    platforms: "WM",
    tier: "admin",
    syntax: "<file> [-CommandLine=<arguments>] [-Wait]",
    about: "Put a file from the cloud onto the host and run it",
    example: "put-and-run triage.exe",
    run: (line, { library }) => {
      const name = argumentAt({ name: "put-and-run" }, line, 0) ?? "";
      return library.putFileBytes(name) === undefined
        ? failed(`There is no put-file ${name}.`)
        : said(`The process was successfully launched: ${name}\n`);
    },
  },
  {
    name: "run",
    platforms: "WML",
    tier: "admin",
    syntax: "<path> [-CommandLine=<arguments>] [-Wait]",
    about: "Run an executable",
    example: "run C:\\Windows\\notepad.exe",
    run: runProgram,
  },
];

function runScript(line: Line, ground: Ground): Outcome {
  return touching(ground.computer.platform, () => {
    const { flags } = line;
    const hostPath = flags.get("hostpath");
    const text =
      flags.get("raw") ??
      ground.library.scripts.find((script) => script.name === flags.get("cloudfile"))?.content ??
      (hostPath === undefined
        ? undefined
        : ground.computer.disk.file(onHost(hostPath, ground)).content.bytes().toString("utf8"));
    if (text === undefined) return failed("There is no such script.");
    return play(text, Number(flags.get("timeout") ?? SCRIPT_S), flags.get("commandline") ?? "");
  });
}

/** Understands what a rehearsal needs: saying something and taking time. */
function play(text: string, limitS: number, given: string): Outcome {
  const lines = text.split(/\r?\n/).flatMap((line) => line.split(";"));
  const sleptS = lines.reduce((sum, line) => sum + Number(SLEEP.exec(line)?.[1] ?? 0), 0);
  const stdout = lines
    .flatMap((line) => ECHO.exec(line)?.[1] ?? [])
    .map((words) => `${words.replace(/^(["'])(.*)\1$/, "$2")}\n`)
    .join("");
  if (sleptS > limitS)
    return {
      stderr: `The script was stopped after its time limit of ${limitS} s.`,
      takesMs: limitS * SECOND,
    };
  const echoed = stdout === "" ? `The script ran${given === "" ? "" : ` with ${given}`}.\n` : stdout;
  return { stdout: echoed, takesMs: sleptS * SECOND };
}

function put(line: Line, ground: Ground): Outcome {
  return touching(ground.computer.platform, () => {
    const name = argumentAt({ name: "put" }, line, 0) ?? "";
    const bytes = ground.library.putFileBytes(name);
    if (bytes === undefined) return failed(`There is no put-file ${name}.`);
    const path = onHost(name, ground);
    if (ground.computer.disk.find(path) !== undefined) return failed(`${path} exists already.`);
    ground.computer.disk.write(path, written(bytes), ground.nowMs);
    return said(`Successfully put ${path}\n`);
  });
}

function runProgram(line: Line, ground: Ground): Outcome {
  return touching(ground.computer.platform, () => {
    const { computer, nowMs } = ground;
    const { path } = computer.disk.file(onHost(argumentAt({ name: "run" }, line, 0) ?? "", ground));
    const name = nameOf(computer.platform, path);
    if (line.flags.has("wait")) return said(`The process ${name} ended.\n`);
    const pid = Math.max(...computer.processes.keys()) + 4;
    const user = computer.platform === "Windows" ? "NT AUTHORITY\\SYSTEM" : "root";
    const commandLine = `${path} ${line.flags.get("commandline") ?? ""}`.trim();
    computer.processes.set(pid, {
      pid,
      parent: 4,
      name,
      path,
      commandLine,
      user,
      startedMs: nowMs,
      memoryKb: 4_096,
    });
    return said(`The process was successfully launched with pid ${pid}\n`);
  });
}

const onHost = (written: string, { computer, directory }: Ground): string =>
  resolvePath(computer.platform, directory, written);
