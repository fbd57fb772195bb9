/**
 * Two Socket Mode connections at all times, each replaced before it is closed: while Slack
 * refreshes one, or one dies unnoticed, commands and clicks arrive on the other. A line
 * that has gone silent is given up by the watchdog.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { SocketModeReceiver } from "@slack/bolt";
import { StartRefused } from "../../src/chat/adapter.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";
import type { Incoming } from "./incoming.ts";
import type { Log } from "./log.ts";
import type { Line } from "./socket-line.ts";
import { connectLine } from "./socket-line.ts";

const LINES = 2;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30 * SECOND;
/** Slack allows ten sockets for an app; another process has to let go of one first. */
const CROWDED_WAIT_MS = 30 * SECOND;
/** A line that lasted this long was a good one; its end needs no back-off. */
const STABLE_AFTER_MS = 5 * SECOND;

/** Control frames of every socket in the process; ours are known by their address. */
const PING_CHANNEL = "undici:websocket:ping";
const PONG_CHANNEL = "undici:websocket:pong";

/** When a line counts as dead; all in milliseconds. */
export interface SocketTiming {
  /** Not even a pong for this long (we ask about every two seconds): dead. */
  readonly deadAfterMs: number;
  /** Nothing from Slack by itself, not even a ping: replaced to be sure. */
  readonly silentAfterMs: number;
  readonly checkEveryMs: number;
}

/** Slack pings by itself, and answers our pings: a minute of silence is no accident. */
export const SOCKET_TIMING: SocketTiming = {
  deadAfterMs: 12 * SECOND,
  silentAfterMs: MINUTE,
  checkEveryMs: SECOND,
};

/** Ready while at least one of the two lines can be used. */
export interface Sockets {
  isReady(): boolean;
  stop(): Promise<void>;
}

interface SocketParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: SocketTiming;
  /** Ends the waiting for a first connection. */
  readonly signal: AbortSignal;
  openReceiver(): SocketModeReceiver;
  take(incoming: Incoming): Promise<void>;
  /** After the first connection: the app token died, or Socket Mode was switched off. */
  onFatal(error: StartRefused): void;
}

/** Resolves with the first connection; keeps trying while Slack cannot be reached. */
export async function openSockets(parts: SocketParts): Promise<Sockets> {
  const { clock, log, timing } = parts;
  const stopping = new AbortController();
  const signal = AbortSignal.any([parts.signal, stopping.signal]);
  const lines = new Set<Line>();
  const first = Promise.withResolvers<void>();
  const state = { isConnected: false, isRefused: false };

  /** One of the two places: connect, close the line that is replaced, wait until this one is over. */
  async function keepLine(): Promise<void> {
    let shortLived = 0;
    let previous: Line | undefined;
    while (!signal.aborted) {
      try {
        const line = await connectLine({ ...parts, receiver: parts.openReceiver(), signal });
        lines.add(line);
        if (previous !== undefined) void retire(previous);
        previous = line;
        state.isConnected = true;
        first.resolve();
        const openedAt = clock.now();
        const end = await line.over;
        if (end === "lost" && !signal.aborted) log.warn("a slack socket was lost, opening another");
        if (end === "crowded") await clock.sleep(CROWDED_WAIT_MS, signal);
        shortLived = clock.now() - openedAt > STABLE_AFTER_MS ? 0 : shortLived + 1;
        if (shortLived > 1) await clock.sleep(backoffMs(shortLived), signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof StartRefused) return refuse(error);
        shortLived += 1;
        log.warn("a slack socket could not be opened", { error: String(error) });
        await clock.sleep(backoffMs(shortLived), signal).catch(() => undefined);
      }
    }
  }

  async function retire(line: Line): Promise<void> {
    await line.close();
    lines.delete(line);
  }

  function refuse(error: StartRefused): void {
    if (state.isRefused) return;
    state.isRefused = true;
    if (state.isConnected) parts.onFatal(error);
    else first.reject(error);
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(timing.checkEveryMs, signal).catch(() => undefined);
      for (const line of lines) {
        const isDead = clock.now() - line.heard.aliveAt > timing.deadAfterMs;
        const isSilent = clock.now() - line.heard.spokeAt > timing.silentAfterMs;
        if (isDead || isSilent) line.giveUp();
      }
    }
  }

  const lineOf = (message: unknown): Line | undefined => {
    const { url } = (message as { readonly websocket?: { readonly url?: string } }).websocket ?? {};
    return [...lines].find((line) => line.address === url);
  };
  const onPing = (message: unknown): void => {
    const line = lineOf(message);
    if (line !== undefined) line.heard.spokeAt = line.heard.aliveAt = clock.now();
  };
  const onPong = (message: unknown): void => {
    const line = lineOf(message);
    if (line !== undefined) line.heard.aliveAt = clock.now();
  };
  subscribe(PING_CHANNEL, onPing);
  subscribe(PONG_CHANNEL, onPong);
  const running = [...Array.from({ length: LINES }, keepLine), watch()];

  async function stop(): Promise<void> {
    unsubscribe(PING_CHANNEL, onPing);
    unsubscribe(PONG_CHANNEL, onPong);
    stopping.abort(new Error("slack adapter stopped"));
    await Promise.all([...lines].map(retire));
    await Promise.all(running);
  }

  signal.addEventListener("abort", () => first.reject(signal.reason), { once: true });
  try {
    await first.promise;
  } catch (error) {
    await stop();
    throw error;
  }
  return { isReady: () => [...lines].some((line) => line.isUsable()), stop };
}

const backoffMs = (shortLived: number): number =>
  Math.min(FIRST_BACKOFF_MS * 2 ** (shortLived - 1), LONGEST_BACKOFF_MS);
