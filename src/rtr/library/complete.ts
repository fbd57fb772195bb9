/** Names of Falcon's library as a line is completed: looked up when they are wanted, and kept for a minute. */
import { MINUTE } from "../../lib/clock.ts";
import type { Completion } from "../grammar/complete.ts";
import { quoted } from "../grammar/quote.ts";
import type { RtrParts } from "../ports.ts";
import { itemsOn, shelfOf, type Shelf } from "./shelf.ts";

const KEPT_MS = MINUTE;
/** Nothing that a terminal would act on, or that looks like something else. */
const PLAIN = /^[\x20-\x7e]+$/;

/** What of the line is the beginning of a name; undefined where none may stand. Pure. */
export function nameBegun(line: string): { readonly shelf: Shelf; readonly word: string } | undefined {
  const script = /^runscript\s(?:.*\s)?-CloudFile=("[^"]*|[^\s"]*)$/.exec(line)?.[1];
  if (script !== undefined) return { shelf: "scripts", word: script };
  const [, command = "", word = ""] = /^(\S+)\s+("[^"]*|[^\s"-][^\s"]*|)$/.exec(line) ?? [];
  return shelfOf(command) === "put-files" ? { shelf: "put-files", word } : undefined;
}

/** Whole names, quoted where they have to be. Pure. */
export const namesFor = (word: string, names: readonly string[]): Completion => ({
  word,
  candidates: names
    .filter((name) => PLAIN.test(name))
    .map((name) => (word.startsWith('"') || name.includes(" ") ? `"${name}" ` : `${name} `))
    .filter((name) => name.startsWith(word)),
});

export interface LibraryNames {
  /** Undefined where the line asks for no name; nothing where the library cannot be read. */
  complete(line: string): Promise<Completion | undefined>;
}

export function createLibraryNames(parts: Pick<RtrParts, "falcon" | "clock" | "log">): LibraryNames {
  const kept = new Map<Shelf, { readonly at: number; readonly names: readonly string[] }>();

  async function namesOn(shelf: Shelf): Promise<readonly string[]> {
    const known = kept.get(shelf);
    if (known !== undefined && parts.clock.now() - known.at < KEPT_MS) return known.names;
    const items = await itemsOn(parts, shelf);
    const names = items.flatMap(({ name }) => quoted(name)?.replace(/^"|"$/g, "") ?? []);
    kept.set(shelf, { at: parts.clock.now(), names });
    return names;
  }

  return {
    async complete(line) {
      const begun = nameBegun(line);
      if (begun === undefined) return undefined;
      try {
        return namesFor(begun.word, await namesOn(begun.shelf));
      } catch (error) {
        parts.log.warn("names of the library could not be completed", { error });
        return { word: begun.word, candidates: [] };
      }
    },
  };
}
