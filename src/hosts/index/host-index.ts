/**
 * All hosts by heart, for completions and for the names nearest to a misspelled one. It
 * only suggests: which host is meant, and whether it may be changed, Falcon is asked
 * then. Loaded in the background, kept up by what changed, loaded anew now and then so
 * that what was deleted or hidden goes (docs/decisions/0009-host-index.md).
 */
import type { Candidate } from "../../chat/ambiguity.ts";
import { HOUR, MINUTE, SECOND, type Clock } from "../../lib/clock.ts";
import type { Log } from "../../lib/log.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import type { HostHints } from "../service.ts";
import { candidateOf } from "../words.ts";
import { completing, isIdBeginning } from "./completions.ts";
import { createFeed, type SketchPort } from "./feed.ts";
import { HostTable, type IndexedHost } from "./host-table.ts";
import { similarTo } from "./similar.ts";

const EVERY_MS = 60 * SECOND;
const RELOAD_MS = 6 * HOUR;
/** Neither trouble nor a busy estate makes us wait longer. */
const LONGEST_WAIT_MS = 15 * MINUTE;
const MOST_DOUBLINGS = 10;

export interface HostIndexParts {
  readonly falcon: SketchPort;
  readonly clock: Clock;
  readonly log: Log;
  /** Between two questions for changes, each of one page; what takes more pages is asked less often. */
  readonly everyMs?: number;
  readonly reloadMs?: number;
}

export interface HostIndex extends HostHints {
  /** Begins loading; nobody need wait for it. */
  start(): void;
  stop(): Promise<void>;
  /** Hosts known by now. */
  size(): number;
}

/** Empty until its first reading has ended: until then `isReady` is false and Falcon is searched live. */
export function createHostIndex(parts: HostIndexParts): HostIndex {
  const { clock, log, everyMs = EVERY_MS, reloadMs = RELOAD_MS } = parts;
  const table = new HostTable();
  const feed = createFeed({ falcon: parts.falcon, table });
  const controller = new AbortController();
  const { signal } = controller;
  let loadedAt: number | undefined;
  let running: Promise<void> | undefined;

  const isReady = (): boolean => loadedAt !== undefined;

  /** How many steps to wait for: a page of changes each, since sensors that check in count as changes too. */
  async function refresh(): Promise<number> {
    const isFresh = loadedAt !== undefined && clock.now() - loadedAt < reloadMs;
    if (isFresh && feed.hasCursor()) return feed.changed(signal);
    const startedAt = clock.now();
    const pages = await feed.all(signal);
    if (loadedAt === undefined) log.info("the host index is loaded", { hosts: table.size, pages });
    loadedAt = startedAt;
    return feed.hasCursor() ? 1 : pages;
  }

  async function keepUp(): Promise<void> {
    let failures = 0;
    for (;;) {
      let steps: number;
      try {
        steps = await refresh();
        if (failures > 0) log.info("the host index is kept up again", { hosts: table.size });
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (failures === 0)
          log.warn("the host index cannot be kept up; it stays as it is", { hosts: table.size, error });
        failures += 1;
        steps = 2 ** Math.min(failures, MOST_DOUBLINGS);
      }
      await clock.sleep(Math.min(steps * everyMs, LONGEST_WAIT_MS), signal);
    }
  }

  return {
    isReady,
    size: () => table.size,
    start() {
      running ??= keepUp().catch((error: unknown) => {
        if (!signal.aborted) log.error("the host index has ended", { error });
      });
    },
    async stop() {
      controller.abort(new Error("the host index is stopped"));
      await running;
    },
    suggest: (written, limit) =>
      completing(table, written, limit).map((slot) => candidate(table.get(slot), written)),
    nearest: (written, most): readonly Untrusted[] => similarTo(table, written, most).map(table.nameAt),
    lookup: (hostname) => table.bearing(hostname).map(table.idAt),
  };
}

/** The name where it means this host alone; who types an id is given the id. */
function candidate(host: IndexedHost, written: string): Candidate {
  const plain = candidateOf(host);
  return host.ownName === undefined || isIdBeginning(written, host.id)
    ? plain
    : { ...plain, value: host.ownName };
}
