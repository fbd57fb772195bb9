/** Records of the collections that only keep them: what is put there is served, and nothing happens to it by itself. */

/** As its service serves it: the schema is open, only the id is certain. */
export interface Entry {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** In the order in which they were put; putting one of the same id replaces it. */
export class Shelf {
  readonly #entries = new Map<string, Entry>();

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.put(entry);
  }

  all(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  put(entry: Entry): Entry {
    this.#entries.set(entry.id, entry);
    return entry;
  }

  /** False when there was none. */
  remove(id: string): boolean {
    return this.#entries.delete(id);
  }
}

/** What a tenant knows beside its hosts and alerts. */
export interface Shelves {
  /** IOC management. */
  readonly indicators: Shelf;
  /** Spotlight. */
  readonly vulnerabilities: Shelf;
  /** Discover. */
  readonly assets: Shelf;
  readonly cases: Shelf;
  /** The retired collection, for tenants that still answer it. */
  readonly incidents: Shelf;
  /** On-demand scans. */
  readonly scans: Shelf;
}
