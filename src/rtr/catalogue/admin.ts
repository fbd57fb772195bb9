/** What runs code on a host. All of it is asked for. */
import { MINUTE } from "../../lib/clock.ts";
import { commands, required, switches, takes, type CommandSpec } from "./command-spec.ts";

const LONG_MS = 30 * MINUTE;

export const ADMIN: readonly CommandSpec[] = [
  commands(
    { name: "cswindiag", on: "W", summary: "Collects a support bundle on the host", example: "cswindiag" },
    { patienceMs: LONG_MS },
  ),
  commands(
    {
      name: "falconscript",
      on: "WML",
      summary: "Runs one of Falcon's own scripts",
      example: "falconscript -Name=```FileInfo``` -JsonInput=```{}```",
    },
    { flags: [takes("-Name"), takes("-JsonInput")], needs: ["-Name"], patienceMs: LONG_MS },
  ),
  commands(
    {
      name: "put",
      on: "WML",
      summary: "Puts a file of the library into the directory",
      example: 'put "tool.exe"',
    },
    { args: [required("put-file name", "text")], patienceMs: LONG_MS },
  ),
  commands(
    {
      name: "put-and-run",
      on: "WM",
      summary: "Puts a file of the library and runs it",
      example: 'put-and-run "tool.exe" -Wait',
    },
    {
      args: [required("put-file name", "text")],
      flags: [takes("-CommandLine"), ...switches("-Wait")],
      patienceMs: LONG_MS,
    },
  ),
  commands(
    {
      name: "run",
      on: "WML",
      summary: "Runs a program of the host",
      example: 'run "C:\\Temp\\tool.exe" -CommandLine="/q" -Wait',
    },
    {
      args: [required("absolute path of a program", "path")],
      flags: [takes("-CommandLine"), ...switches("-Wait")],
      patienceMs: LONG_MS,
    },
  ),
];
