/** What looks, and the few that leave a file behind although Falcon counts them as looking. */
import {
  leaves,
  looks,
  optional,
  required,
  switches,
  takes,
  type CommandSpec,
  type FlagSpec,
} from "./command-spec.ts";

const onWindows = (flags: readonly FlagSpec[]): readonly FlagSpec[] =>
  flags.map((flag) => ({ ...flag, platforms: ["windows"] }));
const onLinux = (flags: readonly FlagSpec[]): readonly FlagSpec[] =>
  flags.map((flag) => ({ ...flag, platforms: ["linux", "mac"] }));

export const READ_ONLY: readonly CommandSpec[] = [
  looks(
    { name: "cat", on: "WML", summary: "Shows a file", example: "cat C:\\Windows\\win.ini" },
    { args: [required("file", "path")], flags: onWindows(switches("-ShowHex")) },
  ),
  looks(
    { name: "cd", on: "WML", summary: "Changes the directory", example: "cd C:\\Windows\\Temp" },
    { args: [required("dir", "path")] },
  ),
  looks({ name: "clear", on: "WML", summary: "Clears the console", example: "clear" }),
  looks({ name: "csrutil", on: "M", summary: "State of System Integrity Protection", example: "csrutil" }),
  looks({ name: "env", on: "WML", summary: "Environment variables", example: "env" }),
  looks({ name: "eventlog list", on: "W", summary: "Event logs that exist", example: "eventlog list" }),
  looks(
    {
      name: "eventlog view",
      on: "W",
      summary: "Latest events of a log",
      example: "eventlog view Security 20",
    },
    {
      args: [required("log", "text"), optional("count", "number", { most: 500 }), optional("source", "text")],
    },
  ),
  leaves(
    {
      name: "eventlog export",
      on: "W",
      summary: "Writes a log to a CSV file on the host",
      example: "eventlog export System C:\\Temp\\system.csv",
    },
    { args: [required("log", "text"), required("file.csv", "path")] },
  ),
  leaves(
    {
      name: "eventlog backup",
      on: "W",
      summary: "Writes a log to an EVTX file on the host",
      example: "eventlog backup System C:\\Temp\\system.evtx",
    },
    { args: [required("log", "text"), required("file.evtx", "path")] },
  ),
  looks(
    { name: "filehash", on: "WML", summary: "MD5, SHA-1 and SHA-256 of a file", example: "filehash /bin/ls" },
    { args: [required("file", "path")] },
  ),
  looks({ name: "getsid", on: "WM", summary: "Local users and their SIDs", example: "getsid" }),
  looks(
    { name: "help", on: "WML", summary: "What the host says of its commands", example: "help ls" },
    { args: [optional("command", "text"), optional("sub-command", "text")] },
  ),
  looks({ name: "history", on: "WML", summary: "Commands of this session", example: "history" }),
  looks({ name: "ifconfig", on: "ML", summary: "Network configuration", example: "ifconfig" }),
  looks({ name: "ipconfig", on: "W", summary: "Network configuration", example: "ipconfig" }),
  looks(
    { name: "ls", on: "WML", summary: "Lists a directory", example: 'ls "C:\\Program Files"' },
    { args: [optional("path", "path")], flags: onLinux(switches("-l", "-L", "-R", "-T")) },
  ),
  looks(
    { name: "mount", on: "WML", summary: "Mounted volumes", example: "mount" },
    {
      args: [optional("source", "path"), optional("mount point", "path")],
      flags: onLinux([takes("-t"), takes("-o")]),
      raise: { by: "arguments", tier: "active-responder", effect: "writes" },
    },
  ),
  looks(
    { name: "netstat", on: "WML", summary: "Connections; -nr shows routes", example: "netstat" },
    { flags: switches("-nr") },
  ),
  looks({ name: "ps", on: "WML", summary: "Processes", example: "ps" }),
  looks(
    {
      name: "reg query",
      on: "W",
      summary: "Reads the registry",
      example: "reg query HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
    },
    { args: [optional("subkey", "key"), optional("value", "text")] },
  ),
  looks({ name: "users", on: "ML", summary: "Users of the host", example: "users" }),
];
