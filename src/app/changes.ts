/** What changes are aimed at and what they may do to the world, by sort and by area. */
import type { Effects } from "../actions/effects.ts";
import type { ApprovalParts } from "../approvals/ports.ts";
import type { Falcon } from "../falcon/client.ts";
import { createIndicatorChanges, type IndicatorChanges } from "../indicators/changes.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import { createScans } from "../scans/service.ts";
import type { Store } from "../store/store.ts";
import type { LookUps } from "../../commands/look-ups.ts";
import { alertEffects, alertsForApprovals } from "./alert-targets.ts";
import { hostsForApprovals } from "./host-facts.ts";
import { indicatorsForApprovals } from "./indicator-facts.ts";
import { rtrEffects } from "./rtr.ts";

/** Everything that writes to Falcon is behind `effects`, and only approvals hold it. */
export interface Changes extends Pick<ApprovalParts, "sources"> {
  readonly effects: Effects;
  readonly indicators: IndicatorChanges;
}

export function changesOf(parts: {
  readonly falcon: Falcon;
  readonly lookUps: LookUps;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): Changes {
  const { falcon, lookUps, store, clock, log } = parts;
  const { hosts, alerts } = lookUps;
  const host = hostsForApprovals({ hosts, alerts, log });
  const indicators = createIndicatorChanges({ falcon: falcon.indicators, indicators: lookUps.indicators });
  return {
    indicators,
    sources: {
      host,
      alert: alertsForApprovals({ alerts, store }),
      indicator: indicatorsForApprovals({ indicators: lookUps.indicators, hosts: falcon.hosts, log }),
    },
    effects: {
      hosts: {
        contain: (id, signal) => falcon.hosts.contain(id, { signal }),
        liftContainment: (id, signal) => falcon.hosts.liftContainment(id, { signal }),
        statuses: host.statuses,
      },
      alerts: alertEffects(falcon),
      indicators,
      scans: createScans({ falcon: falcon.scans }),
      rtr: rtrEffects({ store, clock }),
    },
  };
}
