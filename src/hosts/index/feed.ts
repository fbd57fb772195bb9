/** Brings hosts from Falcon into the table: all of them, or those changed since the last time. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { fql, since, type Fql } from "../../falcon/fql.ts";
import type { HostsApi, HostSketch } from "../../falcon/endpoints/hosts.ts";
import { MINUTE, SECOND } from "../../lib/clock.ts";
import type { HostTable } from "./host-table.ts";

/** GET /devices/combined/devices/v1, the one search of hosts without a deepest page. */
export type SketchPort = Pick<HostsApi, "sketches">;

/** Falcon gives 10,000; with every field, from a service that heeds no list of them, half is what we take in. */
export const PAGE = 5_000;
/** Records read before others get a turn: a few milliseconds. */
const AT_ONCE = 250;
/** More hosts than this would take more memory than an aid to typing is worth. */
export const MOST_HOSTS = 500_000;
/** Changes come to the search a little after they happened, and not in order. */
const OVERLAP_MS = 2 * MINUTE;
/** Nobody waits, so a rate limit may pass; the token of a page lives two minutes. */
const CALL = { priority: "background", maxWaitMs: 60 * SECOND, deadlineMs: 90 * SECOND } as const;

export interface Feed {
  /** Whether `changed` has a moment to ask from. */
  hasCursor(): boolean;
  /** Reads every host and forgets those that are gone; how many pages it took. */
  all(signal: AbortSignal): Promise<number>;
  /** Reads what changed since the last reading that came to its end. */
  changed(signal: AbortSignal): Promise<number>;
}

/**
 * Writes into the table as it reads, so a reading that breaks off leaves what it had.
 * @throws RangeError above `MOST_HOSTS`, FalconError, or the signal's reason
 */
export function createFeed({
  falcon,
  table,
}: {
  readonly falcon: SketchPort;
  readonly table: HostTable;
}): Feed {
  /** The latest `modified_timestamp` seen, as Falcon wrote it. */
  let cursor: string | undefined;
  let round = 0;

  async function read(filter: Fql | undefined, signal: AbortSignal): Promise<number> {
    let latest = cursor;
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await falcon.sketches({ filter, limit: PAGE, token }, { ...CALL, signal });
      signal.throwIfAborted();
      if (Math.max(page.total, table.size) > MOST_HOSTS)
        throw new RangeError(`more than ${MOST_HOSTS} hosts are too many for the index`);
      let taken = 0;
      for (const host of page.sketches) {
        table.put(host, round);
        latest = later(latest, host);
        taken += 1;
        if (taken % AT_ONCE === 0) await nextTurn(undefined, { signal });
      }
      pages += 1;
      // The same token again would lead nowhere.
      token = page.next === token ? undefined : page.next;
    } while (token !== undefined);
    // Only now: after half a reading the rest has to be asked for again.
    cursor = latest;
    return pages;
  }

  return {
    hasCursor: () => cursor !== undefined,
    async all(signal) {
      round += 1;
      const pages = await read(undefined, signal);
      table.dropBefore(round);
      return pages;
    },
    changed: (signal) => read(changedSince(cursor), signal),
  };
}

const changedSince = (cursor: string | undefined): Fql | undefined =>
  cursor === undefined ? undefined : fql`modified_timestamp:>=${since(Date.parse(cursor) - OVERLAP_MS)}`;

function later(latest: string | undefined, { modified }: HostSketch): string | undefined {
  if (modified === undefined || Number.isNaN(Date.parse(modified))) return latest;
  return latest === undefined || Date.parse(modified) > Date.parse(latest) ? modified : latest;
}
