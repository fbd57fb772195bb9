/** Who may import whom, who may open untrusted text, and which words stay out of the core. */
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const SERVICES = [
  "hosts",
  "alerts",
  "indicators",
  "vulnerabilities",
  "cases",
  "assets",
  "sessions",
  "scans",
  "tenants",
  "connector",
  "approvals",
  "audit",
  "delivery",
  "links",
  "report",
  "ops",
  "tokens",
  "rtr",
];

/** Folder to the folders it may import; its own is always allowed. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/lib": [],
  "src/chat": ["src/lib"],
  "src/falcon": ["src/lib"],
  "src/store": ["src/lib"],
  "src/charts": ["src/chat", "src/lib"],
  "src/simulator": ["src/lib"],
  "src/bot": ["src/chat", "src/lib"],
  "src/actions": ["src/chat", "src/lib", "src/falcon", "src/approvals"],
  ...Object.fromEntries(
    SERVICES.map((name) => [`src/${name}`, ["src/falcon", "src/store", "src/chat", "src/lib"]]),
  ),
  // The one service that executes: it knows the actions it may execute.
  "src/approvals": ["src/falcon", "src/store", "src/chat", "src/lib", "src/actions"],
  commands: ["src/chat", "src/lib", "src/actions", ...SERVICES.map((name) => `src/${name}`), "src/store"],
  "adapters/slack": ["src/chat", "src/lib"],
  "adapters/discord": ["src/chat", "src/lib"],
  "adapters/web": ["src/chat", "src/lib"],
  "adapters/terminal": ["src/chat", "src/lib"],
  "adapters/mcp": ["src/chat", "src/lib"],
};

/** Renderers, the query builder, the store's codec and its search words. */
const MAY_REVEAL = [
  /^adapters\//,
  /^src\/lib\/untrusted\.ts$/,
  /^src\/falcon\/fql\.ts$/,
  // A comment that a person wrote, on its way to Falcon.
  /^src\/falcon\/endpoints\/alert-writes\.ts$/,
  /^src\/store\/(?:columns|clean-text|repositories\/audit)\.ts$/,
  /^src\/chat\/(?:plain|words)\.ts$/,
  /^src\/charts\/text\.ts$/,
  /^src\/report\/write\/runs\.ts$/,
  /^src\/lib\/edit-distance\.ts$/,
  // Searches 100,000 names at a keystroke; hands them out as untrusted again.
  /^src\/hosts\/index\/host-table\.ts$/,
  // Writes down what hosts print, byte for byte; shows nothing.
  /^src\/rtr\/spool\.ts$/,
  // Puts a name of the library between quotes, for a command line.
  /^src\/rtr\/grammar\/quote\.ts$/,
  /^src\/lib\/redact(?:\.ts$|\/)|^src\/log(?:\.ts$|\/)/,
];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly path: string; readonly isType: boolean }[];
}

const sources: readonly Source[] = ["src", "commands", "adapters"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => read(join(folder, name))),
);

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), "utf8");
  const found = text.matchAll(
    /(import|export)\s+(type\s+)?[^;"']*?from\s*"(\.[^"]+)"|import\(\s*"(\.[^"]+)"\s*\)/g,
  );
  const imports = [...found].map(([, , type, spec, lazy]) => ({
    path: relative(ROOT, normalize(join(ROOT, path, "..", spec ?? lazy ?? ""))),
    isType: type !== undefined,
  }));
  return { path, text, imports };
}

const inside = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

describe("the import table", () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${folder} imports ${allowed.length === 0 ? "nothing else of ours" : allowed.join(", ")}`, () => {
      const strays = sources
        .filter(({ path }) => inside(path, folder))
        .flatMap(({ path, imports }) =>
          imports
            .map((one) => `${path} -> ${one.path}`)
            .filter((_, i) => {
              const target = imports[i]?.path ?? "";
              return !inside(target, folder) && !allowed.some((other) => inside(target, other));
            }),
        );
      expect(strays).toEqual([]);
    });
  }

  it("commands take values of services nowhere, only types", () => {
    const values = sources
      .filter(({ path }) => inside(path, "commands"))
      .flatMap(({ path, imports }) =>
        imports
          .filter(
            ({ path: target, isType }) =>
              !isType && [...SERVICES, "store"].some((name) => inside(target, `src/${name}`)),
          )
          .map(({ path: target }) => `${path} -> ${target}`),
      );
    expect(values).toEqual([]);
  });

  it("has no cycles, type-only ones included", () => {
    const graph = new Map(sources.map(({ path, imports }) => [path, imports.map((one) => one.path)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
        return;
      }
      if (done.has(path)) return;
      for (const next of graph.get(path) ?? []) walk(next, [...trail, path]);
      done.add(path);
    };
    for (const { path } of sources) walk(path, []);
    expect(cycles).toEqual([]);
  });
});

describe("untrusted text", () => {
  it("is opened by renderers, the query builder and the store's codec alone", () => {
    const openers = sources.filter(({ text }) =>
      /\breveal\b|Untrusted\.open/.test(text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")),
    );
    expect(
      openers.map(({ path }) => path).filter((path) => !MAY_REVEAL.some((allowed) => allowed.test(path))),
    ).toEqual([]);
  });
});

describe("the core", () => {
  it("names no chat platform outside the composition root and the settings", () => {
    const named = sources.filter(
      ({ path, text }) =>
        path.startsWith("src/") &&
        !/^src\/(?:app\/|config|main\.ts|lib\/redact)/.test(path) &&
        /\b(?:slack|discord)\b/i.test(text),
    );
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  it("reads the environment in one place", () => {
    const readers = sources.filter(({ text }) => /process\.env/.test(text)).map(({ path }) => path);
    expect(readers).toEqual(["src/main.ts"]);
  });

  it("keeps every file under 300 lines, half of them under 90", () => {
    const lengths = sources
      .map(({ path, text }) => ({ path, lines: text.split("\n").length }))
      .sort((a, b) => a.lines - b.lines);
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]?.lines).toBeLessThanOrEqual(95);
  });
});
