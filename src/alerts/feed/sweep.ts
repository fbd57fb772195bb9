/**
 * When the last day is looked through for alerts that were indexed hours late, and from
 * where: a page at a time in place of the last hour, so that it costs no request of its own
 * where a day fits on a page, and next to none where it fills many.
 *
 *   resting -> under way (a page, a rest, a page ...) -> resting
 */
import { DAY, MINUTE, SECOND, type Clock } from "../../lib/clock.ts";
import type { CursorRow } from "../../store/feed-rows.ts";
import { OVERLAP_MS } from "./begin.ts";
import { compareStamps, stampBefore } from "./stamp.ts";
import type { From } from "./walk.ts";

const REACH_MS = DAY;
const EVERY_MS = 10 * MINUTE;
const BETWEEN_PAGES_MS = 15 * SECOND;
/** A day of many pages is looked through less often. */
const REST_PER_PAGE_MS = MINUTE;

export interface Sweep {
  /** Where the page begins that is due now; undefined while none is. */
  due(cursor: CursorRow): From | undefined;
  /** The page was read; `next`: where it goes on. */
  done(next: From | undefined, cursor: CursorRow): void;
}

export function createSweep(clock: Clock): Sweep {
  let from: From | undefined;
  let at: number | undefined;
  let pages = 0;

  return {
    due(cursor) {
      // The first one begins a day before where reading had stopped, however long ago that was.
      from ??= beginning(cursor);
      at ??= clock.now() + MINUTE;
      return clock.now() < at ? undefined : from;
    },
    done(next, cursor) {
      pages += 1;
      // The last hour is looked through all the time.
      const isOver =
        next === undefined || compareStamps(next.stamp, stampBefore(cursor.stamp, OVERLAP_MS)) >= 0;
      from = isOver ? undefined : next;
      at = clock.now() + (isOver ? Math.max(EVERY_MS, pages * REST_PER_PAGE_MS) : BETWEEN_PAGES_MS);
      if (isOver) pages = 0;
    },
  };
}

/** No further back than the first run noted what was there: before that, nothing is news. */
function beginning({ stamp, since }: CursorRow): From {
  const [day, first] = [stampBefore(stamp, REACH_MS), stampBefore(since, OVERLAP_MS)];
  return { stamp: compareStamps(day, first) >= 0 ? day : first, isIncluded: true };
}
