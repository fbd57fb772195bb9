/**
 * The files of the page: style sheets, the mark, the page's own modules and the two
 * libraries they stand on. Modules are written in TypeScript and stripped when a page first
 * asks for them, for whoever never opens the console pays nothing; there is no build step.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripTypes } from "./strip-types.ts";

/** A file as it is served. */
export interface Asset {
  readonly body: string;
  readonly type: string;
}

export interface Assets {
  /** By path, such as `/assets/main.ts`. */
  get(path: string): Asset | undefined;
  /** Bare module names to paths: the page's import map. */
  readonly imports: Readonly<Record<string, string>>;
  readonly styles: readonly string[];
  readonly entry: string;
  /** Changes with any file: a page that was loaded from another version knows it. */
  readonly version: string;
}

/** Bare names that the page's modules import, the path each is served at, and where it comes from. */
const LIBRARIES = [
  { name: "preact", path: "/lib/preact.mjs", from: "preact" },
  { name: "preact/hooks", path: "/lib/hooks.mjs", from: "preact/hooks" },
  { name: "htm", path: "/lib/htm.mjs", from: "htm" },
] as const;

/** In the order in which they apply. */
const STYLES = [
  "base.css",
  "layout.css",
  "message.css",
  "card.css",
  "controls.css",
  "composer.css",
  "form.css",
] as const;

const TYPES = {
  ts: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
} as const;

/** Reads the folder once; a file that is changed afterwards is served as it was. */
export function loadAssets(folder: string = fileURLToPath(new URL("ui", import.meta.url))): Assets {
  const files = new Map<string, Asset>();
  /** Modules as they are written, until somebody wants them. */
  const written = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const extension = name.slice(name.lastIndexOf(".") + 1);
    if (!(extension in TYPES)) continue;
    const source = readFileSync(join(folder, name), "utf8");
    if (extension === "ts") written.set(`/assets/${name}`, source);
    files.set(`/assets/${name}`, { body: source, type: TYPES[extension as keyof typeof TYPES] });
  }
  for (const { path, from } of LIBRARIES) {
    files.set(path, { body: readFileSync(fileURLToPath(import.meta.resolve(from)), "utf8"), type: TYPES.ts });
  }
  const digest = createHash("sha256");
  for (const [path, { body }] of files) digest.update(path).update(body);
  return {
    get(path) {
      const source = written.get(path);
      if (source !== undefined) {
        files.set(path, { body: stripTypes(source), type: TYPES.ts });
        written.delete(path);
      }
      return files.get(path);
    },
    imports: Object.fromEntries(LIBRARIES.map(({ name, path }) => [name, path])),
    styles: STYLES.map((name) => `/assets/${name}`),
    entry: "/assets/main.ts",
    version: digest.digest("hex").slice(0, 12),
  };
}
