/**
 * Live streams to the pages. Tells every reader what was said or edited, by this process
 * at once and by others through polling the log; a reader who was cut off names the last
 * edit it saw and is told what it missed. Whether a reader may see a message is decided here.
 */
import type { Clock } from "../../src/lib/clock.ts";
import { HEARTBEAT_MS, POLL_MS, POLL_OVERLAP_MS, STREAM_BACKLOG } from "./limits.ts";
import type { ConsoleLog, ConsoleMessage } from "./log.ts";
import { maySee } from "./log.ts";
import type { EventViews, MessageView } from "./view.ts";

interface HubOptions {
  readonly log: ConsoleLog;
  readonly clock: Clock;
  draw(message: ConsoleMessage, viewer: string): MessageView;
  /** Calls back when another process has written; polling alone does without it. */
  readonly subscribeChanges?: (listener: () => void) => () => void;
  /** A failed look at the log; the next one follows all the same. */
  readonly onFault: (error: unknown) => void;
}

export interface Hub {
  /** Follows the log until the signal ends it; then every stream is closed. */
  run(signal: AbortSignal): Promise<void>;
  /** Tells readers of a message that this process wrote. */
  tell(message: ConsoleMessage): void;
  /** To one reader's pages, or to all. */
  send<Name extends keyof EventViews>(viewer: string | undefined, name: Name, data: EventViews[Name]): void;
  /** A stream of server-sent events for one reader, from `since` (an `editedAt`) on. */
  open(viewer: string, running: readonly string[], since: number | undefined): ReadableStream<Uint8Array>;
}

interface Reader {
  readonly viewer: string;
  write(frame: string): void;
  close(): void;
}

const encoder = new TextEncoder();

/** A reader that falls 2,000 frames behind is cut off, and comes back for what it missed. */
export function createHub(options: HubOptions): Hub {
  const { log, clock } = options;
  const readers = new Set<Reader>();
  /** Edits told already, by message: the overlap of the polls brings them again. */
  const told = new Map<string, number>();
  let polledAt = clock.now();

  const tellReaders = (message: ConsoleMessage, to: Iterable<Reader>): void => {
    for (const reader of to) {
      if (!maySee(message, reader.viewer)) continue;
      reader.write(frame("message", options.draw(message, reader.viewer), message.editedAt));
    }
  };
  const tell = (message: ConsoleMessage): void => {
    if ((told.get(message.id) ?? -1) >= message.editedAt) return;
    told.set(message.id, message.editedAt);
    tellReaders(message, readers);
  };

  const poll = async (): Promise<void> => {
    const startedAt = clock.now();
    for (const message of await log.changedSince(polledAt - POLL_OVERLAP_MS)) tell(message);
    polledAt = startedAt;
    for (const [id, editedAt] of told) if (editedAt < polledAt - 2 * POLL_OVERLAP_MS) told.delete(id);
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    let wake = (): void => undefined;
    const unsubscribe = options.subscribeChanges?.(() => wake());
    try {
      while (!signal.aborted) {
        const woken = new AbortController();
        wake = () => woken.abort();
        await poll().catch(options.onFault);
        await pause(clock, POLL_MS, AbortSignal.any([signal, woken.signal]));
      }
    } finally {
      unsubscribe?.();
    }
  };

  const beat = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await pause(clock, HEARTBEAT_MS, signal);
      for (const reader of readers) reader.write(": beat\n\n");
    }
  };

  return {
    async run(signal) {
      await Promise.all([follow(signal), beat(signal)]);
      for (const reader of readers) reader.close();
    },
    tell,
    send(viewer, name, data) {
      for (const reader of readers) {
        if (viewer === undefined || reader.viewer === viewer) reader.write(frame(name, data));
      }
    },
    open(viewer, running, since) {
      const { stream, reader } = createReader(viewer, (gone) => readers.delete(gone));
      readers.add(reader);
      reader.write(frame("hello", { running }));
      if (since !== undefined) {
        log
          .changedSince(since - POLL_OVERLAP_MS)
          .then((missed) => missed.forEach((message) => tellReaders(message, [reader])))
          .catch(options.onFault);
      }
      return stream;
    },
  };
}

function createReader(
  viewer: string,
  forget: (reader: Reader) => void,
): { readonly stream: ReadableStream<Uint8Array>; readonly reader: Reader } {
  const state: { controller?: ReadableStreamDefaultController<Uint8Array> } = {};
  const close = (): void => {
    forget(reader);
    state.controller?.close();
    delete state.controller;
  };
  const reader: Reader = {
    viewer,
    write(text) {
      // A reader that far behind is better served by coming back than by a queue in our memory.
      if ((state.controller?.desiredSize ?? 0) < -STREAM_BACKLOG) close();
      state.controller?.enqueue(encoder.encode(text));
    },
    close,
  };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      state.controller = controller;
    },
    cancel() {
      delete state.controller;
      forget(reader);
    },
  });
  return { stream, reader };
}

const frame = (name: string, data: unknown, id?: number): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** Waits, and returns early without complaint when the signal ends the wait. */
async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
