#!/usr/bin/env node
// Starts Falconer on Node 24, lean. npm scripts already run on the packaged Node; for those
// who call the file directly with an older one this launcher finds it.
import { spawn } from "node:child_process";
import * as modules from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

const FIRST_NODE = 24;

if (Number(process.versions.node.split(".")[0]) >= FIRST_NODE) {
  // Stripped types and compiled code are kept: the next start needs neither the stripper nor its
  // memory. Beside the packages, because a folder that others can write to could feed us code.
  modules.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/falconer", import.meta.url)));
  // Loading the code would leave 30 MB of heap behind for good; src/main.ts lets the engine
  // care for speed again once everything is up.
  setFlagsFromString("--optimize-for-size");
  // A backlog is garbage as soon as it is stored. Left alone the engine first grows its nursery to
  // 64 MB and the rest by half; bounded, it collects more often and a little at a time
  // (docs/decisions/0018-memory-under-load.md).
  for (const flag of ["--semi-space-growth-factor=1", "--heap-growing-percent=20"]) setFlagsFromString(flag);
  if (process.env.FALCONER_LAUNCHED !== undefined) dieWithTheLauncher();
  await import("../src/main.ts");
} else {
  const node = packagedNode();
  if (node === undefined) {
    console.error(
      `Falconer needs Node ${FIRST_NODE} or newer and this is ${process.version}. ` +
        "Run `npm ci` without --omit=optional to get one, or install Node 24.",
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    env: { ...process.env, FALCONER_LAUNCHED: "yes" },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

/**
 * SIGKILL cannot be passed on, but the channel between the two closes with the launcher. Left
 * behind, Falconer would hold its port and its store against the one that is started next.
 */
function dieWithTheLauncher() {
  delete process.env.FALCONER_LAUNCHED;
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  process.channel?.unref();
}

function packagedNode() {
  const require = modules.createRequire(import.meta.url);
  const platform = process.platform === "win32" ? "win" : process.platform;
  try {
    const manifest = require.resolve(`node-${platform}-${process.arch}/package.json`);
    return join(dirname(manifest), require(manifest).bin.node);
  } catch {
    return undefined;
  }
}
