/** The settings file: found, read as YAML, and checked. Faults are gathered, never thrown. */
import { parseDocument } from "yaml";
import { DEFAULT_RULES } from "./default-rules.ts";
import { demoPeople } from "./demo-people.ts";
import { readIssues, type Fault } from "./faults.ts";
import { sharedAccounts, silentSurfaces } from "./relations.ts";
import { settingsFile } from "./sections.ts";
import type { Settings } from "./shape.ts";

const USUAL_FILE = "falconer.yaml";

interface FileOptions {
  /** The file that somebody asked for, and where they did. */
  readonly named: { readonly file: string; readonly by: string } | undefined;
  readonly login: string;
  /** Surfaces that are switched on. */
  readonly surfaces: ReadonlySet<string>;
  readFile(path: string): Promise<string>;
}

/** A value, or every fault at once; a warning never stops anything. */
export type Checked<T> =
  | { readonly value: T; readonly faults: readonly []; readonly warnings?: readonly Fault[] }
  | { readonly value?: undefined; readonly faults: readonly Fault[] };

/** `falconer.yaml` may be absent, and then the people are the demo's. A file that was named may not. */
export async function readSettings(options: FileOptions): Promise<Checked<Settings>> {
  const { named, login } = options;
  const file = named?.file ?? USUAL_FILE;
  let yaml: string;
  try {
    yaml = await options.readFile(file);
  } catch (error) {
    const code = codeOf(error);
    if (named === undefined && code === "ENOENT") return check({}, options, demoPeople(login));
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    return { faults: [{ path: named?.by ?? USUAL_FILE, message: `the settings file ${file} ${why}` }] };
  }
  const parsed = parseYaml(yaml, file);
  return parsed.faults.length > 0 ? { faults: parsed.faults } : check(parsed.value, options);
}

function check(written: unknown, { surfaces }: FileOptions, demo?: Settings["people"]): Checked<Settings> {
  const result = settingsFile.safeParse(written);
  const faults = [...(result.success ? [] : readIssues(result.error.issues)), ...sharedAccounts(written)];
  if (!result.success || faults.length > 0) return { faults };
  const {
    people,
    groups,
    default_roles: defaultRoles,
    policy,
    approvals,
    feeds,
    poll,
    mcp,
    rtr,
  } = result.data;
  const rules = policy.rules.map((rule, i) => ({ name: `policy.rules[${i}]`, ...rule }));
  return {
    faults: [],
    warnings: silentSurfaces(written, surfaces),
    value: {
      isDemoPeople: demo !== undefined,
      people: demo ?? people,
      groups,
      defaultRoles,
      policy: { ...policy, rules: [...rules, ...DEFAULT_RULES] },
      ...(approvals.channel === undefined ? {} : { approvalsChannel: approvals.channel }),
      feeds,
      poll,
      mcp,
      rtr: { idleMs: rtr.idle, prefix: rtr.prefix },
    },
  };
}

function parseYaml(yaml: string, file: string): Checked<unknown> {
  // Whole numbers as bigint: a Discord id is longer than a double is exact.
  const document = parseDocument(yaml, { intAsBigInt: true, prettyErrors: true });
  const faults = [...document.errors, ...document.warnings].map(({ message, linePos }) => {
    // The first line says what is wrong; the rest repeats the file, which may hold anything.
    const what = message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "";
    const [at] = linePos ?? [];
    return { path: file, message: at ? `line ${at.line}, column ${at.col}: ${what}` : what };
  });
  if (faults.length > 0) return { faults };
  try {
    return { faults: [], value: plain(document.toJS() ?? {}) };
  } catch (error) {
    // Aliases that unfold into far more than was written.
    return { faults: [{ path: file, message: error instanceof Error ? error.message : String(error) }] };
  }
}

/** Without the keys that have no value, and with short whole numbers as numbers again. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const filled = Object.entries(value).filter(([, held]) => held !== null);
  return Object.fromEntries(filled.map(([key, held]) => [key, plain(held)]));
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
