/** Completion of remote paths: from what hosts listed, and never with anything that could be more than a name. */
import { describe, expect, it } from "vitest";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { createListings, folderOf, namesListed } from "../../../adapters/terminal/listed.ts";

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

const SYSTEM = untrusted(
  "Name                                     Type         Size (bytes)\r\nSystem32                                 <Directory>  --",
);

describe("names that a host has listed", () => {
  it("are read out of a table of Windows, without what is no plain name", () => {
    expect(namesListed(WINDOWS)).toEqual([
      { name: "Program Files", isFolder: true },
      { name: "Windows", isFolder: true },
      { name: "win.ini", isFolder: false },
    ]);
  });

  it("are read out of rows of a POSIX host", () => {
    const rows =
      "total 8\ndrwxr-xr-x 2 root root 4096 Jan  2 03:04 log\n-rw-r--r-- 1 root root 5 Jan  2 03:04 my notes.txt\n";
    expect(namesListed(untrusted(rows))).toEqual([
      { name: "log", isFolder: true },
      { name: "my notes.txt", isFolder: false },
    ]);
  });

  it("complete a path in the directory, below one that was listed, and with quotes where there are spaces", () => {
    const listings = createListings();
    listings.learn(untrusted("ls"), untrusted("C:\\"), WINDOWS);
    listings.learn(untrusted("ls C:\\Windows"), untrusted("C:\\"), SYSTEM);
    expect(listings.complete("cd win", "C:\\")).toEqual({
      word: "win",
      candidates: ["Windows\\", "win.ini"],
    });
    expect(listings.complete("ls C:\\Windows\\sy", "C:\\").candidates).toEqual(["C:\\Windows\\System32\\"]);
    expect(listings.complete("ls pro", "C:\\").candidates).toEqual(['"Program Files"']);
    expect(listings.complete("ls x", "C:\\elsewhere").candidates).toEqual([]);
  });

  it("tell of the folder above, which was never listed itself", () => {
    const listings = createListings();
    listings.learn(untrusted("ls C:\\Windows"), untrusted("C:\\"), SYSTEM);
    listings.learn(untrusted("ls"), untrusted("/var/log"), untrusted("syslog"));
    expect(listings.complete("cd C:\\Wi", "C:\\").candidates).toEqual(["C:\\Windows\\"]);
    expect(listings.complete("cd l", "/var").candidates).toEqual(["log/"]);
    expect(listings.complete("cat /var/log/s", "/").candidates).toEqual(["/var/log/syslog"]);
  });

  it("belong to the folder that the line named, or to the directory", () => {
    expect(folderOf(untrusted("ls"), untrusted("C:\\Windows"))).toBe("C:\\Windows");
    expect(folderOf(untrusted('ls "C:\\Program Files"'), untrusted("C:\\"))).toBe("C:\\Program Files");
    expect(folderOf(untrusted("ls -l log"), untrusted("/var"))).toBe("/var/log");
  });
});
