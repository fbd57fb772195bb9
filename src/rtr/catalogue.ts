/** Every command of RTR. A command of two words (`reg query`) is one of them; its first word alone is none. */
import { ACTIVE_RESPONDER } from "./catalogue/active-responder.ts";
import { ADMIN } from "./catalogue/admin.ts";
import type { CommandSpec, Platform } from "./catalogue/command-spec.ts";
import { READ_ONLY } from "./catalogue/read-only.ts";

export type { CommandSpec, Effect, FlagSpec, Platform } from "./catalogue/command-spec.ts";

export const CATALOGUE: readonly CommandSpec[] = [...READ_ONLY, ...ACTIVE_RESPONDER, ...ADMIN];

const byName = new Map(CATALOGUE.map((spec) => [spec.name, spec]));

/** Sub-commands by the word before them: `reg` to `query`, `set`, … */
export const GROUPS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(
    Object.groupBy(
      CATALOGUE.filter(({ name }) => name.includes(" ")),
      ({ name }) => firstWord(name),
    ),
  ).map(([group, specs]) => [group, (specs ?? []).map(({ name }) => name.slice(group.length + 1))]),
);

export const specNamed = (name: string): CommandSpec | undefined => byName.get(name);

/** What a line may begin with. */
export const FIRST_WORDS: ReadonlySet<string> = new Set(CATALOGUE.map(({ name }) => firstWord(name)));

/** `platform` as Falcon and its hosts write it: Windows, Mac, macOS, Linux. */
export function platformOf(written: string | undefined): Platform | undefined {
  const word = written?.toLowerCase() ?? "";
  if (word.startsWith("win")) return "windows";
  if (word.startsWith("mac") || word.startsWith("darwin")) return "mac";
  return word.startsWith("lin") ? "linux" : undefined;
}

export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = {
  windows: "Windows",
  mac: "macOS",
  linux: "Linux",
};

function firstWord(name: string): string {
  return name.split(" ", 1)[0] ?? name;
}
