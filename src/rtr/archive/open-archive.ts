/** Reads an encrypted archive in a thread with little memory and little time; the file itself is not touched. */
import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { MINUTE } from "../../lib/clock.ts";
import type { Opened } from "./archive.ts";

const MOST_ARCHIVE_BYTES = 128 * 1_024 * 1_024;
const MOST_RATIO = 200;
const TIME_LIMIT_MS = MINUTE;
const MEMORY_MB = 64;

export async function openArchive(
  file: string,
  { mostBytes }: { readonly mostBytes: number },
  signal?: AbortSignal,
): Promise<Opened> {
  const { size } = await stat(file);
  if (size > MOST_ARCHIVE_BYTES)
    return { outcome: "refused", why: "the archive is too large to be opened here" };
  signal?.throwIfAborted();
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { file, mostBytes, mostRatio: MOST_RATIO },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 16 },
    stdout: false,
    stderr: false,
  });
  const answered = Promise.withResolvers<Opened>();
  const refuse = (why: string): void => answered.resolve({ outcome: "refused", why });
  const timer = setTimeout(() => refuse("opening it took too long"), TIME_LIMIT_MS);
  const stopped = (): void => answered.reject(signal?.reason);
  signal?.addEventListener("abort", stopped, { once: true });
  worker.once("message", (opened: Opened) => answered.resolve(opened));
  worker.once("error", () => refuse("opening it took too much memory, or failed"));
  worker.once("exit", () => refuse("opening it failed"));
  try {
    return await answered.promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stopped);
    await worker.terminate();
  }
}
