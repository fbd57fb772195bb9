/** Starts on-demand scans and tells how far they have come, by the mark in their description. */
import { plainLine } from "../chat/plain.ts";
import type { Scan, ScansApi } from "../falcon/endpoints/scans.ts";
import { fql, or } from "../falcon/fql.ts";
import { clip } from "../chat/visible.ts";

/** Finds cautiously enough for a scan that somebody waits for: Falcon's own "moderate". */
const LEVEL = 2;
/** A filter holds twenty properties. */
const MARKS_AT_ONCE = 20;
const SCANS_AT_ONCE = 100;
const FINDS_NAMED = 3;
const LONGEST_NAME = 120;

export interface ScanState {
  readonly status: "waiting" | "running" | "completed" | "canceled" | "failed";
  readonly scanned: number | undefined;
  readonly malicious: number | undefined;
  readonly finds: readonly string[];
}

export interface Scans {
  start(deviceId: string, paths: readonly string[], mark: string, signal?: AbortSignal): Promise<void>;
  states(marks: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ScanState>>;
}

export function createScans({ falcon }: { readonly falcon: ScansApi }): Scans {
  async function found(marks: readonly string[], signal?: AbortSignal): Promise<readonly Scan[]> {
    const [first, ...others] = marks.map((mark) => fql`description:${mark}`);
    if (first === undefined) return [];
    const { ids } = await falcon.query(or(first, ...others), SCANS_AT_ONCE, { signal });
    return ids.length === 0 ? [] : falcon.details(ids, { signal });
  }

  async function stateOf(scan: Scan, signal?: AbortSignal): Promise<ScanState> {
    const { scanned, malicious } = scan;
    const status = STATUSES[scan.status] ?? "running";
    const finds = status === "completed" && (malicious ?? 0) > 0 ? await findsOf(scan, signal) : [];
    return { status, scanned, malicious, finds };
  }

  async function findsOf({ id }: Scan, signal?: AbortSignal): Promise<readonly string[]> {
    const { ids } = await falcon.queryFinds(fql`scan_id:${id}`, FINDS_NAMED, { signal });
    const files = ids.length === 0 ? [] : await falcon.finds(ids, { signal });
    return files.flatMap(({ path }) => (path === undefined ? [] : [clip(plainLine(path), LONGEST_NAME)]));
  }

  return {
    start: (deviceId, paths, mark, signal) =>
      falcon.start({ deviceId, paths, description: mark, level: LEVEL }, { signal }),
    async states(marks, signal) {
      const states = new Map<string, ScanState>();
      for (let start = 0; start < marks.length; start += MARKS_AT_ONCE) {
        const some = marks.slice(start, start + MARKS_AT_ONCE);
        for (const scan of await found(some, signal)) {
          // Descriptions are found by their words; only the very same one is ours.
          const mark = some.find((one) => scan.description?.is(one) === true);
          if (mark !== undefined && !states.has(mark)) states.set(mark, await stateOf(scan, signal));
        }
      }
      return states;
    },
  };
}

const STATUSES: Readonly<Record<string, ScanState["status"]>> = {
  pending: "waiting",
  scheduled: "waiting",
  running: "running",
  completed: "completed",
  canceled: "canceled",
  cancelled: "canceled",
  failed: "failed",
};
