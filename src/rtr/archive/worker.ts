/**
 * Opens one encrypted archive inside a thread of its own, in memory alone: listed and judged
 * first, unpacked afterwards. Whoever started the thread may end it at any moment.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import * as sevenZip from "7z-wasm";
import type { SevenZipModule, SevenZipModuleFactory } from "7z-wasm";
import type { Opened } from "./archive.ts";
import { readListing, refusal, type Bounds } from "./listing.ts";

/** Falcon encrypts everything that it hands out with this. */
const PASSWORD = "-pinfected";
/** Its types tell of a CommonJS module, which it is not. */
const SevenZip = sevenZip.default as unknown as SevenZipModuleFactory;
const ARCHIVE = "/archive.7z";
const FOLDER = "/opened";

interface Job extends Bounds {
  readonly file: string;
}

async function load(bytes: Uint8Array, lines: string[]): Promise<SevenZipModule> {
  const take = (line: string): void => void lines.push(line);
  // A new one for each call: its state does not outlive one.
  const zip = await SevenZip({ print: take, printErr: take });
  zip.FS.writeFile(ARCHIVE, bytes);
  return zip;
}

/** It answers with a number, and throws one for a wrong password. */
function run(zip: SevenZipModule, args: string[]): number {
  try {
    return Number(zip.callMain(args));
  } catch (thrown) {
    return typeof thrown === "number" ? thrown : 2;
  }
}

async function open({ file, ...bounds }: Job): Promise<Opened> {
  const archive = readFileSync(file);
  const lines: string[] = [];
  const listed = run(await load(archive, lines), ["l", "-slt", "-ba", PASSWORD, ARCHIVE]);
  if (listed !== 0) return { outcome: "refused", why: "it is damaged, or its password is not Falcon's" };
  const why = refusal(readListing(lines), archive.length, bounds);
  if (why !== undefined) return { outcome: "refused", why };
  const zip = await load(archive, []);
  zip.FS.mkdir(FOLDER);
  if (run(zip, ["e", PASSWORD, "-y", `-o${FOLDER}`, ARCHIVE]) !== 0)
    return { outcome: "refused", why: "it could not be unpacked" };
  const [name] = zip.FS.readdir(FOLDER).filter((one) => one !== "." && one !== "..");
  if (name === undefined) return { outcome: "refused", why: "nothing came out of it" };
  const bytes = zip.FS.readFile(`${FOLDER}/${name}`);
  if (bytes.length > bounds.mostBytes) return { outcome: "refused", why: "its file is larger than it said" };
  return { outcome: "opened", sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
}

const answer = await open(workerData as Job).catch((error: unknown): Opened => ({
  outcome: "refused",
  why: `it could not be read (${String(error)})`,
}));
parentPort?.postMessage(answer);
