/** The feed over a real store and a tenant by hand, with processes that can be killed. */
import { createPoller, type Poller } from "../../../src/alerts/feed/poller.ts";
import { paintEntry, paintGroup } from "../../../src/alerts/feed/painters.ts";
import type { AdminNotice, FeedEvent, FeedParts } from "../../../src/alerts/feed/ports.ts";
import { syncFeeds, type FeedEntry } from "../../../src/alerts/feed/settings-feeds.ts";
import { LEASE } from "../../../src/alerts/feed/lead.ts";
import { openSqliteStore } from "../../../src/store/sqlite.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Card } from "../../../src/chat/card.ts";
import { fakeClock, type FakeClock } from "../../fixtures/clock.ts";
import { createTenant, type Tenant } from "./tenant.ts";

export const CHANNEL = { surface: "chat", channel: "alerts" };

export interface FeedWorld {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly tenant: Tenant;
  readonly notices: AdminNotice[];
  readonly seen: FeedEvent[];
  /** When the first run noted what was there. */
  readonly startedAt: number;
  poller: Poller;
  /** The process dies at once; another one comes up. */
  restart(): Promise<void>;
  /** Another process on the same store, with a lease of its own to fight for. */
  another(owner: string): Poller;
  /** The next so many transactions end in death: before they are written, or right after. */
  killTransactions(times: number, when: "before" | "after"): void;
  /** Every unit (a card with its thread) that names the alert, and how often. */
  units(name: string): Promise<readonly { readonly unit: string; readonly times: number }[]>;
  cards(): Promise<readonly Card[]>;
  /** Rounds until nothing is left to read. */
  settle(rounds?: number): Promise<void>;
}

const silent: FeedParts["log"] = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

export async function startFeed(
  options: {
    readonly feeds?: readonly FeedEntry[];
    readonly pageSize?: number;
    readonly before?: (tenant: Tenant) => void;
  } = {},
): Promise<FeedWorld> {
  const clock = fakeClock();
  const real = await openSqliteStore({ file: ":memory:" });
  const tenant = createTenant(clock.now, options.pageSize === undefined ? 500 : 3);
  options.before?.(tenant);
  const notices: AdminNotice[] = [];
  const seen: FeedEvent[] = [];
  let deaths: { left: number; when: "before" | "after" } = { left: 0, when: "before" };
  const store: Store = {
    ...real,
    async transaction(work) {
      const isFatal = deaths.left > 0;
      if (isFatal) deaths.left -= 1;
      if (isFatal && deaths.when === "before") throw new Error("killed");
      const result = await real.transaction(work);
      if (isFatal) throw new Error("killed");
      return result;
    },
  };
  let lives = 0;
  let owner = "";
  const partsOf = (name: string): FeedParts => ({
    store,
    falcon: tenant.api,
    clock,
    log: silent,
    owner: name,
    falconNow: clock.now,
    ...(options.pageSize === undefined ? {} : { pageSize: options.pageSize }),
    observe: (event) => void seen.push(event),
    tellAdmins: async (notice) => void notices.push(notice),
  });
  const live = (): Poller => {
    lives += 1;
    owner = `bot-${lives}`;
    return createPoller(partsOf(owner));
  };
  await syncFeeds(real, options.feeds ?? [{ channel: CHANNEL }], clock.now());
  const painter = { store: real, stormChart: async () => [] };
  /** Subjects of cards, each with those of its thread. */
  const said = new Map<string, Set<string>>();
  async function deliver(): Promise<void> {
    for (;;) {
      const rows = await real.deliveries.claim(Number.MAX_SAFE_INTEGER, "mouth", 0, 500, []);
      for (const { id, subject, to, wantedVersion } of rows) {
        const under = "place" in to ? to.under : undefined;
        const root = under ?? subject;
        await real.deliveries.settle(id, { state: "sent", drawnVersion: wantedVersion });
        if (root === undefined || subject === undefined) continue;
        const thread = said.get(root) ?? new Set();
        if (under !== undefined) thread.add(subject);
        said.set(root, thread);
      }
      if (rows.length === 0) return;
    }
  }

  const world: FeedWorld = {
    startedAt: clock.now(),
    store: real,
    clock,
    tenant,
    notices,
    seen,
    poller: live(),
    another: (name) => createPoller(partsOf(name)),
    async restart() {
      deaths = { left: 0, when: "before" };
      await real.leases.release(LEASE, owner);
      world.poller = live();
      await world.poller.begin();
    },
    killTransactions: (left, when) => {
      deaths = { left, when };
    },
    async units(name) {
      const found: { unit: string; times: number }[] = [];
      await deliver();
      for (const [unit, entries] of said) {
        const words = [
          await paintGroup(painter, unit),
          ...(await Promise.all([...entries].map((one) => paintEntry(painter, one)))),
        ].flatMap((drawn) => (drawn === undefined ? [] : [wordsOf(drawn.card)]));
        const times = words.join("\n").split(name).length - 1;
        if (times > 0) found.push({ unit, times });
      }
      return found;
    },
    async cards() {
      await deliver();
      const drawn = await Promise.all([...said.keys()].map((subject) => paintGroup(painter, subject)));
      return drawn.flatMap((one) => one?.card ?? []);
    },
    async settle(rounds = 8) {
      for (let round = 0; round < rounds; round += 1) {
        await world.poller.tick();
        await deliver();
        await clock.advance(5_000);
      }
    },
  };
  await world.poller.begin();
  return world;
}

/** All the text of a card, opened; buttons hold ids, not names. */
export const wordsOf = (card: Card): string =>
  JSON.stringify(card, (key, value: unknown) =>
    key === "data" || key === "buttons" ? undefined : opened(value),
  );

const opened = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "untrusted" in value
    ? (value as { untrusted: string }).untrusted
    : value;
