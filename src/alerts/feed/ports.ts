/** What the feed needs from the rest of Falconer; the composition root provides it. */
import type { AlertFeedApi } from "../../falcon/endpoints/alert-feed.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Log } from "../../lib/log.ts";
import type { Store } from "../../store/store.ts";

export interface FeedParts {
  readonly store: Store;
  readonly falcon: AlertFeedApi;
  readonly clock: Clock;
  readonly log: Log;
  /** This process among those that share the store. */
  readonly owner: string;
  /** Falcon's own time, as its last answer told it; undefined before the first. */
  readonly falconNow: () => number | undefined;
  /** Ids listed at once; the usual number unless given. */
  readonly pageSize?: number;
  /** Counted for metrics. */
  readonly observe: (seen: FeedEvent) => void;
  /** Something that only an admin can mend; `about` names the occasion and is told once. */
  readonly tellAdmins: (notice: AdminNotice) => Promise<void>;
}

export type FeedEvent =
  | { readonly kind: "tick"; readonly outcome: "read" | "idle" | "failed" | "skipped" | "follower" }
  | { readonly kind: "alerts"; readonly fresh: number; readonly changed: number }
  | { readonly kind: "missing"; readonly count: number };

export interface AdminNotice {
  readonly about: string;
  readonly title: string;
  readonly words: string;
}
