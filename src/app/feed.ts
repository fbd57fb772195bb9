/** The alert feed in a running bot: the first run, the schedule, and what it shares with the rest. */
import { createDigests } from "../alerts/feed/digest.ts";
import { createPoller, type Poller } from "../alerts/feed/poller.ts";
import type { FeedParts } from "../alerts/feed/ports.ts";
import { onSchedule, type Schedule } from "../alerts/feed/schedule.ts";
import { ENTRY } from "../alerts/feed/subjects.ts";
import { writePlace, type Place } from "../chat/place.ts";
import type { DeliveryRow } from "../store/rows.ts";
import { syncFeeds, type FeedEntry } from "../alerts/feed/settings-feeds.ts";
import type { Metrics } from "../ops/metrics.ts";
import { noticeAdmins } from "./tell-admins.ts";
import type { Core } from "./core.ts";

/** Where the demo tells its alerts. */
const DEMO_FEED: FeedEntry = { channel: { surface: "web", channel: "alerts" } };

const EVERY_MINUTE = "1 * * * * *";

interface RunningFeed {
  readonly poller: Poller;
  /** Brings the feeds up to date and notes what is there already. Before anybody can rely on it. */
  begin(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Needs to be begun before adapters start: what happens from then on is told, what was before is not. */
export function createFeed(core: Core, metrics: Metrics): RunningFeed {
  const { config, store, clock } = core;
  const log = core.log.child("feed");
  const parts: FeedParts = {
    store,
    falcon: core.falcon.alertFeed,
    clock,
    log,
    owner: core.instance.owner,
    falconNow: core.falconNow,
    observe: (seen) => metrics.observeFeed(seen),
    tellAdmins: (notice) => noticeAdmins(core, notice),
  };
  const poller = createPoller(parts);
  const digests = createDigests(parts);
  let schedules: readonly Schedule[] = [];
  return {
    poller,
    async begin() {
      const { feeds, isDemoPeople } = config.settings;
      await syncFeeds(
        store,
        feeds.length === 0 && isDemoPeople && core.cloud.isDemo ? [DEMO_FEED] : feeds,
        clock.now(),
      );
      await poller.begin();
    },
    start() {
      schedules = [
        onSchedule(config.settings.poll.alerts, () => poller.tick(), log),
        onSchedule(EVERY_MINUTE, () => digests.tick(), log),
      ];
    },
    async stop() {
      await Promise.all(schedules.map((one) => one.stop()));
      await poller.stop();
    },
  };
}

/** Where alerts go whose channel is gone: to those who decide, into the console, then to the other feeds. */
export async function alertFallbacks(
  { store, config }: Pick<Core, "store" | "config">,
  row: DeliveryRow,
): Promise<readonly Place[]> {
  const feeds = await store.feeds.list();
  const own = await channelOf(store, row);
  const places = [config.settings.approvalsChannel, DEMO_FEED.channel, ...feeds.map(({ place }) => place)];
  return places.filter((place) => place !== undefined).filter((place) => writePlace(place) !== own);
}

/** The channel that it was meant for; where it is tried now may be a fallback already. */
async function channelOf(store: Core["store"], { subject }: DeliveryRow): Promise<string | undefined> {
  const [prefix, id = ""] = subject?.split(":", 2) ?? [];
  const groupId = prefix === ENTRY ? (await store.groups.entry(id))?.groupId : id;
  return groupId === undefined ? undefined : (await store.groups.get(groupId))?.channelKey;
}
