/**
 * A file that somebody attached to what they said, as data. Its bytes stay where they are until
 * they are wanted; only the adapter that it came through can fetch them, and never more than asked.
 */
import { untrusted, type Untrusted } from "../lib/untrusted.ts";

export interface IncomingFile {
  /** As its owner calls it; never part of a path. */
  readonly name: Untrusted;
  /** As the platform says; what is fetched is measured anew. */
  readonly sizeBytes: number | undefined;
  /** Where its adapter finds it. */
  readonly address: string;
}

export type FileReading =
  | { readonly outcome: "read"; readonly bytes: Uint8Array }
  | { readonly outcome: "too-large" }
  /** `why` is fit to be shown. */
  | { readonly outcome: "unreadable"; readonly why: string };

const INLINE = "data:;base64,";

/** For surfaces that have the bytes in hand: the file is its own address. */
export const inlineFile = (name: string, bytes: Uint8Array): IncomingFile => ({
  name: untrusted(name),
  sizeBytes: bytes.length,
  address: INLINE + Buffer.from(bytes).toString("base64"),
});

export function readInline({ address }: IncomingFile, mostBytes: number): FileReading {
  if (!address.startsWith(INLINE)) return { outcome: "unreadable", why: "it is not there any more" };
  const bytes = new Uint8Array(Buffer.from(address.slice(INLINE.length), "base64"));
  return bytes.length > mostBytes ? { outcome: "too-large" } : { outcome: "read", bytes };
}

/** Takes a body down, and lets go of it as soon as it is larger than that. */
export async function readBounded(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<FileReading> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of body) {
    total += part.length;
    if (total > mostBytes) return { outcome: "too-large" };
    parts.push(part);
  }
  return { outcome: "read", bytes: new Uint8Array(Buffer.concat(parts)) };
}
