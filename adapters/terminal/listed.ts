/**
 * Names that a host has listed, for completion: read out of what `ls` printed. Only names that
 * are plain letters are offered, because what is offered is put into the line as it is.
 */
import { reveal, type Untrusted } from "../../src/lib/untrusted.ts";

const PLAIN = /^[\p{L}\p{N} ._()@+~$-]{1,120}$/u;
const POSIX_ROW = /^[-dlbcps][-rwxsStT+.@]{9,}\s+\S+\s+\S+\s+\S+\s+\S+\s+(?:\S+\s+){2,3}(.+?)(?:\s+->\s.*)?$/;
const MOST_NAMES = 5_000;

/** The names in a listing of either platform, in its order. */
export function namesListed(stdout: Untrusted): readonly string[] {
  const lines = reveal(stdout).split(/\r?\n/);
  const header = lines.findIndex((line) => /^\s*Name\s+Type\b/.test(line));
  const names = header >= 0 ? fromTable(lines.slice(header + 1), lines[header] ?? "") : fromRows(lines);
  return [...new Set(names)].filter((name) => PLAIN.test(name)).slice(0, MOST_NAMES);
}

/** A table of fixed widths: the name ends where the heading of the next column begins. */
function fromTable(rows: readonly string[], heading: string): readonly string[] {
  const width = heading.indexOf("Type");
  return rows.map((row) => row.slice(0, width).trim()).filter((name) => name !== "" && !/^-+$/.test(name));
}

function fromRows(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    if (/^total \d+$/.test(line) || line.trim() === "") return [];
    const named = POSIX_ROW.exec(line)?.[1];
    if (named !== undefined) return [named];
    return /\s{2,}/.test(line) ? [] : [line.trim()];
  });
}

/**
 * The last word of a line, and what it may become. A name with spaces is quoted; a directory
 * that was listed answers for the paths below it.
 */
export function completePath(
  line: string,
  directory: string,
  listed: ReadonlyMap<string, readonly string[]>,
): { readonly word: string; readonly candidates: readonly string[] } {
  const word = /(?:^|\s)("[^"]*|\S*)$/.exec(line)?.[1] ?? "";
  const bare = word.replace(/^"/, "");
  const cut = Math.max(bare.lastIndexOf("\\"), bare.lastIndexOf("/")) + 1;
  const [folder, start] = [bare.slice(0, cut), bare.slice(cut)];
  const names = listed.get(folderKey(folder === "" ? directory : absolute(folder, directory))) ?? [];
  const candidates = names
    .filter((name) => name.toLowerCase().startsWith(start.toLowerCase()))
    .map((name) => quoted(`${folder}${name}`, word.startsWith('"')));
  return { word, candidates };
}

const quoted = (path: string, isOpen: boolean): string => (isOpen || path.includes(" ") ? `"${path}"` : path);

const absolute = (path: string, directory: string): string =>
  /^(?:[A-Za-z]:|[\\/])/.test(path)
    ? path
    : `${directory.replace(/[\\/]$/, "")}${separatorOf(directory)}${path}`;

const separatorOf = (directory: string): string => (directory.startsWith("/") ? "/" : "\\");

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
  return folderKey(path === undefined ? here : absolute(path.replace(/^"|"$/g, ""), here));
}
