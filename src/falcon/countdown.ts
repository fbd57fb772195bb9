/** A time limit that can be set anew. Real time, like the connection that it bounds. */
export interface Countdown {
  /** Aborts once the time is over. */
  readonly signal: AbortSignal;
  /** The whole time again from now. */
  restart(): void;
  stop(): void;
}

/** Runs at once. Who starts it has to stop it, else its timer outlives the request. */
export function startCountdown(ms: number): Countdown {
  const over = new AbortController();
  let timer = setTimeout(() => over.abort(), ms);
  return {
    signal: over.signal,
    restart() {
      clearTimeout(timer);
      timer = setTimeout(() => over.abort(), ms);
    },
    stop: () => clearTimeout(timer),
  };
}
