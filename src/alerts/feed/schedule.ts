/** Cron schedules: the only module that knows the scheduler. Five fields begin with the minute, six with the second. */
import { schedule } from "node-cron";
import type { Log } from "../../lib/log.ts";

export interface Schedule {
  stop(): Promise<void>;
}

/** Calls `run` whenever the pattern fits; a run that lasts does not hold up the next call. */
export function onSchedule(pattern: string, run: (at: Date) => Promise<unknown>, log: Log): Schedule {
  const fault = (error: unknown): void => log.error("a scheduled run failed", { pattern, error });
  const task = schedule(
    pattern,
    ({ date }) => {
      run(date).catch(fault);
    },
    {
      suppressMissedWarning: true,
      logger: {
        info: (message) => log.debug(message),
        warn: (message) => log.debug(message),
        debug: (message) => log.debug(String(message)),
        error: (message) => fault(message),
      },
    },
  );
  return {
    async stop() {
      await task.destroy();
    },
  };
}
