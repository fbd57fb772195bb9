/** Waiting for the store to change, which is how processes tell each other that there is work. */
import type { RtrParts } from "../ports.ts";

/** Resolves soon after something was written, and after `ms` at the latest. */
export async function changed(
  { store, clock }: Pick<RtrParts, "store" | "clock">,
  ms: number,
  stop: AbortSignal,
): Promise<void> {
  const seen = new AbortController();
  const unsubscribe = store.onChange(() => seen.abort());
  try {
    await clock.sleep(ms, AbortSignal.any([seen.signal, stop]));
  } catch (error) {
    if (stop.aborted) throw error;
  } finally {
    unsubscribe();
  }
}
