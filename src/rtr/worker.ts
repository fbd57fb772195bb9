/** Finds the sessions that are this process's work, and keeps each of them going until it is over. */
import { buttons, runs, text, toned } from "../chat/card.ts";
import { SECOND } from "../lib/clock.ts";
import type { RtrSessionRow } from "../store/rtr-rows.ts";
import type { RtrParts } from "./ports.ts";
import { because, moveSession } from "./session/change.ts";
import { keepSession } from "./session/keeper.ts";
import { handOver, recover } from "./session/recover.ts";
import { sayNote } from "./session/told.ts";
import { changed } from "./session/wait.ts";

const ROUND_MS = SECOND;
const HELD_MS = 20 * SECOND;
const RENEWED_EVERY_MS = 5 * SECOND;
const AGAIN_MS = 2 * SECOND;
/** How long the end may take; what is left then is swept by the next process. */
const CLOSING_MS = 5 * SECOND;

export interface RtrWorker {
  start(): void;
  /** Closes what this process holds, or hands it over where another process can go on. */
  stop(): Promise<void>;
}

export interface WorkerOptions {
  /** Whether sessions of others that are no more are taken over. */
  readonly adopts: boolean;
  readonly isAnotherAlive: () => Promise<boolean>;
  /** Once a round, and soon after each change. */
  readonly onRound: () => Promise<void>;
}

const stoppedCard = ({ deviceId }: RtrSessionRow) =>
  toned(
    "warning",
    "Falconer was stopped",
    text("The session is closed with it. What had not been sent is not sent later."),
    ...(deviceId === undefined ? [] : [buttons(runs("Open again", "rtr", { host: deviceId }, "primary"))]),
  );

export function createRtrWorker(parts: RtrParts, options: WorkerOptions): RtrWorker {
  const { store, clock, log, holder } = parts;
  const stopping = new AbortController();
  const keepers = new Map<string, Promise<void>>();
  const cut = new AbortController();
  let renewedAt = 0;
  let loop: Promise<void> | undefined;

  function keep(row: RtrSessionRow, isAbandoned: boolean): void {
    const work = async (): Promise<void> => {
      try {
        if (isAbandoned) await recover(parts, row, cut.signal);
        await keepSession(parts, row.id, cut.signal);
      } catch (error) {
        if (cut.signal.aborted) return;
        log.error("a session's work failed and is taken up again", { session: row.id, error });
        await clock.sleep(AGAIN_MS, cut.signal).catch(() => undefined);
      }
    };
    keepers.set(
      row.id,
      work().finally(() => keepers.delete(row.id)),
    );
  }

  async function round(): Promise<void> {
    const now = clock.now();
    if (now - renewedAt >= RENEWED_EVERY_MS) {
      renewedAt = now;
      await store.rtrSessions.keepAlive(holder, now + HELD_MS);
    }
    if (options.adopts && !stopping.signal.aborted) {
      for (const row of await store.rtrSessions.hold(now, holder, now + HELD_MS)) {
        const isAbandoned = row.holder !== undefined && row.holder !== holder;
        if (!keepers.has(row.id)) keep(row, isAbandoned);
      }
    }
    for (const row of await store.rtrSessions.open()) {
      if (row.holder === holder && !keepers.has(row.id)) keep(row, false);
    }
    await options.onRound();
  }

  async function run(): Promise<void> {
    while (!cut.signal.aborted) {
      try {
        await round();
      } catch (error) {
        log.error("a round over the sessions failed", { error });
      }
      await changed(parts, ROUND_MS, cut.signal).catch(() => undefined);
    }
  }

  async function leave(): Promise<void> {
    const isAnother = await options.isAnotherAlive();
    for (const row of await store.rtrSessions.open()) {
      if (row.holder !== holder) continue;
      const canWait = row.state === "queued" || row.state === "lost";
      if (isAnother || canWait) await handOver(parts, row);
      else
        await moveSession(
          store,
          row.id,
          "close",
          clock.now(),
          { outcome: because("Falconer was stopped") },
          (tx, next) => sayNote(tx, next, "stopped", stoppedCard(next), clock.now()),
        );
    }
  }

  return {
    start() {
      loop = run();
    },
    async stop() {
      stopping.abort();
      try {
        await leave();
        const late = new AbortController();
        const over = clock.sleep(CLOSING_MS, late.signal).catch(() => undefined);
        await Promise.race([over, allGone()]);
        late.abort();
        await over;
      } catch (error) {
        log.warn("sessions are left to the next process", { error });
      }
      cut.abort(new Error("the worker is stopping"));
      await loop;
      await Promise.allSettled(keepers.values());
    },
  };

  async function allGone(): Promise<void> {
    while (keepers.size > 0) await Promise.allSettled(keepers.values());
  }
}
