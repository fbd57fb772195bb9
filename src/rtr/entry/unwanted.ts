/** Notices that nobody wants a running command any more, whichever process was told. */
import { SECOND } from "../../lib/clock.ts";
import type { RtrParts } from "../ports.ts";
import { changed } from "../session/wait.ts";

const LOOK_MS = SECOND;

export interface Unwanted {
  /** Fires when the entry was cancelled, or its session is being closed. */
  readonly signal: AbortSignal;
  end(): Promise<void>;
}

export function untilUnwanted(
  parts: Pick<RtrParts, "store" | "clock" | "log">,
  sessionId: string,
  entryId: string,
  stop: AbortSignal,
): Unwanted {
  const { store, log } = parts;
  const unwanted = new AbortController();
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, stop]);

  async function isWanted(): Promise<boolean> {
    const [entry, session] = await Promise.all([
      store.rtrEntries.get(entryId),
      store.rtrSessions.get(sessionId),
    ]);
    const isRunning = entry?.state === "sent" || entry?.state === "queued";
    return isRunning && session?.state !== "closing" && session?.state !== "closed";
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await changed(parts, LOOK_MS, signal);
      if (!signal.aborted && !(await isWanted())) {
        unwanted.abort();
        return;
      }
    }
  }

  const watching = watch().catch((error: unknown) => {
    if (!signal.aborted) log.warn("a running command is not watched over", { entry: entryId, error });
  });
  return {
    signal: unwanted.signal,
    async end() {
      over.abort();
      await watching;
    },
  };
}
