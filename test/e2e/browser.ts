/** Starts the machine's own Chromium for tests; nothing is downloaded. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** No sandbox, because tests run as root in containers; and no traffic of the browser's own. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A browser that the caller closes, or undefined, said aloud, where there is none. With
 * `CI=true` a missing browser is a failure, so that nobody takes skipped for passed.
 */
export async function openBrowser(): Promise<Browser | undefined> {
  const named = process.env["FALCONER_CHROMIUM"];
  const executablePath = [...(named === undefined ? [] : [named]), ...CANDIDATES].find((path) =>
    existsSync(path),
  );
  if (executablePath === undefined) {
    const why = "no Chromium here. Install one, or set FALCONER_CHROMIUM to its path.";
    if (process.env["CI"] === "true") throw new Error(why);
    console.warn(`SKIPPED: ${why}`);
    return undefined;
  }
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
