/**
 * Hears of other replicas' commits: one connection that listens and is made again when
 * it is lost, and a look every two seconds behind it.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { SECOND } from "../lib/clock.ts";

/** Of LISTEN and NOTIFY. The payload is empty: who hears it looks for itself. */
export const CHANNEL = "falconer";

const LOOK_EVERY_MS = 2 * SECOND;
const RECONNECT_AFTER_MS = SECOND;
const CONNECT_TIMEOUT_MS = 5 * SECOND;

interface Watch {
  readonly url: string;
  readonly tell: () => void;
  readonly onFault: (error: unknown) => void;
}

/** Returns the way to stop. */
export function watchNotifications(watch: Watch): () => void {
  const stopping = new AbortController();
  const timer = setInterval(watch.tell, LOOK_EVERY_MS).unref();
  void listenUntil(stopping.signal, watch);
  return () => {
    clearInterval(timer);
    stopping.abort();
  };
}

async function listenUntil(signal: AbortSignal, watch: Watch): Promise<void> {
  while (!signal.aborted) {
    try {
      await listen(signal, watch);
      await delay(RECONNECT_AFTER_MS, undefined, { signal, ref: false });
    } catch (error) {
      if (!signal.aborted) watch.onFault(error);
    }
  }
}

/** Settles when the connection has ended, for whatever reason. */
async function listen(signal: AbortSignal, { url, tell, onFault }: Watch): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: "falconer listener",
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  const end = (): void => {
    client.end().catch(onFault);
  };
  client.on("error", onFault);
  client.on("notification", tell);
  try {
    await client.connect();
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    else await client.query(`listen ${CHANNEL}`);
    // Something may have been committed while nobody listened.
    tell();
    await ended;
  } catch (error) {
    onFault(error);
    end();
  } finally {
    signal.removeEventListener("abort", end);
  }
}
