/** What of Falcon's library a command takes by name: scripts to run, files to put. */
import type { LibraryItem } from "../../falcon/endpoints/rtr.ts";
import { fql } from "../../falcon/fql.ts";
import type { Command } from "../grammar/read-command.ts";
import type { RtrParts } from "../ports.ts";

export type Shelf = "scripts" | "put-files";

/** Commands that take a name of the library, and where it stands. */
const SHELVES: Readonly<Record<string, Shelf>> = {
  put: "put-files",
  "put-and-run": "put-files",
  runscript: "scripts",
};
/** Names that are looked at; a larger library is searched by what is written. */
const MOST_READ = 100;

export const shelfOf = (word: string): Shelf | undefined => SHELVES[word];

/** The name that a command takes from the library; undefined when it takes none. */
export function libraryName({ base, words }: Pick<Command, "base" | "words">): string | undefined {
  if (base === "runscript") return words.find(({ flag }) => flag === "-CloudFile")?.value;
  if (shelfOf(base) === undefined) return undefined;
  return words.find(({ flag }) => flag === undefined)?.text;
}

type Parts = Pick<RtrParts, "falcon">;

/** By name, at most a hundred. */
export async function itemsOn(
  { falcon: { library } }: Parts,
  shelf: Shelf,
  signal?: AbortSignal,
): Promise<readonly LibraryItem[]> {
  const search = { limit: MOST_READ, sort: "name|asc" };
  return shelf === "scripts"
    ? library.scriptDetails((await library.scripts(search, { signal })).ids, { signal })
    : library.putFileDetails((await library.putFiles(search, { signal })).ids, { signal });
}

/** The one of exactly this name, letter case aside; undefined when there is none. */
export async function itemNamed(
  { falcon: { library } }: Parts,
  shelf: Shelf,
  name: string,
  signal?: AbortSignal,
): Promise<LibraryItem | undefined> {
  const search = { filter: fql`name:${name}`, limit: 2 };
  const found =
    shelf === "scripts"
      ? await library.scriptDetails((await library.scripts(search, { signal })).ids, { signal })
      : await library.putFileDetails((await library.putFiles(search, { signal })).ids, { signal });
  return found.find((one) => one.name.is(name));
}

export async function itemById(
  { falcon: { library } }: Parts,
  shelf: Shelf,
  id: string,
  signal?: AbortSignal,
): Promise<LibraryItem | undefined> {
  const details = shelf === "scripts" ? library.scriptDetails : library.putFileDetails;
  return (await details([id], { signal })).find((one) => one.id === id);
}
