/**
 * Says what is to be said: takes delivery rows in lane order, draws views from the stored
 * thing at that moment, and hands them to the platform. One message at a time per channel,
 * channels side by side. A post whose answer was lost is looked for before it is posted
 * again; a place that is gone is replaced by the next best. A view says whether its message
 * is pinned; that is done before the row counts as sent, so a crash in between repeats it.
 */
import type { Card } from "../chat/card.ts";
import { PlaceGone, PostUncertain, type ChatAdapter } from "../chat/adapter.ts";
import type { AccountRef } from "../chat/person.ts";
import { threadUnder, type MessageRef, type Place } from "../chat/place.ts";
import { MINUTE, SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { DeliveryRow } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { Paint, Painted } from "./painters.ts";
import { pinned } from "./pin.ts";

const TICK_MS = 1_000;
/** Rows claimed in one round, over all channels. */
const PAGE = 40;
const OWNED_MS = 30 * SECOND;
const KEEP_ALIVE_MS = 5 * SECOND;
const LONGEST_PAUSE_MS = MINUTE;
/** With the pauses growing to a minute: about five hours of trying. */
const MOST_ATTEMPTS = 300;
/** Surfaces where nobody can be told anything later. */
const DEAF_SURFACES: ReadonlySet<string> = new Set(["terminal", "mcp"]);
/** Between two looks whether the message above is there. */
const PARENT_MS = 500;
const LOOKED_ABOVE = "place gone, the message above first";

interface DeliveryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly adapters: ReadonlyMap<string, ChatAdapter>;
  readonly paint: Paint;
  /** Where something goes whose place is gone; tried in order. */
  readonly fallbacks: (row: DeliveryRow) => Promise<readonly Place[]>;
  /** The same person's accounts elsewhere, the best first: a shell or an agent hears nothing later on. */
  readonly accountsBeside: (account: AccountRef) => Promise<readonly AccountRef[]>;
  /** A place can no longer be written to: somebody has to know. */
  readonly onPlaceGone: (row: DeliveryRow, next: Place | undefined, why: string) => Promise<void>;
  /** Something that people's overviews show has changed. */
  readonly onDelivered: (row: DeliveryRow) => void;
}

type Claimed = DeliveryRow & { readonly wasSending: boolean };

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

  async function inTurn(rows: readonly Claimed[]): Promise<void> {
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

/** False when nothing was said yet. */
async function send(parts: DeliveryParts, row: Claimed): Promise<boolean> {
  const drawn: Painted | undefined =
    row.subject === undefined ? { card: row.card as Card, version: 1 } : await parts.paint(row.subject);
  if (drawn === undefined) {
    await parts.store.deliveries.settle(row.id, { state: "failed", error: "what it shows is no more" });
    return false;
  }
  const to = await destination(parts, row);
  if (to === "later") {
    const { attempts } = row;
    await parts.store.deliveries.settle(row.id, {
      state: "queued",
      attempts: attempts - 1,
      nextAt: parts.clock.now() + PARENT_MS,
    });
    return false;
  }
  if (to === "nobody") {
    // No failure that anybody could mend: the answer was given there and then.
    await parts.store.deliveries.settle(row.id, {
      state: "sent",
      drawnVersion: drawn.version,
      error: "nobody can be told there",
    });
    return false;
  }
  const surface = "account" in to ? to.account.surface : to.surface;
  const adapter = parts.adapters.get(surface);
  if (adapter === undefined) throw new PlaceGone(`the surface ${surface} is off`);
  const known = row.message ?? (await foundAgain(adapter, row, to));
  const say: Say = { adapter, to, key: row.id, card: drawn.card };
  const message = known === undefined ? await post(say) : await edit(say, known);
  await parts.store.deliveries.settle(row.id, {
    state: "sent",
    drawnVersion: drawn.version,
    attempts: 0,
    error: undefined,
    ...(message === undefined
      ? {}
      : { message: await pinned({ adapter, row, message, log: parts.log }, drawn.isPinned) }),
  });
  return true;
}

type Destination = Place | { readonly account: AccountRef };

/** What is said under another message waits for it, and follows it to wherever it was posted. */
async function destination(
  { store, adapters, accountsBeside }: DeliveryParts,
  { to }: DeliveryRow,
): Promise<Destination | "later" | "nobody"> {
  if ("account" in to) {
    if (!DEAF_SURFACES.has(to.account.surface)) return { account: to.account };
    const others = await accountsBeside(to.account);
    const account = others.find(({ surface }) => adapters.get(surface)?.direct !== undefined);
    return account === undefined ? "nobody" : { account };
  }
  if (to.under === undefined) return to.place;
  const above = await store.deliveries.byKey(to.under);
  if (above === undefined || above.state === "failed") return to.place;
  // Queued with a message, it is about to be edited, or posted elsewhere because its place is gone.
  if (above.state === "queued" || above.message === undefined) return "later";
  return threadUnder(above.to, above.message);
}

interface Say {
  readonly adapter: ChatAdapter;
  readonly to: Destination;
  readonly key: string;
  readonly card: Card;
}

/** An earlier try may have arrived though we never heard: look before saying it twice. */
async function foundAgain(
  adapter: ChatAdapter,
  row: Claimed,
  to: Destination,
): Promise<MessageRef | undefined> {
  const mayHaveArrived = row.wasSending || row.attempts > 1;
  if (!mayHaveArrived || "account" in to) return undefined;
  return adapter.find?.(to, row.id);
}

async function post({ adapter, to, card, key }: Say): Promise<MessageRef | undefined> {
  if ("account" in to) return adapter.direct?.(to.account, card, key);
  return adapter.post(to, card, key);
}

async function edit(say: Say, message: MessageRef): Promise<MessageRef | undefined> {
  try {
    await say.adapter.update(message, say.card);
    return message;
  } catch (error) {
    // Somebody deleted the message: the truth has to stand somewhere, so it is posted anew.
    if (error instanceof PlaceGone) return post(say);
    throw error;
  }
}

async function postpone(parts: DeliveryParts, row: Claimed, error: unknown): Promise<void> {
  parts.log.warn("a delivery failed", {
    delivery: row.id,
    subject: row.subject,
    attempt: row.attempts,
    error,
  });
  const now = parts.clock.now();
  if (error instanceof PlaceGone) {
    await redirect(parts, row, error.message, now);
    return;
  }
  const state = row.attempts >= MOST_ATTEMPTS ? "failed" : row.message === undefined ? "queued" : "sent";
  const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(row.attempts, 10));
  await parts.store.deliveries.settle(row.id, {
    state,
    nextAt: now + (error instanceof PostUncertain ? SECOND : pause),
    error: error instanceof Error ? error.name : "unknown",
  });
}

/**
 * What stands in a thread and cannot be said there: the message above is drawn first, which
 * shows whether it is that one which is gone. It finds its new place, and its thread follows.
 * False when that was tried already.
 */
async function lookedAbove({ store }: DeliveryParts, row: Claimed, now: number): Promise<boolean> {
  const under = "place" in row.to ? row.to.under : undefined;
  const above = under === undefined ? undefined : await store.deliveries.byKey(under);
  if (above === undefined || above.state === "failed" || row.error === LOOKED_ABOVE) return false;
  if (above.state === "sent") await store.deliveries.settle(above.id, { state: "queued", nextAt: now });
  await store.deliveries.settle(row.id, { state: "queued", nextAt: now + PARENT_MS, error: LOOKED_ABOVE });
  return true;
}

async function redirect(parts: DeliveryParts, row: Claimed, why: string, now: number): Promise<void> {
  if (await lookedAbove(parts, row, now)) return;
  const nameOf = ({ surface, channel }: Place): string => `${surface}:${channel}`;
  const tried = "place" in row.to ? nameOf(row.to.place) : undefined;
  const fallbacks = (await parts.fallbacks(row)).filter((place) => parts.adapters.has(place.surface));
  // Each channel once: one that stands in the list twice would follow itself for ever.
  const places = fallbacks.filter(
    (place, i) => fallbacks.findIndex((first) => nameOf(first) === nameOf(place)) === i,
  );
  const next = places[places.findIndex((place) => nameOf(place) === tried) + 1];
  if (row.subject !== undefined) await parts.onPlaceGone(row, next, why);
  if (next === undefined) {
    parts.log.error("a delivery has no place left to go", {
      delivery: row.id,
      subject: row.subject,
      place: tried,
    });
    await parts.store.deliveries.settle(row.id, { state: "failed", error: "no place left" });
    return;
  }
  parts.log.warn("a place is gone, the next one is used", {
    from: tried,
    to: `${next.surface}:${next.channel}`,
  });
  await parts.store.deliveries.settle(row.id, {
    state: "queued",
    to: { place: next },
    nextAt: now,
    error: "place gone",
  });
}

/** In each lane what is new goes before edits: those are paced by the message, and may take a second. */
const newsFirst = (rows: readonly Claimed[]): readonly Claimed[] =>
  [...Map.groupBy(rows, ({ lane }) => lane).values()].flatMap((lane) => [
    ...lane.filter(({ message }) => message === undefined),
    ...lane.filter(({ message }) => message !== undefined),
  ]);

const channelOf = (row: Claimed): string =>
  "place" in row.to
    ? `${row.to.place.surface}:${row.to.place.channel}`
    : `${row.to.account.surface}:@${row.to.account.id}`;
