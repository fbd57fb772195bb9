/** Bytes of files, made up when they are read: the same name and size are the same bytes. */
import { createHash } from "node:crypto";

/** Large files are made up when they are read: a disk holds their size and recipe alone. */
export interface Content {
  readonly size: number;
  readonly bytes: () => Buffer;
}

/** What is really there, copied. */
export function written(text: string | Uint8Array): Content {
  const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : Buffer.from(text);
  return { size: bytes.length, bytes: () => bytes };
}

/** A program: the magic of its format, then noise, so that nothing shrinks when it is packed. */
export function program(
  name: string,
  size: number,
  magic: "MZ" | "\u007fELF" | "\u00cf\u00fa\u00ed\u00fe",
): Content {
  return {
    size,
    bytes: () => Buffer.concat([Buffer.from(magic, "latin1"), noise(name, size)]).subarray(0, size),
  };
}

const LINE_BYTES = 100;

/** A log: numbered lines of a hundred bytes. */
export function logLines(name: string, size: number): Content {
  return {
    size,
    bytes() {
      const seed = createHash("sha256").update(name).digest().readUInt32BE();
      const count = Math.ceil(size / LINE_BYTES);
      const lines = Array.from({ length: count }, (_, index) => logLine(name, index, seed));
      return Buffer.from(lines.join(""), "latin1").subarray(0, size);
    },
  };
}

/** Multipliers of a mixer of 32 bits: a digest for each of fifty thousand lines would be felt. */
const MIX = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

function logLine(name: string, index: number, seed: number): string {
  const head = `${String(index).padStart(8, "0")} ${name} worker=${index % 7} `;
  const tail = MIX.map((factor) =>
    (Math.imul((index + 1) ^ seed, factor) >>> 0).toString(16).padStart(8, "0"),
  );
  return `${(head + tail.join("")).padEnd(LINE_BYTES - 1, ".").slice(0, LINE_BYTES - 1)}\n`;
}

const NOISE_BLOCK = 32;

function noise(name: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let block = createHash("sha256").update(name).digest();
  for (let at = 0; at < size; at += NOISE_BLOCK) {
    block.copy(bytes, at);
    block = createHash("sha256").update(block).digest();
  }
  return bytes;
}
