/** The file system of one host: a tree that commands read and change. */
import type { Content } from "./content.ts";
import { joinPath, keyOf, nameOf, parentOf, rootOf, type Platform } from "./paths.ts";

/** Paths are whole and written as the platform writes them. */
export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** Absent for a directory. */
  readonly content?: Content;
}

/** What a command is told when a path does not fit. */
export class DiskError extends Error {
  readonly path: string;
  readonly reason: "missing" | "exists" | "directory" | "not-directory" | "not-empty";

  constructor(path: string, reason: DiskError["reason"]) {
    super(`${path}: ${reason}`);
    this.name = "DiskError";
    this.path = path;
    this.reason = reason;
  }
}

/** Letter case counts on Linux alone. */
export class Disk {
  readonly platform: Platform;
  readonly #entries = new Map<string, Entry>();

  constructor(platform: Platform, bornMs: number) {
    this.platform = platform;
    this.#put({ path: rootOf(platform), name: "", createdMs: bornMs, modifiedMs: bornMs });
  }

  find(path: string): Entry | undefined {
    return this.#entries.get(this.#key(path));
  }

  /** @throws DiskError unless it is a file */
  file(path: string): Entry & { readonly content: Content } {
    const entry = this.find(path);
    if (entry === undefined) throw new DiskError(path, "missing");
    if (entry.content === undefined) throw new DiskError(path, "directory");
    return { ...entry, content: entry.content };
  }

  /** @throws DiskError unless it is a directory */
  directory(path: string): Entry {
    const entry = this.find(path);
    if (entry === undefined) throw new DiskError(path, "missing");
    if (entry.content !== undefined) throw new DiskError(path, "not-directory");
    return entry;
  }

  /** By name, directories among files, as the platforms list them. */
  list(path: string): readonly Entry[] {
    const key = this.#key(this.directory(path).path);
    return [...this.#entries.values()]
      .filter((entry) => entry.name !== "" && this.#key(parentOf(this.platform, entry.path)) === key)
      .sort((left, right) => (left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1));
  }

  /** Makes what is missing on the way. @throws DiskError when a file is in the way */
  makeDirectory(path: string, nowMs: number): Entry {
    const there = this.find(path);
    if (there !== undefined) return this.directory(path);
    this.makeDirectory(parentOf(this.platform, path), nowMs);
    return this.#put({ path, name: nameOf(this.platform, path), createdMs: nowMs, modifiedMs: nowMs });
  }

  /** Makes the folders on the way. @throws DiskError when a directory is there */
  write(path: string, content: Content, nowMs: number): Entry {
    const there = this.find(path);
    if (there !== undefined && there.content === undefined) throw new DiskError(path, "directory");
    this.makeDirectory(parentOf(this.platform, path), nowMs);
    const createdMs = there?.createdMs ?? nowMs;
    return this.#put({ path, name: nameOf(this.platform, path), createdMs, modifiedMs: nowMs, content });
  }

  /** @throws DiskError for a directory that is not empty, unless all of it may go */
  remove(path: string, all: boolean): void {
    const entry = this.find(path);
    if (entry === undefined) throw new DiskError(path, "missing");
    const inside = this.#below(entry);
    if (entry.content === undefined && inside.length > 0 && !all) throw new DiskError(path, "not-empty");
    for (const one of [...inside, entry]) this.#entries.delete(this.#key(one.path));
  }

  /** A directory with all that is in it; the copy is as old as `nowMs`. */
  copy(from: string, to: string, nowMs: number): void {
    const entry = this.find(from);
    if (entry === undefined) throw new DiskError(from, "missing");
    const target = this.#into(to, entry.name);
    if (entry.content !== undefined) {
      this.write(target, entry.content, nowMs);
      return;
    }
    const inside = this.#below(entry);
    this.makeDirectory(target, nowMs);
    for (const one of inside) {
      const path = target + one.path.slice(entry.path.length);
      if (one.content === undefined) this.makeDirectory(path, nowMs);
      else this.write(path, one.content, nowMs);
    }
  }

  /** Every entry below a directory, parents first. */
  below(path: string): readonly Entry[] {
    return this.#below(this.directory(path));
  }

  /** Into a directory that exists, otherwise under the new name. */
  #into(to: string, name: string): string {
    const target = this.find(to);
    return target !== undefined && target.content === undefined ? joinPath(this.platform, to, name) : to;
  }

  #below(entry: Entry): Entry[] {
    const start = joinPath(this.platform, this.#key(entry.path), "");
    return [...this.#entries]
      .filter(([key]) => key.startsWith(start) && key !== start)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, one]) => one);
  }

  #put(entry: Entry): Entry {
    this.#entries.set(this.#key(entry.path), entry);
    return entry;
  }

  #key(path: string): string {
    return keyOf(this.platform, path);
  }
}
