/** Feeds, the cards of alerts, and what writing back to alerts stands on. */
import { createFalconUsers, type FalconUsers } from "../alerts/falcon-users.ts";
import { paintEntry, paintGroup } from "../alerts/feed/painters.ts";
import { createFeeds, type Feeds } from "../alerts/feed/service.ts";
import { ENTRY, GROUP } from "../alerts/feed/subjects.ts";
import { createAlertTargets, type AlertTargets } from "../alerts/feed/targets.ts";
import type { Alerts } from "../alerts/service.ts";
import type { Charts } from "../charts/service.ts";
import type { ChatAdapter } from "../chat/adapter.ts";
import type { Place } from "../chat/place.ts";
import { PLACE_SURFACES } from "../config/values.ts";
import type { Paint } from "../delivery/painters.ts";
import type { Falcon } from "../falcon/client.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Store } from "../store/store.ts";
import { listedName, type listedPeople } from "./people.ts";
import { stormChart } from "./storm-chart.ts";

/** What the feed shares with commands, and who draws its cards. */
export interface Triage {
  readonly services: {
    readonly feeds: Feeds;
    readonly alertTargets: AlertTargets;
    readonly falconUsers: FalconUsers;
  };
  readonly painters: readonly (readonly [string, Paint])[];
}

export function triageOf(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly charts: Charts;
  readonly alerts: Alerts;
  readonly falcon: Falcon;
  readonly listed: ReturnType<typeof listedPeople>;
  readonly adapter: (surface: string) => ChatAdapter | undefined;
}): Triage {
  const { store, clock, log, charts, alerts, falcon, listed } = parts;
  const painter = { store, stormChart: stormChart({ charts, clock, log: log.child("charts") }) };
  return {
    services: {
      feeds: createFeeds({
        store,
        clock,
        painter,
        surfaces: PLACE_SURFACES,
        obstacleAt: (place) => obstacleAt(parts.adapter, place),
      }),
      alertTargets: createAlertTargets({ store, get: (written, signal) => alerts.get(written, signal) }),
      falconUsers: createFalconUsers({
        falcon: falcon.users,
        clock,
        nameOf: (account) => listedName(listed, account),
      }),
    },
    painters: [
      [GROUP, (subject) => paintGroup(painter, subject)],
      [ENTRY, (subject) => paintEntry(painter, subject)],
    ],
  };
}

/** A shell beside the bot has none of its surfaces and cannot tell; a bot knows which it has. */
async function obstacleAt(
  adapter: (surface: string) => ChatAdapter | undefined,
  { surface, channel }: Place,
): Promise<string | undefined> {
  const there = adapter(surface);
  if (there !== undefined) return there.obstacleIn?.(channel);
  return adapter("web") === undefined ? undefined : `${surface} is not switched on here.`;
}
