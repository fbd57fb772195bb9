/** Feeds as admins keep them: added, listed, removed, muted. Settings' own feeds are kept in the settings. */
import { writePlace, type Place } from "../../chat/place.ts";
import type { Card } from "../../chat/card.ts";
import type { Person } from "../../chat/person.ts";
import type { Clock } from "../../lib/clock.ts";
import { UserError } from "../../lib/errors.ts";
import { newId } from "../../lib/id.ts";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import type { FeedFilter, FeedRow } from "../../store/feed-rows.ts";
import type { AuditBody } from "../../store/rows.ts";
import type { Repositories, Store } from "../../store/store.ts";
import { drawIncident, type PainterParts } from "./painters.ts";
import { placeAlerts } from "./place.ts";
import { isSchedule } from "./wall-clock.ts";
import { USUAL_WINDOW_MS } from "./settings-feeds.ts";

const MOST_FEEDS = 200;
const REPLAYED_AT_ONCE = 500;
/** A replay of more than this is a search: `detections` does that better. */
const MOST_REPLAYED = 20_000;

export interface FeedWish {
  readonly place: Place;
  readonly filter: FeedFilter;
  readonly windowMs?: number | undefined;
  readonly digest?: string | undefined;
  /** Alerts of this last while are told as well; nothing of the past unless given. */
  readonly sinceMs?: number | undefined;
}

export interface Feeds {
  list(): Promise<readonly FeedRow[]>;
  add(wish: FeedWish, by: Person): Promise<{ readonly feed: FeedRow; readonly replayed: number }>;
  /** By its id, or all of its channel; none where the word names neither. */
  find(written: string, here: Place): Promise<readonly FeedRow[]>;
  remove(feed: FeedRow, by: Person): Promise<void>;
  mute(feed: FeedRow, ms: number, reason: string, by: Person): Promise<FeedRow>;
  unmute(feed: FeedRow, by: Person): Promise<FeedRow>;
  /** A channel as people write it. */
  channelOf(written: string | undefined, here: Place): Place;
  /** An earlier card as it looks now, for whoever asks for it. */
  incidentCard(groupId: string): Promise<Card | undefined>;
}

export function createFeeds(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly painter: PainterParts;
  /** Where something can be told at all. */
  readonly surfaces: readonly string[];
  /** Why nothing can be said in a channel, in words; undefined where it can, or where that cannot be told. */
  readonly obstacleAt: (place: Place) => Promise<string | undefined>;
}): Feeds {
  const { store, clock } = parts;

  const record = (
    tx: Repositories,
    event: string,
    feed: FeedRow,
    by: Person,
    detail: AuditBody["detail"] = {},
  ) =>
    tx.audit.append(clock.now(), {
      event: `feed.${event}`,
      actor: by.id,
      actorName: by.name,
      detail: { feed: feed.id, channel: feed.channelKey, ...detail },
    });

  async function change(
    feed: FeedRow,
    event: string,
    by: Person,
    changes: Partial<FeedRow>,
  ): Promise<FeedRow> {
    return store.transaction(async (tx) => {
      const now = await tx.feeds.get(feed.id);
      if (now === undefined || now.removedAt !== undefined)
        throw new UserError("That feed was removed meanwhile.");
      const next = { ...now, ...changes };
      await tx.feeds.put(next);
      await record(tx, event, next, by, { mute: next.mute });
      return next;
    });
  }

  return {
    list: () => store.feeds.list(),
    channelOf,

    async add({ place, filter, windowMs, digest, sinceMs }, by) {
      if ((await store.feeds.list()).length >= MOST_FEEDS)
        throw new UserError(`There are ${MOST_FEEDS} feeds already; remove one first.`);
      if (digest !== undefined && !isSchedule(digest))
        throw new UserError('Write the digest as a cron schedule in quotes, such as "0 9 * * 1-5".');
      if (!parts.surfaces.includes(place.surface))
        throw new UserError(
          `Name the channel as surface:channel; the surfaces are ${parts.surfaces.join(", ")}.`,
        );
      const obstacle = await parts.obstacleAt(place);
      if (obstacle !== undefined) throw new UserError(obstacle);
      const feed: FeedRow = {
        id: newId(6),
        place,
        channelKey: writePlace(place),
        filter,
        windowMs: windowMs ?? USUAL_WINDOW_MS,
        digest,
        source: "command",
        createdBy: nameOf(by),
        createdAt: clock.now(),
        removedAt: undefined,
        mute: undefined,
        mutedCount: 0,
      };
      await store.transaction(async (tx) => {
        await tx.feeds.put(feed);
        await record(tx, "added", feed, by, { filter, since: sinceMs });
      });
      const replayed = sinceMs === undefined ? 0 : await replay(store, feed, clock.now() - sinceMs, clock);
      return { feed, replayed };
    },

    async find(written, here) {
      const all = await store.feeds.list();
      const byId = all.filter(({ id }) => id === written.toLowerCase());
      if (byId.length > 0) return byId;
      const channel = writePlace(channelOf(written, here));
      return all.filter(({ channelKey }) => channelKey === channel);
    },

    async remove(feed, by) {
      if (feed.source === "settings")
        throw new UserError("That feed stands in the settings; take it out there and restart.");
      await store.transaction(async (tx) => {
        if (!(await tx.feeds.remove(feed.id, clock.now())))
          throw new UserError("That feed was removed already.");
        await record(tx, "removed", feed, by);
      });
    },

    mute: (feed, ms, reason, by) =>
      change(feed, "muted", by, {
        mute: { until: clock.now() + ms, reason: untrusted(reason), by: nameOf(by) },
        mutedCount: feed.mute === undefined ? 0 : feed.mutedCount,
      }),

    unmute: (feed, by) => change(feed, "unmuted", by, { mute: undefined, mutedCount: 0 }),

    async incidentCard(groupId) {
      const group = await store.groups.get(groupId);
      return group?.kind === "host" ? drawIncident(parts.painter, group) : undefined;
    },
  };
}

/** A channel as people write it: nothing or `here`, `surface:channel`, a mention, or its bare id. */
function channelOf(written: string | undefined, here: Place): Place {
  const word = (written ?? "").trim().replace(/^<?#([^|>]+)(?:\|[^>]*)?>?$/, "$1");
  if (word === "" || word.toLowerCase() === "here") return { surface: here.surface, channel: here.channel };
  const colon = word.indexOf(":");
  if (colon > 0) return { surface: word.slice(0, colon).toLowerCase(), channel: word.slice(colon + 1) };
  return { surface: here.surface, channel: word };
}

const nameOf = ({ name }: Person): Untrusted => (typeof name === "string" ? untrusted(name) : name);

async function replay(store: Store, feed: FeedRow, since: number, clock: Clock): Promise<number> {
  let replayed = 0;
  let after = { at: since, id: "" };
  while (replayed < MOST_REPLAYED) {
    const rows = await store.alerts.since(after.at, after.id, REPLAYED_AT_ONCE);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = { at: last.createdAt, id: last.id };
    replayed += await store.transaction(async (tx) => {
      const told = new Set(
        (await tx.groups.placements(rows.map(({ id }) => id)))
          .filter(({ channelKey }) => channelKey === feed.channelKey)
          .map(({ alertId }) => alertId),
      );
      const open = rows.flatMap(({ id, snapshot }) =>
        snapshot === undefined || told.has(id) ? [] : [{ id, snapshot }],
      );
      return (await placeAlerts(tx, [feed], open, clock.now())).size;
    });
  }
  if (replayed > 0) await store.announce();
  return replayed;
}
