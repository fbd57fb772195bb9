/** What responders do on a host. Destroying is asked for, never done at once. */
import { MINUTE } from "../../lib/clock.ts";
import {
  asks,
  destroys,
  optional,
  required,
  switches,
  takes,
  writes,
  type CommandSpec,
} from "./command-spec.ts";

const LONG_MS = 30 * MINUTE;

const REGISTRY_TYPES = ["REG_SZ", "REG_DWORD", "REG_QWORD", "REG_MULTI_SZ", "REG_BINARY"] as const;

export const ACTIVE_RESPONDER: readonly CommandSpec[] = [
  writes(
    { name: "cp", on: "WML", summary: "Copies a file", example: "cp /tmp/a /tmp/b" },
    { args: [required("source", "path"), required("destination", "path")] },
  ),
  destroys(
    { name: "encrypt", on: "WML", summary: "Encrypts a file with AES-256", example: "encrypt /tmp/malware" },
    { args: [required("path", "path"), optional("base64 key", "text", { isSecret: true })] },
  ),
  asks(
    { name: "get", on: "WML", summary: "Fetches a file as evidence", example: "get C:\\Temp\\sample.exe" },
    { args: [required("path", "path")], patienceMs: LONG_MS },
  ),
  destroys(
    { name: "kill", on: "WML", summary: "Ends a process", example: "kill 4321" },
    { args: [required("pid", "number")] },
  ),
  destroys(
    {
      name: "map",
      on: "W",
      summary: "Maps a network share; the password is never shown",
      example: "map Z: \\\\server\\share user password",
    },
    {
      args: [
        required("drive:", "drive"),
        required("\\\\unc\\share", "path"),
        optional("user", "text"),
        optional("password", "text", { isSecret: true }),
      ],
    },
  ),
  writes(
    {
      name: "memdump",
      on: "W",
      summary: "Writes a process's memory to a file",
      example: "memdump 4321 dump",
    },
    { args: [required("pid", "number"), optional("file", "path")], patienceMs: LONG_MS },
  ),
  writes(
    { name: "mkdir", on: "WML", summary: "Makes a directory", example: "mkdir C:\\Temp\\case" },
    { args: [required("dir", "path")] },
  ),
  destroys(
    { name: "mv", on: "WML", summary: "Moves a file or directory", example: "mv /tmp/a /tmp/b" },
    { args: [required("source", "path"), required("destination", "path")] },
  ),
  destroys(
    {
      name: "reg set",
      on: "W",
      summary: "Writes to the registry",
      example: "reg set HKLM\\Software\\X name -ValueType=REG_SZ -Value=text",
    },
    {
      args: [required("subkey", "key"), optional("value", "text")],
      flags: [takes("-ValueType", "text", REGISTRY_TYPES), takes("-Value")],
    },
  ),
  destroys(
    {
      name: "reg delete",
      on: "W",
      summary: "Deletes from the registry",
      example: "reg delete HKLM\\Software\\X name",
    },
    { args: [required("subkey", "key"), optional("value", "text")] },
  ),
  writes(
    {
      name: "reg load",
      on: "W",
      summary: "Loads a registry hive",
      example: "reg load C:\\Users\\ana\\NTUSER.DAT HKU\\ana",
    },
    { args: [required("hive file", "path"), required("subkey", "key")], flags: switches("-Troubleshooting") },
  ),
  writes(
    { name: "reg unload", on: "W", summary: "Unloads a registry hive", example: "reg unload HKU\\ana" },
    { args: [required("subkey", "key")], flags: switches("-Troubleshooting") },
  ),
  destroys(
    { name: "restart", on: "WML", summary: "Restarts the host", example: "restart -Confirm" },
    { flags: switches("-Confirm"), needs: ["-Confirm"] },
  ),
  destroys(
    { name: "rm", on: "WML", summary: "Deletes a file, or with -Force a directory", example: "rm /tmp/a" },
    { args: [required("path", "path")], flags: switches("-Force") },
  ),
  destroys(
    {
      name: "runscript",
      on: "WML",
      summary: "Runs a script: from the cloud, from the host, written here, or sent here as a file",
      example: 'runscript -CloudFile="collect" -CommandLine="-Verbose" -Timeout=60',
    },
    {
      flags: [
        takes("-CloudFile"),
        takes("-Raw"),
        takes("-HostPath"),
        // Ours: it becomes -Raw with the text of a file that was handed in before anything is sent.
        takes("-File"),
        takes("-CommandLine"),
        takes("-Timeout", "seconds"),
      ],
      needs: ["-CloudFile", "-Raw", "-HostPath", "-File"],
      raise: { by: ["-Raw", "-HostPath", "-CloudFile", "-File"], tier: "admin", effect: "destroys" },
      patienceMs: LONG_MS,
    },
  ),
  destroys(
    { name: "shutdown", on: "WML", summary: "Shuts the host down", example: "shutdown -Confirm" },
    { flags: switches("-Confirm"), needs: ["-Confirm"] },
  ),
  destroys(
    { name: "tar", on: "ML", summary: "Makes a tar archive", example: "tar -f=/tmp/a.tar -c /var/log -z" },
    {
      args: [required("source", "path")],
      flags: [takes("-f"), ...switches("-c", "-u", "-a", "-z", "-j", "-J")],
      needs: ["-f"],
      patienceMs: LONG_MS,
    },
  ),
  writes(
    { name: "umount", on: "ML", summary: "Unmounts a volume", example: "umount /mnt/usb" },
    { args: [required("mount point", "path")], flags: switches("-f") },
  ),
  writes(
    { name: "unmap", on: "W", summary: "Removes a mapped share", example: "unmap Z:" },
    { args: [required("drive:", "drive")] },
  ),
  asks({
    name: "update history",
    on: "W",
    summary: "Windows updates that were installed",
    example: "update history",
  }),
  asks({ name: "update list", on: "W", summary: "Windows updates on offer", example: "update list" }),
  asks(
    {
      name: "update query",
      on: "W",
      summary: "What is known of an update",
      example: "update query KB5034441",
    },
    { args: [required("KB", "text")] },
  ),
  destroys(
    { name: "update install", on: "W", summary: "Installs an update", example: "update install KB5034441" },
    { args: [required("KB", "text")], patienceMs: LONG_MS },
  ),
  writes(
    {
      name: "xmemdump",
      on: "WL",
      summary: "Writes the whole memory to a file; huge",
      example: "xmemdump complete",
    },
    {
      args: [
        required("complete or kerneldbg", "text", { choices: ["complete", "kerneldbg"] }),
        optional("file", "path"),
      ],
      patienceMs: LONG_MS,
    },
  ),
  destroys(
    {
      name: "zip",
      on: "WML",
      summary: "Makes a zip archive",
      example: "zip C:\\Temp\\case C:\\Temp\\case.zip",
    },
    { args: [required("source", "path"), required("destination.zip", "path")], patienceMs: LONG_MS },
  ),
];
