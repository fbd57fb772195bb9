/** The version that we tell Falcon, metrics and people. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  readonly version: string;
};

/** As package.json has it. */
export const VERSION = manifest.version;
