/**
 * One Socket Mode connection from open to close. The SDK's own reconnecting is off: it
 * leaves a gap of seconds and ends the process when a token dies. A line only reports how
 * it ended; `sockets.ts` decides what follows.
 */
import type { SocketModeReceiver } from "@slack/bolt";
import { StartRefused } from "../../src/chat/adapter.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { CallRefused, DEAD_TOKEN, readCallError } from "./call-errors.ts";
import type { Incoming } from "./incoming.ts";
import type { Log } from "./log.ts";

const CONNECT_LIMIT_MS = 15 * SECOND;
const CLOSE_LIMIT_MS = SECOND;
/** What is being answered may still go out on a line that is being replaced. */
const DRAIN_LIMIT_MS = 3 * SECOND;
const DRAIN_STEP_MS = 20;

/** Slack wants the socket back soon, refuses one more, or it is dead. */
type LineEnd = "leaving" | "crowded" | "lost";

/** One connection; it lasts a few hours until Slack wants it back. */
export interface Line {
  /** Resolves once, when the line should be replaced; rejects with `StartRefused`. */
  readonly over: Promise<LineEnd>;
  isUsable(): boolean;
  /** When something was last heard from the other side, and when at all (pongs included). */
  readonly heard: { spokeAt: number; aliveAt: number };
  readonly address: string;
  /** Treats it as dead. */
  giveUp(): void;
  close(): Promise<void>;
}

interface LineParts {
  readonly receiver: SocketModeReceiver;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  take(incoming: Incoming): Promise<void>;
}

interface SlackEvent {
  readonly ack: (payload?: Record<string, unknown>) => Promise<void>;
  readonly body: Record<string, unknown>;
  readonly envelope_id?: string;
  readonly retry_num?: number;
  readonly retry_reason?: string;
}

interface Frame {
  readonly type?: unknown;
  readonly reason?: unknown;
  readonly envelope_id?: unknown;
  readonly payload?: { readonly event?: { readonly type?: unknown } | null } | null;
}

/** @throws StartRefused for a dead app token, any other error when Slack could not be reached in 15 s */
export async function connectLine(parts: LineParts): Promise<Line> {
  const { clock, log } = parts;
  const { client } = parts.receiver;
  const over = Promise.withResolvers<LineEnd>();
  over.promise.catch(() => undefined);
  const state = { isOpen: false, isClosing: false, answering: 0, address: "" };
  const heard = { spokeAt: clock.now(), aliveAt: clock.now() };

  client.on("authenticated", (answer: { readonly url?: string }) => {
    state.address = answer.url === undefined ? "" : new URL(answer.url).href;
  });
  client.on("disconnected", () => {
    state.isOpen = false;
    over.resolve("lost");
  });
  client.on("slack_event", (event: SlackEvent) => {
    state.answering += 1;
    const incoming: Incoming = {
      body: event.body,
      ...(event.envelope_id === undefined ? {} : { delivery: event.envelope_id }),
      ...(event.retry_num === undefined ? {} : { retryNum: event.retry_num }),
      ...(event.retry_reason === undefined ? {} : { retryReason: event.retry_reason }),
      acknowledge: (payload) => event.ack(asObject(payload)),
    };
    void parts.take(incoming).finally(() => {
      state.answering -= 1;
    });
  });
  guardFrames();

  /** Frames pass through here first: the SDK throws on odd ones, and closes at once when asked to leave. */
  function guardFrames(): void {
    const [pass] = client.listeners("ws_message");
    client.removeAllListeners("ws_message");
    client.on("ws_message", (data: unknown, isBinary: boolean) => {
      heard.spokeAt = heard.aliveAt = clock.now();
      const frame = isBinary ? undefined : readFrame(data);
      if (frame === undefined) return;
      if (frame.type === "disconnect") return leave(frame.reason);
      if (frame.type !== "hello" && !isEnvelope(frame)) return log.debug("a frame from slack was left alone");
      Promise.resolve(pass?.call(client, data, isBinary) as unknown).catch((error: unknown) =>
        log.warn("a frame from slack could not be read", { error: String(error) }),
      );
    });
  }

  function leave(reason: unknown): void {
    log.debug("slack asks for the socket back", { reason });
    if (reason === "link_disabled") {
      over.reject(
        new StartRefused("SLACK_APP_TOKEN", "Socket Mode is switched off for this app (link_disabled)"),
      );
    } else over.resolve(reason === "too_many_websockets" ? "crowded" : "leaving");
  }

  async function close(): Promise<void> {
    if (state.isClosing) return;
    state.isClosing = true;
    const until = clock.now() + DRAIN_LIMIT_MS;
    while (state.answering > 0 && state.isOpen && !parts.signal.aborted && clock.now() < until)
      await pause(DRAIN_STEP_MS);
    state.isOpen = false;
    const gone = client.disconnect();
    await Promise.race([gone, pause(CLOSE_LIMIT_MS)]);
    // The second time the SDK drops a connection whose other side does not finish closing.
    await Promise.race([client.disconnect(), pause(CLOSE_LIMIT_MS)]);
  }

  /** Closing has to work while everything stops, so it does not listen to the signal. */
  const pause = (ms: number): Promise<void> => clock.sleep(ms);

  try {
    await within(client.start(), CONNECT_LIMIT_MS, over.promise, clock, parts.signal);
    state.isOpen = true;
    heard.spokeAt = heard.aliveAt = clock.now();
  } catch (error) {
    void close();
    throw readStartError(error);
  }
  return {
    over: over.promise,
    heard,
    address: state.address,
    isUsable: () => state.isOpen && !state.isClosing,
    giveUp: () => over.resolve("lost"),
    close,
  };
}

/** The SDK's `start` may neither resolve nor reject; ends early when the line is refused. */
async function within(
  started: Promise<unknown>,
  limitMs: number,
  over: Promise<LineEnd>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const timeout = clock.sleep(limitMs, AbortSignal.any([signal, done.signal])).then(() => {
    throw new Error("slack did not greet the socket in time");
  });
  timeout.catch(() => undefined);
  const ended = over.then((end) => {
    throw new Error(`the socket ended before it was greeted: ${end}`);
  });
  ended.catch(() => undefined);
  try {
    await Promise.race([started, timeout, ended]);
  } finally {
    done.abort();
  }
}

function readStartError(error: unknown): Error {
  if (error instanceof StartRefused) return error;
  const read = readCallError("apps.connections.open", error);
  const isRefused = read instanceof CallRefused && DEAD_TOKEN.has(read.code);
  if (isRefused) return new StartRefused("SLACK_APP_TOKEN", `Slack refuses the app token (${read.code})`);
  return error instanceof Error ? error : new Error("the socket closed before it was greeted");
}

/** What the SDK reads without looking: an id to acknowledge, a payload, an event with a type. */
function isEnvelope({ type, envelope_id, payload }: Frame): boolean {
  const isDelivery = typeof envelope_id === "string" && typeof payload === "object" && payload !== null;
  return isDelivery && (type !== "events_api" || typeof payload.event?.type === "string");
}

function readFrame(data: unknown): Frame | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === "object" && frame !== null ? frame : undefined;
  } catch {
    return undefined;
  }
}

/** Bolt acknowledges with text or an object; Socket Mode carries objects. */
function asObject(payload: unknown): Record<string, unknown> {
  if (typeof payload === "string") return payload === "" ? {} : { text: payload };
  return typeof payload === "object" && payload !== null ? { ...payload } : {};
}
