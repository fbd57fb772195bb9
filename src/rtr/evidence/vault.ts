/** Files kept under their own digest. A name that a host gave is never part of a path. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { spoolPath } from "../spool.ts";

export interface Kept {
  readonly sha256: string;
  readonly bytes: number;
}

/** Takes the bytes down as they come; a broken stream leaves nothing behind. */
export async function keepBytes(folder: string, bytes: AsyncIterable<Uint8Array>): Promise<Kept> {
  const temporary = join(folder, "incoming", randomUUID());
  await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
  const digest = createHash("sha256");
  let total = 0;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      for await (const chunk of bytes) {
        digest.update(chunk);
        total += chunk.length;
        await file.write(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const sha256 = digest.digest("hex");
    const target = spoolPath(folder, sha256);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await rename(temporary, target);
    return { sha256, bytes: total };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Undefined when it is not there, or when it is no longer what it was. */
export async function readKept(folder: string, sha256: string): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(spoolPath(folder, sha256));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return createHash("sha256").update(bytes).digest("hex") === sha256 ? bytes : undefined;
}
