/**
 * Takes down what a host prints, byte for byte: short text stays in memory, longer text goes to
 * a file as it comes, so that no output costs more memory than its ends. The file is named by
 * its own digest when it is finished; nothing that a host says is ever part of a path.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { headWithin, tailWithin } from "../chat/visible.ts";
import { reveal, untrusted, type Untrusted } from "../lib/untrusted.ts";
import type { RtrOutput } from "../store/rtr-rows.ts";

/** Beyond this a file takes over. */
const IN_MEMORY_BYTES = 64 * 1_024;
/** Characters kept of the beginning and of the end of what is in a file. */
const END_LENGTH = 1_500;
/** The first half of a character that two pieces share. */
const HALF = /[\uD800-\uDBFF]$/;

export interface Spool {
  write(text: Untrusted): Promise<void>;
  finish(): Promise<RtrOutput>;
  /** Nobody wants it: no file stays behind. */
  discard(): Promise<void>;
}

/** Where the file with this digest is, below the folder. */
export const spoolPath = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

export function openSpool(folder: string, inMemory = IN_MEMORY_BYTES): Spool {
  const digest = createHash("sha256");
  const temporary = join(folder, "incoming", randomUUID());
  let held: Buffer[] = [];
  let heldBytes = 0;
  let bytes = 0;
  let half = "";
  let head = "";
  let tail = "";
  let file: FileHandle | undefined;

  async function keep(text: string): Promise<void> {
    if (text === "") return;
    const chunk = Buffer.from(text, "utf8");
    digest.update(chunk);
    bytes += chunk.length;
    heldBytes += chunk.length;
    if (head.length < END_LENGTH) head += text.slice(0, END_LENGTH);
    tail = text.length >= 2 * END_LENGTH ? text.slice(-2 * END_LENGTH) : (tail + text).slice(-2 * END_LENGTH);
    held.push(chunk);
    if (heldBytes > inMemory) await flush();
  }

  /** Written in few large pieces. */
  async function flush(): Promise<void> {
    if (file === undefined) {
      await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
      file = await open(temporary, "wx", 0o600);
    }
    const chunks = held;
    held = [];
    heldBytes = 0;
    await file.writev(chunks);
  }

  return {
    write(text) {
      const whole = half + reveal(text);
      half = HALF.exec(whole)?.[0] ?? "";
      return keep(half === "" ? whole : whole.slice(0, -1));
    },

    async finish() {
      await keep(half);
      half = "";
      const sha256 = digest.digest("hex");
      if (file === undefined) return { bytes, sha256, text: untrusted(Buffer.concat(held).toString("utf8")) };
      await flush();
      await file.sync();
      await file.close();
      const target = spoolPath(folder, sha256);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(temporary, target);
      return {
        bytes,
        sha256,
        head: untrusted(headWithin(head, END_LENGTH)),
        tail: untrusted(tailWithin(tail, END_LENGTH)),
      };
    },

    async discard() {
      await file?.close();
      await rm(temporary, { force: true });
    },
  };
}

/** Exactly what was printed; undefined when its file is no longer what it was. */
export async function readOutput(folder: string, output: RtrOutput): Promise<Uint8Array | undefined> {
  if (output.text !== undefined) return Buffer.from(reveal(output.text), "utf8");
  try {
    return await readFile(spoolPath(folder, output.sha256));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
