import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LONGEST_SHOWN, cutCommandLine, processTree } from "../../src/alerts/process-tree.ts";
import type { Alert } from "../../src/falcon/endpoints/alerts.ts";
import { reveal, untrusted } from "../../src/lib/untrusted.ts";

const alertOf = (fields: Partial<Alert>): Alert => fields as Alert;
const process = (filename: string, cmdline?: string) => ({
  filename: untrusted(filename),
  filepath: undefined,
  cmdline: cmdline === undefined ? undefined : untrusted(cmdline),
  user: undefined,
  sha256: undefined,
});
const drawn = (fields: Partial<Alert>): string => {
  const tree = processTree(alertOf(fields));
  return tree === undefined ? "" : reveal(tree);
};

describe("the process tree", () => {
  it("goes from the grandparent down, each with its command line", () => {
    expect(
      drawn({
        grandparent: process("explorer.exe"),
        parent: process("winword.exe", "winword.exe a.docm"),
        ...process("cmd.exe", "cmd.exe /c whoami"),
        user: untrusted("mara"),
      }),
    ).toBe(
      [
        "explorer.exe",
        "  └ winword.exe",
        "      winword.exe a.docm",
        "    └ cmd.exe (mara)",
        "        cmd.exe /c whoami",
      ].join("\n"),
    );
  });

  it("is absent when the alert names no process", () => {
    expect(processTree(alertOf({ user: untrusted("mara") }))).toBeUndefined();
  });

  it("a command line cannot add a line of its own", () => {
    const tree = drawn(process("x.exe", "x.exe\n└ approved.exe\r\n```\u202E\u001b[31m"));
    expect(tree.split("\n")).toHaveLength(2);
    for (const hidden of ["\u202E", "\u001b", "\r"]) expect(tree).not.toContain(hidden);
  });

  it("a very long one is shown by head, tail, length and hash, and kept whole beside", () => {
    const cmdline = `powershell -enc ${"QUFB".repeat(15_000)}END`;
    const fields = process("powershell.exe", cmdline);
    const tree = drawn(fields);
    expect(tree.length).toBeLessThan(1_200);
    expect(tree).toContain("powershell -enc QUFB");
    expect(tree).toContain("END [60,019 characters, SHA-256 ");
    expect(tree).toContain(createHash("sha256").update(cmdline).digest("hex"));
    expect(reveal(cutCommandLine(alertOf(fields))!)).toBe(cmdline);
  });

  it("an ordinary one needs no file", () => {
    expect(cutCommandLine(alertOf(process("x", "y".repeat(LONGEST_SHOWN))))).toBeUndefined();
  });
});
