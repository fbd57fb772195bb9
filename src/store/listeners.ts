/**
 * Those who want to know that something was committed. Several tellings in a
 * row become one call.
 */
import { AsyncResource } from "node:async_hooks";

export interface Listeners {
  /** Returns the way to stop. */
  readonly add: (listener: () => void) => () => void;
  /** Calls everybody soon, once. */
  tell(): void;
  close(): void;
}

/** `watch` runs while there is at least one listener; what it returns stops it. */
export function createListeners(watch: (tell: () => void) => () => void): Listeners {
  const listeners = new Set<{ readonly call: () => void }>();
  let stopWatching: (() => void) | undefined;
  let pending: NodeJS.Immediate | undefined;

  const tell = (): void => {
    pending ??= setImmediate(() => {
      pending = undefined;
      for (const { call } of listeners) call();
    });
  };
  const stop = (): void => {
    stopWatching?.();
    stopWatching = undefined;
    clearImmediate(pending);
    pending = undefined;
  };
  return {
    tell,
    add(listener) {
      // Bound, so that it never counts as part of the transaction in which somebody told.
      const entry = { call: AsyncResource.bind(listener) };
      listeners.add(entry);
      stopWatching ??= watch(tell);
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0) stop();
      };
    },
    close() {
      listeners.clear();
      stop();
    },
  };
}
