#!/usr/bin/env node
// Starts Falconer on Node 24. npm scripts already run on the packaged Node; this
// launcher serves those who call the file directly with an older one.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FIRST_NODE = 24;

if (Number(process.versions.node.split(".")[0]) >= FIRST_NODE) {
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
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

function packagedNode() {
  const require = createRequire(import.meta.url);
  const platform = process.platform === "win32" ? "win" : process.platform;
  try {
    const manifest = require.resolve(`node-${platform}-${process.arch}/package.json`);
    return join(dirname(manifest), require(manifest).bin.node);
  } catch {
    return undefined;
  }
}
