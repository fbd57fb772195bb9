/**
 * How long the event loop keeps others waiting. Two recorders: one is emptied by every
 * scrape, the other by our own look twice a minute, so that a slow loop is also logged
 * where nobody scrapes.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";

const SAMPLE_MS = 10;
const LOOK_EVERY_MS = 30 * SECOND;
/** Beyond this, acknowledgements that a platform wants within three seconds come into danger. */
const SLOW_SECONDS = 0.05;
const NANOSECONDS = 1e9;

export interface Delay {
  /** Seconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoopDelay {
  /** The delays since the last call; the first sample after it only starts the measurement. */
  take(): Delay;
  stop(): Promise<void>;
}

export function watchLoopDelay({ clock, log }: { readonly clock: Clock; readonly log?: Log }): LoopDelay {
  const ending = new AbortController();
  const scraped = createRecorder();
  const watched = createRecorder();

  async function watch(): Promise<void> {
    while (!ending.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, ending.signal);
      const { p99, max } = watched.take();
      if (p99 > SLOW_SECONDS) {
        log?.warn("the event loop is slow", { p99Ms: Math.round(p99 * 1e3), maxMs: Math.round(max * 1e3) });
      }
    }
  }
  const watching = watch().catch((error: unknown) => {
    if (!ending.signal.aborted) log?.error("the event loop is no longer watched", { err: error });
  });

  return {
    take: scraped.take,
    async stop() {
      ending.abort();
      scraped.stop();
      watched.stop();
      await watching;
    },
  };
}

function createRecorder(): { take(): Delay; stop(): void } {
  const histogram = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  histogram.enable();
  // What is recorded is the time between two samples, so an idle loop shows the interval itself.
  const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / NANOSECONDS - SAMPLE_MS / SECOND);
  return {
    take() {
      const taken =
        histogram.count === 0
          ? { p50: 0, p99: 0, max: 0 }
          : {
              p50: delay(histogram.percentile(50)),
              p99: delay(histogram.percentile(99)),
              max: delay(histogram.max),
            };
      histogram.reset();
      return taken;
    },
    stop: () => void histogram.disable(),
  };
}
