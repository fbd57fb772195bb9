/** Changing the host: files, processes, power, and fetching from it. */
import { createHash } from "node:crypto";
import { written } from "../content.ts";
import { DiskError } from "../disk.ts";
import { nameOf } from "../paths.ts";
import { argumentAt, failed, pathAt, said, type Ground, type Outcome, type Verb } from "./verb.ts";
import { touching } from "./words.ts";

type Change = readonly [
  name: string,
  platforms: string,
  syntax: string,
  about: string,
  example: string,
  run: Verb["run"],
];
type Line = Parameters<Verb["run"]>[0];

const CHANGES: readonly Change[] = [
  ["cp", "WML", "<source> <target>", "Copy a file or directory", "cp a.txt b.txt", twoPaths("cp", copy)],
  ["mv", "WML", "<source> <target>", "Move a file or directory", "mv a.txt b.txt", twoPaths("mv", move)],
  ["mkdir", "WML", "<path>", "Create a new directory", "mkdir C:\\Temp", onePath("mkdir", makeDirectory)],
  ["rm", "WML", "<path> [-Force]", "Remove a file or directory", "rm C:\\Temp -Force", remove],
  [
    "zip",
    "WML",
    "<source> <target>",
    "Compress a file or directory",
    "zip logs logs.zip",
    twoPaths("zip", pack),
  ],
  [
    "tar",
    "ML",
    "<source> -f=<archive> [-c] [-u] [-a] [-z] [-j] [-J]",
    "Compress into a tar",
    "tar -c logs -f=logs.tar",
    tar,
  ],
  [
    "encrypt",
    "WML",
    "<path> [key]",
    "Encrypt a file with AES-256",
    "encrypt a.txt",
    onePath("encrypt", encrypt),
  ],
  [
    "get",
    "WML",
    "<path>",
    "Get (upload) a file to the cloud",
    "get C:\\Windows\\notepad.exe",
    onePath("get", fetch),
  ],
  ["kill", "WML", "<pid>", "Kill a process", "kill 4711", kill],
  ["memdump", "W", "<pid> [path]", "Dump the memory of a process", "memdump 4711", memdump],
  ["xmemdump", "WL", "<kind> [path]", "Dump the memory of the machine", "xmemdump complete", memdump],
  ["map", "W", "<drive> <share> [user] [password]", "Map an SMB share", "map Z: \\\\server\\share", map],
  ["unmap", "W", "<drive>", "Unmap an SMB share", "unmap Z:", unmap],
  ["umount", "ML", "<path> [-f]", "Unmount a file system", "umount /mnt/usb", () => said("")],
  [
    "restart",
    "WML",
    "-Confirm",
    "Restart the host",
    "restart -Confirm",
    () => ({ stdout: "", power: "restart" }),
  ],
  [
    "shutdown",
    "WML",
    "-Confirm",
    "Shut the host down",
    "shutdown -Confirm",
    () => ({ stdout: "", power: "off" }),
  ],
];

/** All active-responder. `get` only marks a file as on its way. */
export const changeVerbs: readonly Verb[] = CHANGES.map(([name, platforms, syntax, about, example, run]) => ({
  name,
  platforms,
  tier: "active-responder",
  syntax,
  about,
  example,
  run,
}));

function onePath(name: string, work: (path: string, ground: Ground) => Outcome): Verb["run"] {
  return (line, ground) =>
    touching(ground.computer.platform, () => work(pathAt({ name }, line, 0, ground), ground));
}

function twoPaths(name: string, work: (from: string, to: string, ground: Ground) => Outcome): Verb["run"] {
  return (line, ground) =>
    touching(ground.computer.platform, () =>
      work(pathAt({ name }, line, 0, ground), pathAt({ name }, line, 1, ground), ground),
    );
}

function copy(from: string, to: string, { computer, nowMs }: Ground): Outcome {
  computer.disk.copy(from, to, nowMs);
  return said("");
}

function move(from: string, to: string, { computer, nowMs }: Ground): Outcome {
  computer.disk.copy(from, to, nowMs);
  computer.disk.remove(from, true);
  return said("");
}

function makeDirectory(path: string, { computer, nowMs }: Ground): Outcome {
  if (computer.disk.find(path) !== undefined) throw new DiskError(path, "exists");
  computer.disk.makeDirectory(path, nowMs);
  return said(`Successfully created directory at ${path}\n`);
}

function remove(line: Line, ground: Ground): Outcome {
  return touching(ground.computer.platform, () => {
    const path = pathAt({ name: "rm" }, line, 0, ground);
    ground.computer.disk.remove(path, line.flags.has("force"));
    return said(`Successfully removed ${path}\n`);
  });
}

/** No real archive: its bytes hang on what is in it, which is all that anybody can check here. */
function pack(from: string, to: string, { computer, nowMs }: Ground): Outcome {
  const source = computer.disk.find(from);
  if (source === undefined) throw new DiskError(from, "missing");
  const files = source.content === undefined ? computer.disk.below(from) : [source];
  const parts = files.map(({ path, content }) => `${path} ${content?.size ?? 0}\n`);
  computer.disk.write(to, written(`PK\u0003\u0004${parts.join("")}`), nowMs);
  return said(`Successfully compressed ${from} to ${to}\n`);
}

function tar(line: Line, ground: Ground): Outcome {
  const target = line.flags.get("f") ?? "";
  return twoPaths("tar", pack)({ ...line, words: [...line.words.slice(0, 2), target] }, ground);
}

function encrypt(path: string, { computer, nowMs }: Ground): Outcome {
  const { content } = computer.disk.file(path);
  const sealed = createHash("sha256").update(content.bytes()).digest();
  computer.disk.write(path, written(sealed), nowMs);
  return said(`Successfully encrypted ${path}\n`);
}

function fetch(path: string, { computer }: Ground): Outcome {
  const file = computer.disk.file(path);
  return { stdout: `${file.path}\n`, fetched: { path: file.path, content: file.content } };
}

function kill(line: Line, { computer }: Ground): Outcome {
  const pid = Number(argumentAt({ name: "kill" }, line, 0));
  const process = computer.processes.get(pid);
  if (process === undefined) return failed(`Cannot find a process with the process identifier ${pid}.`);
  computer.processes.delete(pid);
  return said(`Successfully terminated ${process.name} (${pid})\n`);
}

function memdump(line: Line, ground: Ground): Outcome {
  return touching(ground.computer.platform, () => {
    const { computer, nowMs } = ground;
    const what = line.words[1] ?? "";
    const path = line.words[2] === undefined ? `memory-${what}.dmp` : line.words[2];
    const full = pathAt({ name: "memdump" }, { ...line, words: ["memdump", path] }, 0, ground);
    computer.disk.write(full, written(`MDMP ${what} ${nameOf(computer.platform, full)}\n`), nowMs);
    return { stdout: `Successfully dumped ${what} to ${full}\n`, takesMs: 2_000 };
  });
}

function map(line: Line, { computer }: Ground): Outcome {
  const [, drive = "", share = ""] = line.words;
  computer.drives.set(drive.toUpperCase(), share);
  return said(`Successfully mapped ${drive} to ${share}\n`);
}

function unmap(line: Line, { computer }: Ground): Outcome {
  const drive = (line.words[1] ?? "").toUpperCase();
  return computer.drives.delete(drive)
    ? said(`Successfully unmapped ${drive}\n`)
    : failed(`${drive} is not mapped.`);
}
