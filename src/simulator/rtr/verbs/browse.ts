/** Looking round the disk: ls, cd, cat, filehash. */
import { createHash } from "node:crypto";
import type { Entry } from "../disk.ts";
import { pathAt, said, type Ground, type Verb } from "./verb.ts";
import { posixTime, touching, windowsTime } from "./words.ts";

const MEGABYTE = 1_024 * 1_024;
const HEX_PER_LINE = 16;
/** Of the columns of a listing, as hosts print them. */
const WIDTHS = [40, 12, 15, 15, 25, 25] as const;

/** All read-only; `cd` answers with the directory, which the session then keeps. */
export const browseVerbs: readonly Verb[] = [
  {
    name: "ls",
    platforms: "WML",
    tier: "read-only",
    syntax: "[path] [-l] [-L] [-R] [-T] [-a]",
    about: "Display the contents of the specified path",
    example: "ls C:\\Windows",
    run: (line, ground) =>
      touching(ground.computer.platform, () => {
        const path = pathAt({ name: "ls" }, line, 0, ground);
        return said(line.flags.has("r") ? listDeep(path, ground) : listing(path, ground));
      }),
  },
  {
    name: "cd",
    platforms: "WML",
    tier: "read-only",
    syntax: "<path>",
    about: "Change the current working directory",
    example: "cd C:\\Users",
    run: (line, ground) =>
      touching(ground.computer.platform, () => {
        const { path } = ground.computer.disk.directory(pathAt({ name: "cd" }, line, 0, ground));
        return { stdout: path, directory: path };
      }),
  },
  {
    name: "cat",
    platforms: "WML",
    tier: "read-only",
    syntax: "<path> [-ShowHex]",
    about: "Read a file from disk and display as ASCII or hex",
    example: "cat C:\\Windows\\win.ini",
    run: (line, ground) =>
      touching(ground.computer.platform, () => {
        const { content } = ground.computer.disk.file(pathAt({ name: "cat" }, line, 0, ground));
        const bytes = content.bytes();
        return said(line.flags.has("showhex") ? hexOf(bytes) : bytes.toString("utf8"));
      }),
  },
  {
    name: "filehash",
    platforms: "WML",
    tier: "read-only",
    syntax: "<path>",
    about: "Generate the MD5, SHA1, and SHA256 hashes of a file",
    example: "filehash C:\\Windows\\explorer.exe",
    run: (line, ground) =>
      touching(ground.computer.platform, () => {
        const { path, content } = ground.computer.disk.file(pathAt({ name: "filehash" }, line, 0, ground));
        const bytes = content.bytes();
        const hash = (kind: string): string => createHash(kind).update(bytes).digest("hex");
        return said(
          `File   : ${path}\nMD5    : ${hash("md5")}\nSHA1   : ${hash("sha1")}\nSHA256 : ${hash("sha256")}\n`,
        );
      }),
  },
];

function listing(path: string, { computer }: Ground): string {
  const { disk, platform } = computer;
  const there = disk.find(path);
  const entries = there?.content === undefined ? disk.list(path) : [there];
  if (platform === "Windows") return windowsListing(path, entries);
  const blocks = entries.reduce((sum, { content }) => sum + Math.ceil((content?.size ?? 4_096) / 512), 0);
  return `total ${blocks}\n${entries.map(posixRow).join("")}`;
}

function listDeep(path: string, ground: Ground): string {
  const folders = ground.computer.disk.below(path).filter(({ content }) => content === undefined);
  return [path, ...folders.map((folder) => folder.path)]
    .map((folder) => `${folder}:\n${listing(folder, ground)}`)
    .join("\n");
}

function windowsListing(path: string, entries: readonly Entry[]): string {
  const row = (cells: readonly string[]): string =>
    `${cells.map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0)).join(" ")}\n`;
  const titles = ["Name", "Type", "Size (bytes)", "Size (MB)", "Last Modified (UTC+0)", "Created (UTC+0)"];
  const rows = entries.map(({ name, content, modifiedMs, createdMs }) => [
    name,
    content === undefined ? "<Directory>" : extensionOf(name),
    content === undefined ? "--" : String(content.size),
    content === undefined ? "--" : (content.size / MEGABYTE).toFixed(3),
    windowsTime(modifiedMs),
    windowsTime(createdMs),
  ]);
  const dashes = titles.map((title) => "-".repeat(title.length));
  return `Directory listing for ${path} -\n\n${[titles, dashes, ...rows].map(row).join("")}`;
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "File" : name.slice(dot);
}

function posixRow({ name, content, modifiedMs }: Entry): string {
  const mode = content === undefined ? "drwxr-xr-x" : "-rw-r--r--";
  const size = String(content?.size ?? 4_096).padStart(9);
  return `${mode}  1 root root ${size} ${posixTime(modifiedMs)} ${name}\n`;
}

function hexOf(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += HEX_PER_LINE) {
    const part = bytes.subarray(at, at + HEX_PER_LINE);
    const hex = [...part].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = part.toString("latin1").replaceAll(/[^\x20-\x7e]/g, ".");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${hex.padEnd(HEX_PER_LINE * 3)} ${text}\n`);
  }
  return lines.join("");
}
