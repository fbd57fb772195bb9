/**
 * Forgets what is over: cards on which nothing has stirred for a month, with their messages'
 * rows, and alerts that stand nowhere any more. Only what could not be told again if Falcon
 * listed it once more (docs/decisions/0019-what-the-feed-forgets.md). A few rows at a time, so
 * that neither readings nor people wait.
 *
 *   resting -> cards -> alerts -> notices -> resting
 */
import { setImmediate } from "node:timers/promises";
import { DAY, HOUR } from "../../lib/clock.ts";
import type { AlertRow, CursorRow } from "../../store/feed-rows.ts";
import type { Mark } from "../../store/feed-store.ts";
import type { Repositories } from "../../store/store.ts";
import { isHistory } from "./begin.ts";
import type { Lease } from "./lead.ts";
import type { FeedParts } from "./ports.ts";

const KEPT_MS = 30 * DAY;
const REST_MS = HOUR;
const CARDS_AT_ONCE = 20;
/** Of a storm there may be a hundred thousand. */
const PLACES_AT_ONCE = 1_000;
const ALERTS_AT_ONCE = 200;
const NOTICES_AT_ONCE = 200;

type Stage = "cards" | "alerts" | "notices";

export interface Retention {
  /** One small step, when there is one to take. */
  step(lease: Lease, cursor: CursorRow): Promise<void>;
}

export function createRetention(parts: FeedParts): Retention {
  const { store, clock } = parts;
  let restUntil = 0;
  let stage: Stage = "cards";
  /** Where the stage goes on; what has to be kept is passed over once a run. */
  let after: Mark | undefined;

  const next = (following: Stage): void => {
    stage = following;
    after = undefined;
  };

  async function cards(lease: Lease, before: number): Promise<void> {
    const found = await store.oldRows.groups(before, after, CARDS_AT_ONCE);
    for (const mark of found) {
      if ((await isOver(mark.id, before)) && !(await forget(lease, mark.id))) return;
      after = mark;
    }
    if (found.length < CARDS_AT_ONCE) next("alerts");
  }

  async function isOver(groupId: string, before: number): Promise<boolean> {
    const total = (await store.groups.get(groupId))?.tally.total ?? 0;
    for (let from = 0; from < total; from += PLACES_AT_ONCE) {
      if (!(await store.oldRows.isQuiet(groupId, before, { from, count: PLACES_AT_ONCE }))) return false;
      await setImmediate();
    }
    return true;
  }

  /** False while there is more of it. */
  const forget = (lease: Lease, groupId: string): Promise<boolean> =>
    inTurn(lease, async ({ oldRows }) => {
      if ((await oldRows.unplace(groupId, PLACES_AT_ONCE)) === PLACES_AT_ONCE) return false;
      await oldRows.removeGroup(groupId);
      return true;
    });

  async function alerts(lease: Lease, cursor: CursorRow, before: number): Promise<void> {
    const found = await store.oldRows.alerts(before, after, ALERTS_AT_ONCE);
    const ids = found.filter((row) => isForgettable(row, cursor)).map(({ id }) => id);
    if (ids.length > 0) await inTurn(lease, ({ oldRows }) => oldRows.removeAlerts(ids));
    const last = found.at(-1);
    if (last === undefined || found.length < ALERTS_AT_ONCE) return next("notices");
    after = { at: last.changedAt, id: last.id };
  }

  async function notices(lease: Lease, before: number): Promise<void> {
    const removed = await inTurn(lease, ({ oldRows }) => oldRows.removeNotices(before, NOTICES_AT_ONCE));
    if (removed === NOTICES_AT_ONCE) return;
    next("cards");
    restUntil = clock.now() + REST_MS;
  }

  const inTurn = <T>(lease: Lease, work: (tx: Repositories) => Promise<T>): Promise<T> =>
    store.transaction(async (tx) => {
      await lease.confirm(tx);
      return work(tx);
    });

  return {
    async step(lease, cursor) {
      if (clock.now() < restUntil) return;
      const before = clock.now() - KEPT_MS;
      if (stage === "cards") return cards(lease, before);
      if (stage === "alerts") return alerts(lease, cursor, before);
      return notices(lease, before);
    },
  };
}

/** Whether it would be taken for history if it were read for the first time now. */
function isForgettable({ state, snapshot }: AlertRow, cursor: CursorRow): boolean {
  switch (state) {
    case "known":
      return isHistory(snapshot?.createdStamp, cursor);
    case "baseline":
      // Made before the first run, whenever that was.
      return isHistory(cursor.since, cursor);
    case "lost":
      // Nothing of it was ever told but that it could not be read.
      return true;
    case "missing":
      return false;
  }
}
