/** Forgets what nobody can need any more, once an hour. */
import { DAY, HOUR } from "../lib/clock.ts";
import type { Core } from "./core.ts";

/** A platform repeats an event for minutes; a day is generous. */
const TURNS_KEPT_MS = DAY;
/** As old as a card may be whose long buttons still work. */
const PROMPTS_KEPT_MS = 30 * DAY;

/** Requests, alerts and the audit are never forgotten here. */
export function startTidying({ store, clock, log }: Core): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await store.inbox.prune(clock.now() - TURNS_KEPT_MS);
        await store.prompts.prune(clock.now() - PROMPTS_KEPT_MS);
      } catch (error) {
        log.warn("old rows could not be forgotten", { error });
      }
      await clock.sleep(HOUR, stopping.signal).catch(() => undefined);
    }
  };
  const loop = run();
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
