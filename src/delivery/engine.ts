/**
 * Says what is to be said: takes delivery rows in lane order, draws views from the stored
 * thing at that moment, and hands them to the platform. One message at a time per channel,
 * channels side by side. A post whose answer was lost is looked for before it is posted
 * again; a place that is gone is replaced by the next best.
 */
import { SECOND } from "../lib/clock.ts";
import type { ClaimedDelivery } from "../store/store.ts";
import type { DeliveryParts } from "./ports.ts";
import { postpone } from "./postpone.ts";
import { send } from "./send.ts";

const TICK_MS = 1_000;
/** Rows claimed in one round, over all channels. */
const PAGE = 40;
const OWNED_MS = 30 * SECOND;
const KEEP_ALIVE_MS = 5 * SECOND;

/** One in each process; rows are claimed for 30 s, so that several may run over one store. */
export interface DeliveryEngine {
  start(): void;
  stop(): Promise<void>;
  /** Sends what is due now and waits for it. */
  flush(): Promise<void>;
}

/** Speaks to the platforms of `adapters` only. */
export function createDeliveryEngine(parts: DeliveryParts): DeliveryEngine {
  const stopping = new AbortController();
  const busy = new Map<string, Promise<void>>();
  let lastKeepAlive = 0;
  let loop: Promise<void> | undefined;
  let wake: () => void = () => undefined;
  let unsubscribe: () => void = () => undefined;

  async function tick(): Promise<number> {
    const now = parts.clock.now();
    if (busy.size > 0 && now - lastKeepAlive > KEEP_ALIVE_MS) {
      lastKeepAlive = now;
      await parts.store.deliveries.keepAlive(parts.owner, now + OWNED_MS);
    }
    const rows = await parts.store.deliveries.claim(now, parts.owner, now + OWNED_MS, PAGE, [...busy.keys()]);
    const byChannel = Map.groupBy(rows, channelOf);
    for (const [channel, queue] of byChannel) {
      const work = inTurn(queue).finally(() => {
        busy.delete(channel);
        wake();
      });
      busy.set(channel, work);
    }
    return rows.length;
  }

  async function inTurn(rows: readonly ClaimedDelivery[]): Promise<void> {
    for (const row of newsFirst(rows)) {
      try {
        if (await send(parts, row)) parts.onDelivered(row);
      } catch (error) {
        await postpone(parts, row, error);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await tick();
      } catch (error) {
        parts.log.error("a round over the deliveries failed", { error });
      }
      const cut = new AbortController();
      wake = () => cut.abort();
      await parts.clock.sleep(TICK_MS, AbortSignal.any([cut.signal, stopping.signal])).catch(() => undefined);
    }
  }

  return {
    start() {
      unsubscribe = parts.store.onChange(() => wake());
      loop = run();
    },
    async stop() {
      unsubscribe();
      stopping.abort();
      await loop;
      await Promise.allSettled(busy.values());
    },
    async flush() {
      while ((await tick()) > 0) await Promise.allSettled(busy.values());
    },
  };
}

/** In each lane what is new goes before edits: those are paced by the message, and may take a second. */
const newsFirst = (rows: readonly ClaimedDelivery[]): readonly ClaimedDelivery[] =>
  [...Map.groupBy(rows, ({ lane }) => lane).values()].flatMap((lane) => [
    ...lane.filter(({ message }) => message === undefined),
    ...lane.filter(({ message }) => message !== undefined),
  ]);

const channelOf = (row: ClaimedDelivery): string =>
  "place" in row.to
    ? `${row.to.place.surface}:${row.to.place.channel}`
    : `${row.to.account.surface}:@${row.to.account.id}`;
