/** Packs one file into an encrypted 7z and sends the bytes back. Runs in a worker. */
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { SevenZipModuleFactory } from "7z-wasm";

interface Job {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly password: string;
}

// Its default export differs between module systems; as CommonJS it is the factory itself.
const openSevenZip = createRequire(import.meta.url)("7z-wasm") as SevenZipModuleFactory;

const { name, bytes, password } = workerData as Job;
const silent = (): void => undefined;
const sevenZip = await openSevenZip({ print: silent, printErr: silent });
sevenZip.FS.mkdir("/in");
sevenZip.FS.chdir("/in");
sevenZip.FS.writeFile(name, bytes);
sevenZip.callMain(["a", "-t7z", "-mx=1", "-mhe=on", `-p${password}`, "/out.7z", `./${name}`]);
parentPort?.postMessage(sevenZip.FS.readFile("/out.7z"));
