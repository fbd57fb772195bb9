/** Completion of remote paths: from what hosts listed, and never with anything that could be more than a name. */
import { describe, expect, it } from "vitest";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { completePath, folderKey, folderOf, namesListed } from "../../../adapters/terminal/listed.ts";

const WINDOWS = untrusted(
  [
    "Directory listing for C:\\ -",
    "",
    "Name                                     Type         Size (bytes)",
    "----                                     ----         ------------",
    "Program Files                            <Directory>  --",
    "Windows                                  <Directory>  --",
    "\u001b[2Jevil                            .exe         1",
    "win.ini                                  .ini         67",
  ].join("\r\n"),
);

describe("names that a host has listed", () => {
  it("are read out of a table of Windows, without what is no plain name", () => {
    expect(namesListed(WINDOWS)).toEqual(["Program Files", "Windows", "win.ini"]);
  });

  it("are read out of rows of a POSIX host", () => {
    const rows =
      "total 8\ndrwxr-xr-x 2 root root 4096 Jan  2 03:04 log\n-rw-r--r-- 1 root root 5 Jan  2 03:04 my notes.txt\n";
    expect(namesListed(untrusted(rows))).toEqual(["log", "my notes.txt"]);
  });

  it("complete a path in the directory, below one that was listed, and with quotes where there are spaces", () => {
    const listed = new Map([
      [folderKey("C:\\"), ["Program Files", "Windows", "win.ini"]],
      [folderKey("C:\\Windows"), ["System32"]],
    ]);
    expect(completePath("cd win", "C:\\", listed)).toEqual({
      word: "win",
      candidates: ["Windows", "win.ini"],
    });
    expect(completePath("ls C:\\Windows\\sy", "C:\\", listed).candidates).toEqual(["C:\\Windows\\System32"]);
    expect(completePath("ls pro", "C:\\", listed).candidates).toEqual(['"Program Files"']);
    expect(completePath("ls x", "C:\\elsewhere", listed).candidates).toEqual([]);
  });

  it("belong to the folder that the line named, or to the directory", () => {
    expect(folderOf(untrusted("ls"), untrusted("C:\\Windows"))).toBe(folderKey("C:\\Windows"));
    expect(folderOf(untrusted('ls "C:\\Program Files"'), untrusted("C:\\"))).toBe(
      folderKey("C:\\Program Files"),
    );
    expect(folderOf(untrusted("ls -l log"), untrusted("/var"))).toBe(folderKey("/var/log"));
  });
});
