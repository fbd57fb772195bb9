/**
 * Turns are stored before they are acknowledged and finished after they are answered.
 * While any is under way this process says so, so that no other takes it for dead.
 */
import type { Turn } from "../chat/turn.ts";
import { MINUTE, SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Inbox } from "./ports.ts";
import { readTurn } from "./stored-turn.ts";

/** Owned this long without a word from the owner, a turn is an orphan. */
const OWNED_MS = 30 * SECOND;
const RENEWED_EVERY_MS = 10 * SECOND;
/** What nobody answered for so long is not answered any more: the person has moved on. */
const WORTH_ANSWERING_MS = 10 * MINUTE;

interface InboxKeeper {
  /** False when the turn was taken before. */
  take(turn: Turn): Promise<boolean>;
  finish(turn: Turn): Promise<void>;
  /** Unfinished turns of dead processes that are worth answering; the others are closed. */
  orphans(): Promise<readonly Turn[]>;
  /** Ownership is kept while at least one call of `during` runs. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Leaves what is unfinished to whoever comes next. */
  leave(): Promise<void>;
}

interface InboxKeeperParts {
  readonly inbox: Inbox;
  /** This process, as the store knows it. */
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** A process that says nothing for 30 s loses its turns to another one. */
export function createInboxKeeper({ inbox, owner, clock, log }: InboxKeeperParts): InboxKeeper {
  let underWay = 0;
  let renewing: AbortController | undefined;

  async function renew(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await clock.sleep(RENEWED_EVERY_MS, signal);
        await inbox.keepAlive(owner, clock.now() + OWNED_MS);
      } catch (error) {
        if (!signal.aborted) log.warn("ownership of turns could not be renewed", { err: error });
      }
    }
  }

  return {
    take: (turn) =>
      inbox.add({
        id: turn.id,
        turn,
        state: "working",
        owner,
        ownedUntil: clock.now() + OWNED_MS,
        receivedAt: turn.receivedAt,
      }),

    async finish(turn) {
      try {
        await inbox.finish(turn.id);
      } catch (error) {
        // Another run of the turn does no harm: commands are idempotent by its id.
        log.error("an answered turn could not be closed", { err: error, turn: turn.id });
      }
    },

    async orphans() {
      const now = clock.now();
      const turns: Turn[] = [];
      for (const entry of await inbox.claimOrphans(now, owner, now + OWNED_MS)) {
        const turn = readTurn(entry.turn);
        if (turn !== undefined && now - entry.receivedAt < WORTH_ANSWERING_MS) turns.push(turn);
        else {
          log.warn("an unanswered turn was closed", { turn: entry.id, readable: turn !== undefined });
          await inbox.finish(entry.id);
        }
      }
      return turns;
    },

    async during(work) {
      underWay += 1;
      if (renewing === undefined) {
        renewing = new AbortController();
        void renew(renewing.signal);
      }
      try {
        return await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) {
          renewing?.abort();
          renewing = undefined;
        }
      }
    },

    leave: () => inbox.disown(owner),
  };
}
