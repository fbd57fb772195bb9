/** Bodies of answers: JSON as a whole, files as bytes that are passed on while they arrive. */
import type { Readable } from "node:stream";
import type { Call } from "./call.ts";
import type { Countdown } from "./countdown.ts";
import { unreadable } from "./faults.ts";

/**
 * Undefined for an empty body, and for an error page that is no JSON.
 * @throws FalconError `unexpected-reply` for a success that is no JSON
 */
export function readBody(call: Call, status: number, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A proxy's error page still has a status that says what to do.
    if (status >= 300) return undefined;
    throw unreadable(call, status, `a body of ${text.length} characters that is no JSON`);
  }
}

/**
 * The bytes of a file. The countdown runs while we wait for Falcon, not while the reader is
 * busy; who stops reading closes the connection.
 */
export async function* bytesOf(
  stream: Readable,
  { late, fault }: { readonly late: Countdown; readonly fault: (error: unknown) => Error },
): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      late.restart();
      const next = await chunks.next().catch((error: unknown) => {
        throw fault(error);
      });
      late.stop();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

/** For answers whose bytes were bounded on the way (`maxContentLength`); here nothing bounds them. */
export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
