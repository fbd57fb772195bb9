/** What a line in a session's thread is taken for: one of our words, a command, or talk. */
import { describe, expect, it } from "vitest";
import { completeCommand } from "../../src/rtr/grammar/complete.ts";
import { readThreadLine } from "../../src/rtr/talk/line.ts";

const read = (line: string, prefix = "") => readThreadLine(line, prefix, []);

describe("a line in a session's thread", () => {
  it.each([
    "looks odd to me",
    "",
    "Help me please",
    "cancel that meeting",
    "open the door",
    "timeout for lunch",
    "exit now?",
    "case closed",
    "case 42 of them already",
  ])("%j is talk", (line) => {
    expect(read(line)).toEqual({ kind: "talk" });
  });

  it.each([
    "help",
    "help reg query",
    "files",
    "download",
    `open ${"a".repeat(64)}`,
    "handoff @U0LEE",
    "cancel #3",
    "case",
    "case INC-42",
    "case none",
    `case INC-42 ${"a".repeat(64)}`,
    "timeout 10m",
  ])("%j is a word of ours", (line) => {
    expect(read(line).kind).toBe("local");
  });

  it("that begins with a command is one, also between backticks", () => {
    expect(read("reg nuke")).toEqual({ kind: "command", text: "reg nuke" });
    expect(read("`ls C:\\`")).toEqual({ kind: "command", text: "ls C:\\" });
    expect(read("```\nps\n```")).toEqual({ kind: "command", text: "ps" });
  });

  it("with a prefix in the settings is for us only behind it, and then always", () => {
    expect(read("ls", "!")).toEqual({ kind: "talk" });
    expect(read("!ls", "!")).toEqual({ kind: "command", text: "ls" });
    expect(read("! files", "!")).toMatchObject({ kind: "local", word: "files" });
    expect(read("!nonsense", "!")).toEqual({ kind: "command", text: "nonsense" });
  });
});

describe("completion", () => {
  const windows = { platform: "windows", help: [] } as const;

  it("offers commands, then their second words, then the flags of this platform", () => {
    expect(completeCommand("fil", windows, ["files"])?.candidates).toEqual(["filehash ", "files "]);
    expect(completeCommand("reg ", windows, [])?.candidates).toContain("query ");
    expect(completeCommand("ls -", windows, [])?.candidates).toEqual([]);
    expect(completeCommand("ls -", { platform: "linux", help: [] }, [])?.candidates).toContain("-R ");
    expect(completeCommand("runscript -Cl", windows, [])?.candidates).toEqual(["-CloudFile="]);
  });

  it("leaves paths to whoever knows what was listed", () => {
    expect(completeCommand("cd C:\\Win", windows, [])).toBeUndefined();
  });
});
