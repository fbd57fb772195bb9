/** Paths as the host's platform writes them: drives and backslashes on Windows, slashes elsewhere. */
/** `platform_name` of a host's record. */
export type Platform = "Windows" | "Mac" | "Linux";

const DRIVE = /^[A-Za-z]:/;

/** Where a session begins. */
export const rootOf = (platform: Platform): string => (platform === "Windows" ? "C:\\" : "/");
/** Windows takes slashes too; it prints this one. */
export const separatorOf = (platform: Platform): string => (platform === "Windows" ? "\\" : "/");

/** The absolute path that a written one means in a directory, without `.` and `..`. */
export function resolvePath(platform: Platform, directory: string, written: string): string {
  return platform === "Windows" ? resolveWindows(directory, written) : resolvePosix(directory, written);
}

/** By which a path is found: Windows and macOS do not care about letter case. */
export const keyOf = (platform: Platform, path: string): string =>
  platform === "Linux" ? path : path.toLowerCase();

/** Of the root: the root. */
export function parentOf(platform: Platform, path: string): string {
  const separator = separatorOf(platform);
  const cut = path.lastIndexOf(separator);
  const parent = path.slice(0, cut);
  if (platform !== "Windows") return parent === "" ? "/" : parent;
  return /^[A-Za-z]:$/.test(parent) ? `${parent}\\` : parent;
}

/** "" for the root. */
export const nameOf = (platform: Platform, path: string): string =>
  path.slice(path.lastIndexOf(separatorOf(platform)) + 1);

/** Without doubling a separator that is there. */
export const joinPath = (platform: Platform, directory: string, name: string): string =>
  directory.endsWith(separatorOf(platform))
    ? directory + name
    : `${directory}${separatorOf(platform)}${name}`;

function resolveWindows(directory: string, written: string): string {
  const path = written.replaceAll("/", "\\");
  const drive = DRIVE.exec(path)?.[0] ?? DRIVE.exec(directory)?.[0] ?? "C:";
  const rest = path.replace(DRIVE, "");
  const start = DRIVE.test(path) || path.startsWith("\\") ? "" : directory.replace(DRIVE, "");
  const parts = walk(`${start}\\${rest}`.split("\\"));
  return `${drive.toUpperCase()}\\${parts.join("\\")}`;
}

function resolvePosix(directory: string, written: string): string {
  const start = written.startsWith("/") ? "" : directory;
  return `/${walk(`${start}/${written}`.split("/")).join("/")}`;
}

function walk(parts: readonly string[]): string[] {
  const walked: string[] = [];
  for (const part of parts) {
    if (part === "..") walked.pop();
    else if (part !== "" && part !== ".") walked.push(part);
  }
  return walked;
}
