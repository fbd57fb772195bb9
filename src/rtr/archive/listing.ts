/** What an archive says that it holds, and whether that may be opened. Pure: nothing is unpacked for it. */

export interface Member {
  readonly path: string;
  readonly size: number;
  readonly packed: number;
  readonly attributes: string;
  readonly isFolder: boolean;
}

export interface Bounds {
  readonly mostBytes: number;
  /** Unpacked bytes for each packed one. */
  readonly mostRatio: number;
}

/** Small files pack to almost nothing; the ratio says something from here on. */
const RATIO_COUNTS_FROM = 1_024 * 1_024;

const FIELD = /^([A-Z][A-Za-z ]*) = ?(.*)$/s;

/** The lines of a technical listing, one block a member. */
export function readListing(lines: readonly string[]): readonly Member[] {
  const members: Map<string, string>[] = [];
  for (const line of lines) {
    // Progress is written before the first line, and taken back by backspaces.
    const [, key, value = ""] = FIELD.exec(line.slice(line.lastIndexOf("\b") + 1)) ?? [];
    if (key === undefined) continue;
    if (key === "Path") members.push(new Map());
    members.at(-1)?.set(key, value);
  }
  return members.map((fields) => ({
    path: fields.get("Path") ?? "",
    size: Number(fields.get("Size") ?? Number.NaN),
    packed: Number(fields.get("Packed Size") ?? 0),
    attributes: fields.get("Attributes") ?? "",
    isFolder: fields.get("Folder") === "+" || (fields.get("Attributes") ?? "").startsWith("D"),
  }));
}

/** Why it is left alone; undefined when it may be opened. */
export function refusal(
  members: readonly Member[],
  archiveBytes: number,
  bounds: Bounds,
): string | undefined {
  const [only, ...others] = members;
  if (only === undefined) return "it holds nothing";
  if (others.length > 0) return `it holds ${members.length} files; one is opened, never more`;
  if (only.isFolder) return "it holds a folder and no file";
  if (isLink(only.attributes)) return "it holds a link";
  if (isElsewhere(only.path)) return "its file would be unpacked outside of its place";
  if (!Number.isSafeInteger(only.size) || only.size < 0) return "it does not say how large its file is";
  if (only.size > bounds.mostBytes)
    return `its file is larger than the ${bounds.mostBytes} bytes that are opened here`;
  const packed = Math.max(1, only.packed, archiveBytes);
  if (only.size >= RATIO_COUNTS_FROM && only.size / packed > bounds.mostRatio) {
    return `it would grow more than ${bounds.mostRatio} times`;
  }
  return undefined;
}

const isLink = (attributes: string): boolean =>
  /(?:^|\s)l[-r][-w]/.test(attributes) || attributes.includes("REPARSE");

const isElsewhere = (path: string): boolean =>
  /^(?:[\\/]|[A-Za-z]:)/.test(path) || path.split(/[\\/]/).includes("..");
