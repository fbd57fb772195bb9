/** Counters of the alert feed. */
import { Counter, type Registry } from "prom-client";

/** What the feed tells; its own type, because services do not know each other. */
export type FeedEvent =
  | { readonly kind: "tick"; readonly outcome: string }
  | { readonly kind: "alerts"; readonly fresh: number; readonly changed: number }
  | { readonly kind: "missing"; readonly count: number };

export function feedCounters(registers: Registry[]): (seen: FeedEvent) => void {
  const ticks = new Counter({
    name: "falconer_feed_ticks_total",
    help: "Rounds of the alert feed, by outcome; skipped ones came while the last still ran.",
    labelNames: ["outcome"],
    registers,
  });
  const alerts = new Counter({
    name: "falconer_feed_alerts_total",
    help: "Alerts taken in, new ones and changed ones.",
    labelNames: ["what"],
    registers,
  });
  const missing = new Counter({
    name: "falconer_feed_missing_total",
    help: "Records that were asked for and not answered.",
    registers,
  });
  return (seen) => {
    switch (seen.kind) {
      case "tick":
        return ticks.inc({ outcome: seen.outcome });
      case "alerts":
        if (seen.fresh > 0) alerts.inc({ what: "fresh" }, seen.fresh);
        if (seen.changed > 0) alerts.inc({ what: "changed" }, seen.changed);
        return;
      case "missing":
        return missing.inc(seen.count);
    }
  };
}
