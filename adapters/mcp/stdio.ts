/**
 * One connection over standard input and output. A program that sends its calls and closes
 * its end still gets its answers: the connection ends once what was asked is answered.
 */
import { PassThrough, type Readable, type Writable } from "node:stream";
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  type Server,
  type Transport,
} from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { MINUTE, type Clock } from "../../src/lib/clock.ts";

/** Longer than any answer takes. */
const LAST_ANSWERS_MS = 1.5 * MINUTE;
const LOOK_MS = 10;

/** Nothing else may be written to `output`: each line of it is a message. */
export interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

export interface StdioConnection {
  /** Resolves when the other end is gone. */
  readonly over: Promise<void>;
  close(): Promise<void>;
}

/** Waits up to 90 s for the last answers once the input has ended. */
export function serveOverStdio(parts: {
  readonly streams: StdioStreams;
  readonly server: () => Server;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}): StdioConnection {
  const { streams, clock, onFault } = parts;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const end = new AbortController();
  const input = new PassThrough();
  const open = new Set<string | number>();
  const wire = countingTransport(new StdioServerTransport(input, streams.output), open, () => {
    end.abort();
    resolve();
  });

  /** Closing the input is not "never mind": what was asked before is answered first. */
  async function finish(): Promise<void> {
    const until = clock.now() + LAST_ANSWERS_MS;
    while ((input.readableLength > 0 || open.size > 0) && clock.now() < until) {
      await clock.sleep(LOOK_MS, end.signal);
    }
    input.end();
  }
  streams.input.pipe(input, { end: false });
  const closing = (): void => void finish().catch(() => input.end());
  streams.input.once("end", closing);
  streams.input.once("error", closing);

  const handle = serveStdio(parts.server, { transport: wire, onerror: onFault });
  return { over, close: () => handle.close() };
}

/** Notes which requests are still to be answered. */
function countingTransport(
  inner: StdioServerTransport,
  open: Set<string | number>,
  onClose: () => void,
): Transport {
  const wire: Transport = {
    start() {
      Object.assign(inner, {
        onmessage(message: JSONRPCMessage) {
          if (isJSONRPCRequest(message)) open.add(message.id);
          else forgetCancelled(message, open);
          wire.onmessage?.(message);
        },
        onerror: (error: Error) => wire.onerror?.(error),
        onclose() {
          wire.onclose?.();
          onClose();
        },
      });
      return inner.start();
    },
    async send(message) {
      await inner.send(message);
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) {
        if (message.id !== undefined) open.delete(message.id);
      }
    },
    close: () => inner.close(),
  };
  return wire;
}

/** Nobody waits for the answer of a call that was taken back. */
function forgetCancelled(message: JSONRPCMessage, open: Set<string | number>): void {
  if (!isJSONRPCNotification(message) || message.method !== "notifications/cancelled") return;
  const id = message.params?.["requestId"];
  if (typeof id === "string" || typeof id === "number") open.delete(id);
}
