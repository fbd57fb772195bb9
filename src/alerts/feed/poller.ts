/**
 * The poller: on the schedule of the settings, one round at a time, in one process of those
 * that share the store. A round that fails leaves the cursor where it was; the next one
 * reads the same again.
 *
 *   tick -> skipped (the last one still runs) | follower (somebody else reads) | read | idle | failed
 */
import { MINUTE, SECOND } from "../../lib/clock.ts";
import { FalconError } from "../../falcon/errors.ts";
import type { CursorRow } from "../../store/feed-rows.ts";
import { begin, CURSOR } from "./begin.ts";
import { createHousekeeper } from "./housekeeping.ts";
import { LeaseLost, takeLead, type Lease } from "./lead.ts";
import { askAgain } from "./missing.ts";
import type { FeedEvent, FeedParts } from "./ports.ts";
import { createReader } from "./round.ts";
import { tellTrouble } from "./trouble.ts";

/** After a refusal that only an admin can mend, asking is of little use. */
const REST_AFTER_REFUSAL_MS = MINUTE;
/** A first run waits this long for Falcon before it is made up for later. */
const BEGIN_WITHIN_MS = 8 * SECOND;

export type TickOutcome = Extract<FeedEvent, { readonly kind: "tick" }>["outcome"];

export interface Poller {
  /** The first run: notes what is there. Done before anybody can rely on the feed. */
  begin(): Promise<void>;
  tick(): Promise<TickOutcome>;
  /** Reading as of then; for status. */
  lastReadAt(): number | undefined;
  stop(): Promise<void>;
}

export function createPoller(parts: FeedParts): Poller {
  const { clock, log, store } = parts;
  const stopping = new AbortController();
  const startedAt = clock.now();
  const reader = createReader(parts);
  const house = createHousekeeper(parts);
  let running: Promise<TickOutcome> | undefined;
  let restUntil = 0;
  let lastReadAt: number | undefined;
  let failingSince: number | undefined;

  async function cursorFor(lease: Lease, signal: AbortSignal, isLate: boolean): Promise<CursorRow> {
    return (await store.cursors.get(CURSOR)) ?? begin(parts, lease, isLate ? startedAt : undefined, signal);
  }

  async function round(): Promise<TickOutcome> {
    if (clock.now() < restUntil) return "idle";
    const lease = await takeLead(parts);
    if (lease === undefined) return "follower";
    const { signal } = stopping;
    const cursor = await cursorFor(lease, signal, true);
    const again = await askAgain(parts, lease, cursor, signal);
    const read = await reader.round(lease, cursor, signal);
    await house.keep(lease, cursor, signal);
    lastReadAt = clock.now();
    failingSince = undefined;
    return read + again > 0 ? "read" : "idle";
  }

  async function guarded(): Promise<TickOutcome> {
    try {
      return await round();
    } catch (error) {
      if (stopping.signal.aborted) return "failed";
      if (error instanceof LeaseLost) return "follower";
      const now = clock.now();
      failingSince ??= now;
      log.warn("the alerts could not be read", { error, since: failingSince });
      if (error instanceof FalconError && (error.kind === "denied" || error.kind === "auth"))
        restUntil = now + REST_AFTER_REFUSAL_MS;
      await tellTrouble(parts, error, failingSince).catch((fault: unknown) =>
        log.error("nobody could be told that the feed stands still", { error: fault }),
      );
      return "failed";
    }
  }

  return {
    lastReadAt: () => lastReadAt,
    async begin() {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(BEGIN_WITHIN_MS)]);
      try {
        const lease = await takeLead(parts);
        if (lease !== undefined) await cursorFor(lease, signal, false);
      } catch (error) {
        // The next round makes up for it: what came since this process started is told then.
        log.warn("the feed could not begin yet", { error });
      }
    },
    async tick() {
      if (running !== undefined) {
        parts.observe({ kind: "tick", outcome: "skipped" });
        return "skipped";
      }
      running = guarded();
      try {
        const outcome = await running;
        parts.observe({ kind: "tick", outcome });
        return outcome;
      } finally {
        running = undefined;
      }
    },
    async stop() {
      stopping.abort(new Error("stopping"));
      await running;
      await store.leases.release("alert-feed", parts.owner).catch(() => undefined);
    },
  };
}
