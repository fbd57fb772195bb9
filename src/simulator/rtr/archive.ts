/**
 * A fetched file as Falcon hands it out: a 7z with one member, encrypted with the password
 * `infected`. Packed in a worker, because it takes long enough to be noticed.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Falcon's own, always the same: it keeps a scanner out, not a reader. */
const ARCHIVE_PASSWORD = "infected";
const WORKER = new URL("archive-worker.ts", import.meta.url);

/** Names of members are encrypted too (`-mhe=on`). */
export async function packArchive(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const worker = new Worker(WORKER, { workerData: { name, bytes, password: ARCHIVE_PASSWORD } });
  try {
    const [packed] = (await once(worker, "message")) as [Uint8Array];
    return packed;
  } finally {
    await worker.terminate();
  }
}
