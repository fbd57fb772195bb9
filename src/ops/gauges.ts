/**
 * Gauges that are asked for at scrape time, each question for itself: one that fails or
 * hangs leaves its gauge out and is counted, and the others are still served.
 */
import { Counter, Gauge, type Registry } from "prom-client";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { LoopDelay } from "./loop-delay.ts";
import { withinLimit } from "./time-limit.ts";

/** How long a scrape waits for one source; scrapers give up after ten seconds. */
const SOURCE_LIMIT_MS = 3 * SECOND;
const MICROSECONDS = 1e6;

/** A source that is left out has no gauge. */
export interface MetricSources {
  /** Messages to be said. */
  deliveries?(): Promise<
    readonly { readonly lane: string; readonly state: string; readonly count: number }[]
  >;
  /** Requests by state. */
  approvals?(): Promise<Readonly<Record<string, number>>>;
  /** Hosts held isolated. */
  containmentsOpen?(): Promise<number>;
  driftMs?(): number;
}

interface GaugeParts {
  readonly registers: Registry[];
  readonly clock: Clock;
  readonly log?: Log;
}

interface Sample {
  readonly labels: Record<string, string>;
  readonly value: number;
}

type AddGauge = (
  about: { readonly name: string; readonly help: string; readonly labelNames: string[] },
  read: () => Promise<readonly Sample[]>,
) => void;

export function sourcedGauges({ registers, clock, log }: GaugeParts): { add(sources: MetricSources): void } {
  const failures = new Counter({
    name: "falconer_metric_source_failures_total",
    help: "Gauges left out of a scrape because their source failed or was too slow.",
    labelNames: ["gauge"],
    registers,
  });
  const addGauge: AddGauge = (about, read) => {
    const gauge = new Gauge({
      ...about,
      registers,
      async collect() {
        gauge.reset();
        try {
          for (const { labels, value } of await withinLimit(clock, SOURCE_LIMIT_MS, read)) {
            gauge.set(labels, value);
          }
        } catch (error) {
          // A reset leaves a nought behind where there are no labels; nothing must pass for none.
          gauge.remove({});
          failures.inc({ gauge: about.name });
          log?.warn("a metric could not be read", { err: error, metric: about.name });
        }
      },
    });
  };
  return { add: (sources) => addSources(sources, addGauge) };
}

function addSources(sources: MetricSources, addGauge: AddGauge): void {
  const { deliveries, approvals, containmentsOpen, driftMs } = sources;
  if (deliveries !== undefined) {
    const help = "Messages to be said, by lane and state.";
    addGauge({ name: "falconer_deliveries", help, labelNames: ["lane", "state"] }, async () =>
      (await deliveries()).map(({ lane, state, count }) => ({
        labels: { lane, state },
        value: count,
      })),
    );
  }
  if (approvals !== undefined) {
    const help = "Requests, by state.";
    addGauge({ name: "falconer_approvals", help, labelNames: ["state"] }, async () =>
      Object.entries(await approvals()).map(([state, count]) => ({
        labels: { state },
        value: count,
      })),
    );
  }
  if (containmentsOpen !== undefined) {
    const help = "Hosts that Falconer holds isolated.";
    addGauge({ name: "falconer_containments_open", help, labelNames: [] }, async () => [
      { labels: {}, value: await containmentsOpen() },
    ]);
  }
  if (driftMs !== undefined) {
    const help = "How far the machine's clock has moved away from ours.";
    addGauge({ name: "falconer_clock_drift_seconds", help, labelNames: [] }, async () => [
      { labels: {}, value: driftMs() / SECOND },
    ]);
  }
}

interface ProcessParts {
  readonly registers: Registry[];
  readonly version: string;
  readonly loop: LoopDelay;
}

/** The library's own defaults cannot be stopped and are over forty series; these are what people look at. */
export function addProcessGauges({ registers, version, loop }: ProcessParts): void {
  new Gauge({
    name: "falconer_build_info",
    help: "The running version.",
    labelNames: ["version", "node"],
    registers,
  }).set({ version, node: process.version }, 1);
  const delay = new Gauge({
    name: "falconer_event_loop_delay_seconds",
    help: "Delay of the event loop since the last scrape.",
    labelNames: ["quantile"],
    registers,
    collect() {
      const { p50, p99, max } = loop.take();
      delay.set({ quantile: "0.5" }, p50);
      delay.set({ quantile: "0.99" }, p99);
      delay.set({ quantile: "max" }, max);
    },
  });
  const memory = new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory.",
    registers,
    collect(): void {
      memory.set(process.memoryUsage.rss());
    },
  });
  const cpu = new Gauge({
    name: "process_cpu_seconds",
    help: "User and system CPU time spent.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.set((user + system) / MICROSECONDS);
    },
  });
  const uptime = new Gauge({
    name: "process_uptime_seconds",
    help: "Time since the process started.",
    registers,
    collect(): void {
      uptime.set(process.uptime());
    },
  });
}
