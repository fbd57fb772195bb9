/** Archives from hosts: one file comes out, within bounds; everything else is left alone, and says why. */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sevenZip from "7z-wasm";
import type { SevenZipModule, SevenZipModuleFactory } from "7z-wasm";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openArchive } from "../../src/rtr/archive/open-archive.ts";
import { readListing, refusal } from "../../src/rtr/archive/listing.ts";

const SevenZip = sevenZip.default as unknown as SevenZipModuleFactory;
const MEGABYTE = 1_024 * 1_024;
const BOUNDS = { mostBytes: 4 * MEGABYTE };

async function archive(
  fill: (zip: SevenZipModule) => void,
  names: readonly string[],
  password = "infected",
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "falconer-archive-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const zip = await SevenZip({ print: () => undefined, printErr: () => undefined });
  fill(zip);
  zip.callMain(["a", `-p${password}`, "-mhe=on", "-snl", "/a.7z", ...names]);
  const file = join(folder, "a.7z");
  await writeFile(file, zip.FS.readFile("/a.7z"));
  return file;
}

const holding = (files: Readonly<Record<string, Uint8Array | string>>, password?: string): Promise<string> =>
  archive(
    (zip) => Object.entries(files).forEach(([name, bytes]) => zip.FS.writeFile(`/${name}`, bytes)),
    Object.keys(files).map((name) => `/${name}`),
    password,
  );

describe("an archive", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await SevenZip({ print: () => undefined });
  });

  it("with one file is opened, and the digest is the file's", async () => {
    const file = await holding({ "sample.exe": "MZ" });
    const before = await readFile(file);
    expect(await openArchive(file, BOUNDS)).toMatchObject({
      outcome: "opened",
      sha256: createHash("sha256").update("MZ").digest("hex"),
    });
    expect(await readFile(file)).toEqual(before);
  });

  it.each([
    ["two files", () => holding({ a: "1", b: "2" }), "2 files"],
    ["another password", () => holding({ a: "1" }, "other"), "password"],
    [
      "a file beyond the bound",
      () => holding({ a: new Uint8Array(5 * MEGABYTE).map((_, i) => (i * 7919) % 251) }),
      "larger than",
    ],
    ["a bomb", () => holding({ a: new Uint8Array(3 * MEGABYTE) }), "times"],
    [
      "a link",
      () =>
        archive(
          (zip) => {
            zip.FS.symlink("/etc/passwd", "/link");
          },
          ["/link"],
        ),
      "link",
    ],
  ])("with %s stays closed", async (_name, make, why) => {
    const opened = await openArchive(await make(), BOUNDS);
    expect(opened).toMatchObject({ outcome: "refused", why: expect.stringContaining(why) as string });
  });

  it("that is none stays closed", async () => {
    const file = await holding({ a: "1" });
    await writeFile(file, "no archive at all");
    expect(await openArchive(file, BOUNDS)).toMatchObject({ outcome: "refused" });
  });

  it("is let go at once when nobody waits any more", async () => {
    const stop = new AbortController();
    const opening = openArchive(await holding({ a: "1" }), BOUNDS, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(opening).rejects.toThrow("stopped");
  });
});

describe("a listing", () => {
  const listed = (path: string, more = "") =>
    readListing([`Path = ${path}`, "Size = 3", "Packed Size = 16", `Attributes = A -rw-r--r--${more}`]);

  it("is read after the progress that stands before it", () => {
    expect(
      readListing(["  0M Scan /\b\b\b   \b\b\bPath = a b.exe", "Size = 5", "Packed Size ="]),
    ).toMatchObject([{ path: "a b.exe", size: 5, packed: 0 }]);
  });

  it.each(["/etc/passwd", "C:\\x", "\\\\srv\\x", "..\\x", "a/../../x"])("of %s is refused", (path) => {
    expect(refusal(listed(path), 100, { mostBytes: 10, mostRatio: 10 })).toContain("outside");
  });

  it("of an ordinary name is not", () => {
    expect(refusal(listed("sample.exe"), 100, { mostBytes: 10, mostRatio: 10 })).toBeUndefined();
  });
});
