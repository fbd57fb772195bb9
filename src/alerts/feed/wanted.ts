/**
 * Which of the listed alerts have to be read. A list holds ids alone, in the order of their
 * last change, and most of them are known; that one of these has changed shows in where it
 * stands: a change moves it to the end. Pure.
 */
import type { KnownAlert } from "../../store/feed-store.ts";
import { compareStamps, stampNanos } from "./stamp.ts";

export interface Listing {
  readonly ids: readonly string[];
  readonly known: ReadonlyMap<string, KnownAlert>;
  /** Everything listed has changed after, or (included) at and after, this moment. */
  readonly from: { readonly stamp: string; readonly isIncluded: boolean };
  /** `news`: what is behind the cursor; `overlap`: what was read before, looked through for late ones. */
  readonly what: "news" | "overlap";
  /** Read in this very round. */
  readonly justRead?: ReadonlySet<string>;
  readonly now: number;
}

export function wantedOf(listing: Listing): readonly string[] {
  const { ids, known } = listing;
  const wanted: string[] = [];
  let latest = -1n;
  let last: string | undefined;
  for (const id of new Set(ids)) {
    const alert = known.get(id);
    if (alert === undefined || hasChanged(alert, listing)) {
      wanted.push(id);
      continue;
    }
    if (alert.state !== "known") continue;
    const at = stampNanos(alert.stamp) ?? -1n;
    // Behind one that changed later: it has moved since it was read.
    if (at < latest) wanted.push(id);
    else {
      latest = at;
      last = id;
    }
  }
  // The very last cannot have moved further back, so a second change of it would not show.
  if (listing.what === "overlap" || last === undefined || last !== ids.at(-1)) return wanted;
  return listing.justRead?.has(last) === true ? wanted : [...wanted, last];
}

/** What is listed though it was last seen before the list begins. */
function hasChanged({ state, stamp, nextAt }: KnownAlert, { from, what, now }: Listing): boolean {
  // Missing ones are asked for on a schedule of their own.
  if (state === "missing") return false;
  // Of those there before the first run we know nothing but that they were.
  if (state === "baseline") return what === "news";
  if (state === "lost") return what === "news" && nextAt <= now;
  const order = compareStamps(stamp, from.stamp);
  return from.isIncluded ? order < 0 : order <= 0;
}
