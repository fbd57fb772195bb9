/**
 * Names that a host has listed, for completion: read out of what `ls` printed. Only names that
 * are plain letters are offered, because what is offered is put into the line as it is.
 */
import { reveal, type Untrusted } from "../../src/lib/untrusted.ts";

const PLAIN = /^[\p{L}\p{N} ._()@+~$-]{1,120}$/u;
const POSIX_ROW = /^[-dlbcps][-rwxsStT+.@]{9,}\s+\S+\s+\S+\s+\S+\s+\S+\s+(?:\S+\s+){2,3}(.+?)(?:\s+->\s.*)?$/;
const MOST_NAMES = 5_000;

/** A name in a folder. */
export interface Listed {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface Listings {
  /** What this `ls` printed, which was typed in this directory. */
  learn(command: Untrusted, directory: Untrusted, stdout: Untrusted): void;
  /** The last word of a line, and what it may become. */
  complete(
    line: string,
    directory: string,
  ): { readonly word: string; readonly candidates: readonly string[] };
}

export function createListings(): Listings {
  const folders = new Map<string, readonly Listed[]>();
  return {
    learn(command, directory, stdout) {
      const path = folderOf(command, directory);
      folders.set(folderKey(path), namesListed(stdout));
      // Whatever was listed is there, so it is known in the folder above, too.
      const [above, name] = splitPath(path.replace(/(?<=.)[\\/]$/, ""));
      const known = folders.get(folderKey(above)) ?? [];
      if (PLAIN.test(name) && !known.some((one) => one.name.toLowerCase() === name.toLowerCase()))
        folders.set(folderKey(above), [...known, { name, isFolder: true }]);
    },
    complete: (line, directory) => completePath(line, directory, folders),
  };
}

/** The names in a listing of either platform, in its order. */
export function namesListed(stdout: Untrusted): readonly Listed[] {
  const lines = reveal(stdout).split(/\r?\n/);
  const header = lines.findIndex((line) => /^\s*Name\s+Type\b/.test(line));
  const listed = header >= 0 ? fromTable(lines.slice(header + 1), lines[header] ?? "") : fromRows(lines);
  const byName = new Map(listed.map((one) => [one.name, one]));
  return [...byName.values()].filter(({ name }) => PLAIN.test(name)).slice(0, MOST_NAMES);
}

/** A table of fixed widths: the name ends where the heading of the next column begins. */
function fromTable(rows: readonly string[], heading: string): readonly Listed[] {
  const width = heading.indexOf("Type");
  return rows
    .map((row) => ({
      name: row.slice(0, width).trim(),
      isFolder: row.slice(width).startsWith("<Directory>"),
    }))
    .filter(({ name }) => name !== "" && !/^-+$/.test(name));
}

function fromRows(lines: readonly string[]): readonly Listed[] {
  return lines.flatMap((line) => {
    if (/^total \d+$/.test(line) || line.trim() === "") return [];
    const name = POSIX_ROW.exec(line)?.[1];
    if (name !== undefined) return [{ name, isFolder: line.startsWith("d") }];
    return /\s{2,}/.test(line) ? [] : [{ name: line.trim(), isFolder: false }];
  });
}

/**
 * A name with spaces is quoted; a folder without is followed by its separator, so that one can go
 * on; a folder that was listed answers for the paths below it.
 */
export function completePath(
  line: string,
  directory: string,
  listed: ReadonlyMap<string, readonly Listed[]>,
): { readonly word: string; readonly candidates: readonly string[] } {
  const word = /(?:^|\s)("[^"]*|\S*)$/.exec(line)?.[1] ?? "";
  const [folder, start] = splitPath(word.replace(/^"/, ""));
  const names = listed.get(folderKey(folder === "" ? directory : absolute(folder, directory))) ?? [];
  const separator = separatorOf(folder === "" ? directory : folder);
  const candidates = names
    .filter(({ name }) => name.toLowerCase().startsWith(start.toLowerCase()))
    .map(({ name, isFolder }) => {
      const path = `${folder}${name}`;
      if (word.startsWith('"') || path.includes(" ")) return `"${path}"`;
      return isFolder ? `${path}${separator}` : path;
    });
  return { word, candidates };
}

/** A path as its folder, with the separator, and the rest. */
function splitPath(path: string): readonly [folder: string, name: string] {
  const cut = Math.max(path.lastIndexOf("\\"), path.lastIndexOf("/")) + 1;
  return [path.slice(0, cut), path.slice(cut)];
}

const absolute = (path: string, directory: string): string =>
  /^(?:[A-Za-z]:|[\\/])/.test(path)
    ? path
    : `${directory.replace(/[\\/]$/, "")}${separatorOf(directory)}${path}`;

const separatorOf = (path: string): string => (path.includes("/") ? "/" : "\\");

/** One spelling for each folder. */
export const folderKey = (path: string): string => {
  const plain = path.replace(/^"|"$/g, "").replaceAll("/", "\\").toLowerCase();
  return plain.length > 3 ? plain.replace(/\\$/, "") : plain;
};

/** The folder that an `ls` has listed, from its line. */
export function folderOf(command: Untrusted, directory: Untrusted): string {
  const words = reveal(command)
    .trim()
    .split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const path = words.slice(1).find((word) => !word.startsWith("-"));
  const here = reveal(directory);
  return path === undefined ? here : absolute(path.replace(/^"|"$/g, ""), here);
}
