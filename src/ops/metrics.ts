/**
 * What Prometheus reads. Counts and durations are told to it as they happen; what only
 * the store or the process knows is asked for at scrape time (`gauges.ts`).
 */
import { Counter, Histogram, Registry } from "prom-client";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import { feedCounters, type FeedEvent } from "./feed-metrics.ts";
import { addProcessGauges, sourcedGauges, type MetricSources } from "./gauges.ts";
import { watchLoopDelay } from "./loop-delay.ts";

export type { MetricSources } from "./gauges.ts";

const ACK_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface MetricsOptions {
  readonly clock: Clock;
  readonly log?: Log;
  readonly version?: string;
}

export interface Metrics {
  observeCommand(seen: { readonly command: string; readonly outcome: string; readonly ms: number }): void;
  /** A call of an AI agent; `none` is a tool that there is not. */
  observeAgent(seen: { readonly tool: string; readonly outcome: string }): void;
  observeAck(surface: string, ms: number): void;
  /** `path` is a template: it carries no ids, so that the number of series stays bounded. */
  observeFalcon(seen: {
    readonly method: string;
    readonly path: string;
    /** The status, or what went wrong. */
    readonly outcome: number | string;
    readonly ms: number;
  }): void;
  /** A round of the alert feed, or what it brought. */
  observeFeed(seen: FeedEvent): void;
  /** Adds gauges that are asked for at every scrape from now on; each source once. */
  collect(sources: MetricSources): void;
  /** The page in Prometheus' text format. */
  render(): Promise<{ readonly body: string; readonly contentType: string }>;
  stop(): Promise<void>;
}

export function createMetrics({ clock, log, version = "0" }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const loop = watchLoopDelay({ clock, ...(log === undefined ? {} : { log }) });
  const events = countersOf(registers);
  const sourced = sourcedGauges({ registers, clock, ...(log === undefined ? {} : { log }) });
  addProcessGauges({ registers, version, loop });

  return {
    observeCommand({ command, outcome, ms }) {
      events.commands.inc({ command, outcome });
      events.commandSeconds.observe({ command }, ms / SECOND);
    },
    observeAgent: (seen) => events.agentCalls.inc({ ...seen }),
    observeAck: (surface, ms) => events.ackSeconds.observe({ surface }, ms / SECOND),
    observeFalcon({ method, path, outcome, ms }) {
      events.calls.inc({ method, path, outcome });
      events.callSeconds.observe({ method, path }, ms / SECOND);
    },
    observeFeed: feedCounters(registers),
    collect: sourced.add,
    render: async () => ({ body: await registry.metrics(), contentType: registry.contentType }),
    stop: () => loop.stop(),
  };
}

function countersOf(registers: Registry[]) {
  return {
    commands: new Counter({
      name: "falconer_commands_total",
      help: "Commands that were answered, by outcome.",
      labelNames: ["command", "outcome"],
      registers,
    }),
    commandSeconds: new Histogram({
      name: "falconer_command_seconds",
      help: "From taking a command to its answer.",
      labelNames: ["command"],
      buckets: CALL_BUCKETS,
      registers,
    }),
    agentCalls: new Counter({
      name: "falconer_agent_calls_total",
      help: "Calls of AI agents, by tool and outcome.",
      labelNames: ["tool", "outcome"],
      registers,
    }),
    ackSeconds: new Histogram({
      name: "falconer_ack_seconds",
      help: "From a platform's event to its acknowledgement; platforms allow three seconds.",
      labelNames: ["surface"],
      buckets: ACK_BUCKETS,
      registers,
    }),
    calls: new Counter({
      name: "falconer_falcon_calls_total",
      help: "Requests to the Falcon API, by outcome.",
      labelNames: ["method", "path", "outcome"],
      registers,
    }),
    callSeconds: new Histogram({
      name: "falconer_falcon_call_seconds",
      help: "Duration of requests to the Falcon API.",
      labelNames: ["method", "path"],
      buckets: CALL_BUCKETS,
      registers,
    }),
  };
}
