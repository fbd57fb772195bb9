import { Script } from "node:vm";
import { expect, it } from "vitest";
import { loadAssets } from "../../../adapters/web/assets.ts";
import { stripTypes } from "../../../adapters/web/strip-types.ts";

const assets = loadAssets();

/** Every module that a page can reach, with the paths that it imports. */
function reachable(
  path: string,
  found = new Map<string, readonly string[]>(),
): ReadonlyMap<string, readonly string[]> {
  if (found.has(path)) return found;
  const source = assets.get(path)?.body ?? "";
  const names = [...source.matchAll(/\b(?:from|import)\s*"([^"]+)"/g)].map(([, name]) => name!);
  const paths = names.map((name) => assets.imports[name] ?? new URL(name, `http://here${path}`).pathname);
  found.set(path, paths);
  for (const next of paths) reachable(next, found);
  return found;
}

it("serves everything that the page's modules import, and nothing of them from elsewhere", () => {
  const modules = reachable(assets.entry);
  expect([...modules.keys()].filter((path) => assets.get(path) === undefined)).toEqual([]);
  expect(modules.size).toBeGreaterThan(20);
});

it("serves modules that a browser can read: no type is left in them", () => {
  const ours = [...reachable(assets.entry).keys()].filter((path) => path.startsWith("/assets/"));
  expect(ours.filter((path) => !isPlain(assets.get(path)?.body ?? ""))).toEqual([]);
  expect(isPlain("const a: number = 1;")).toBe(false);
});

it("serves the styles that the page names", () => {
  expect(assets.styles.filter((path) => assets.get(path)?.type.startsWith("text/css") !== true)).toEqual([]);
});

it("knows nothing outside its two folders", () => {
  expect(assets.get("/assets/../index.ts")).toBeUndefined();
  expect(assets.get("/package.json")).toBeUndefined();
});

/** `Script` reads no module syntax; what is left once that is gone must be plain JavaScript. */
function isPlain(module: string): boolean {
  const body = module.replace(/^import[\s\S]*?;$/gm, "").replace(/^export (?!\{|default)/gm, "");
  try {
    return new Script(`async () => {${body}}`) instanceof Script;
  } catch {
    return false;
  }
}

it("strips without the platform's notice, and lets every other warning through", () => {
  const { emitWarning } = process;
  const heard: string[] = [];
  process.emitWarning = (warning: string | Error) => void heard.push(String(warning));
  try {
    expect(stripTypes("const a: number = 1;")).toBe("const a         = 1;");
    process.emitWarning("something else");
  } finally {
    process.emitWarning = emitWarning;
  }
  expect(heard).toEqual(["something else"]);
});
