import { expect, it } from "vitest";
import {
  commandOf,
  complete,
  completions,
  currentArg,
  withoutPrefix,
  writeArg,
} from "../../../adapters/web/ui/line.ts";
import { COMMANDS } from "./demo-script.ts";

const offered = (line: string): readonly string[] => completions(line, COMMANDS).map(({ label }) => label);
const argAt = (line: string): string | undefined => currentArg(line, commandOf(line, COMMANDS)!)?.name;

it("takes the prefix off that people bring from elsewhere, and nothing else", () => {
  expect(withoutPrefix("/falcon host WIN-1")).toBe("host WIN-1");
  expect(withoutPrefix("/Falconer status")).toBe("status");
  expect(withoutPrefix("/host WIN-1")).toBe("host WIN-1");
  expect(withoutPrefix("  host WIN-1")).toBe("host WIN-1");
  expect(withoutPrefix("/falcon")).toBe("help");
  expect(withoutPrefix("/etc/hosts is odd")).toBe("/etc/hosts is odd");
});

it("offers commands for the first word, the ones that begin with it first", () => {
  expect(offered("ho")).toEqual(["host", "hosts"]);
  expect(offered("/falcon iso")).toEqual(["isolate"]);
  expect(offered("prov")).toEqual(["approvals"]);
  expect(offered("nothing")).toEqual([]);
});

it("offers the options that are not there yet", () => {
  expect(offered("isolate WIN-1 bad --")).toEqual(["--for", "--emergency"]);
  expect(offered("isolate WIN-1 bad --emergency --")).toEqual(["--for"]);
});

it("offers the choices of an option", () => {
  expect(offered("detections --severity ")).toEqual(["low", "medium", "high", "critical"]);
  expect(offered("detections --severity c")).toEqual(["critical"]);
});

it("knows which argument comes next", () => {
  expect(argAt("isolate WIN")).toBe("host");
  expect(argAt("isolate WIN-1 bea")).toBe("reason");
  expect(argAt("isolate WIN-1 beaconing to a C2")).toBe("reason");
  expect(argAt("isolate --emergency WIN")).toBe("host");
  expect(argAt("isolate --for 4h WIN")).toBe("host");
  expect(argAt("isolate WIN-1 --for 4")).toBe("for");
  expect(argAt("status now")).toBeUndefined();
});

it("puts a completion in the place of the last word and quotes it when it has spaces", () => {
  expect(complete("host WI", "WIN-1")).toBe("host WIN-1 ");
  expect(complete("host ", "my host")).toBe('host "my host" ');
  expect(complete("", "host")).toBe("host ");
});

it("writes arguments as the help does", () => {
  const isolate = COMMANDS.find(({ name }) => name === "isolate")!;
  expect(isolate.args.map(writeArg)).toEqual(["<host…>", "<reason>", "[--for …]", "[--emergency]"]);
});
