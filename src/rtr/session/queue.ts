/** Watches over a session whose host is offline, until the host is back or seven days are over. */
import { text, toned } from "../../chat/card.ts";
import { DAY, MINUTE, SECOND } from "../../lib/clock.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import { FalconError } from "../../falcon/errors.ts";
import { handOver } from "../entry/run.ts";
import { settleQueued } from "../entry/queued.ts";
import type { RtrParts } from "../ports.ts";
import { because, moveSession } from "./change.ts";
import { lose } from "./pulse.ts";
import { sayNote } from "./told.ts";
import { changed } from "./wait.ts";

/** Falcon keeps what is queued for seven days. */
const LAPSES_MS = 7 * DAY;
const SHORTEST_LOOK_MS = 2 * SECOND;
const LONGEST_LOOK_MS = MINUTE;

/** One round: hands over what was typed, looks at the queue, waits. */
export async function watchQueue(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<void> {
  const { store, clock } = parts;
  const now = clock.now();
  const next = await store.rtrEntries.next(row.id);
  if (next !== undefined) {
    await handOver(parts, row, next, stop);
    return;
  }
  const open = await store.rtrEntries.inStates(row.id, ["queued"]);
  const lastAt = Math.max(row.createdAt, ...open.map(({ createdAt }) => createdAt));
  if (now - lastAt >= LAPSES_MS) {
    await moveSession(
      store,
      row.id,
      "lapsed",
      now,
      { outcome: because("the host did not come back in seven days") },
      (tx, after) => sayNote(tx, after, "lapsed", LAPSED, now),
    );
    return;
  }
  try {
    await settleQueued(parts, row, open, stop);
    if (await isBack(parts, row, stop)) return;
  } catch (error) {
    if (stop.aborted) throw error;
    parts.log.warn("a queue could not be looked at", { session: row.id, error });
  }
  const waited = now - row.updatedAt;
  await changed(parts, Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, waited / 10)), stop);
}

const LAPSED = toned(
  "warning",
  "The queue has lapsed",
  text("The host did not come back within seven days. What waited was not run."),
);

/** A pulse that is no longer offline means that the host answers. */
async function isBack(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<boolean> {
  const { falcon, store, clock } = parts;
  try {
    const seen = await falcon.sessions.pulse(
      { deviceId: row.deviceId ?? "", isQueued: true },
      { signal: stop },
    );
    if (seen.isQueuedOffline) return false;
    const now = clock.now();
    await moveSession(
      store,
      row.id,
      "returned",
      now,
      {
        falconId: seen.id,
        directory: seen.directory,
        help: seen.help.length > 0 ? seen.help : row.help,
        usedAt: now,
        openedAt: row.openedAt ?? now,
      },
      (tx, next) => sayNote(tx, next, `back:${next.version}`, BACK, now),
    );
    return true;
  } catch (error) {
    if (stop.aborted || !(error instanceof FalconError)) throw error;
    if (error.kind === "unreachable") return false;
    if (error.kind === "not-found") {
      await lose(parts, row.id, error.hint);
      return true;
    }
    throw error;
  }
}

const BACK = toned(
  "good",
  "The host is back",
  text("What waited has been handed to it. The session is open."),
);
