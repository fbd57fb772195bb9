/**
 * The outcome of shared work, unless this caller's time is over or it gives up; the work
 * itself goes on for the others. Real time, like the time limit of the connection itself.
 */
export async function within<T>(
  work: Promise<T>,
  limits: {
    readonly ms: number;
    readonly signal?: AbortSignal | undefined;
    readonly late: () => Error;
    readonly stopped: () => Error;
  },
): Promise<T> {
  const { ms, signal, late, stopped } = limits;
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(late()), Math.max(0, ms));
  const onAbort = (): void => over.reject(stopped());
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}
