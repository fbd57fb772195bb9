/**
 * Socket Mode as the platform does it: single-use addresses, hello, one envelope to one
 * socket, acks within three seconds, events kept and repeated, commands lost when nobody
 * listens.
 */
import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { RawData, WebSocket } from "ws";
import { WebSocketServer } from "ws";
import type { Json } from "./block-kit.ts";
import type { Workspace } from "./workspace.ts";

const ACK_LIMIT_MS = 3_000;
const MOST_SOCKETS = 10;

export interface Ack {
  /** False: nobody acknowledged within three seconds; the person saw an error. */
  readonly acked: boolean;
  readonly latencyMs: number;
  readonly payload: Json;
}

export interface Envelope {
  readonly id: string;
  readonly type: "slash_commands" | "interactive" | "events_api";
  readonly payload: Json;
}

export interface AckRecord extends Ack {
  readonly envelope: string;
  readonly type: string;
  readonly socket: number;
}

interface Line {
  readonly id: number;
  readonly socket: WebSocket;
  muted: boolean;
  leaving: boolean;
}

export interface SocketSide {
  url(origin: string): string;
  /** Sends to one socket and waits for the ack; events are repeated and wait for a socket. */
  deliver(
    envelope: Envelope,
    options?: { readonly attempt?: number; readonly socket?: number },
  ): Promise<Ack>;
  readonly acks: readonly AckRecord[];
  open(): readonly number[];
  disconnect(reason: string, socket?: number): void;
  /** Neither frames nor pongs from these sockets any more, though they stay open. */
  mute(socket?: number): void;
  cut(socket?: number): void;
  sendRaw(frame: string): void;
  /** How many connections were ever made. */
  opened(): number;
  stop(): Promise<void>;
}

export function socketSide(options: {
  readonly server: Server;
  readonly workspace: Workspace;
  readonly pingEveryMs: number;
  readonly eventRetryMs: readonly number[];
}): SocketSide {
  const tickets = new Set<string>();
  const lines: Line[] = [];
  const acks: AckRecord[] = [];
  const waiting = new Map<string, (payload: Json) => void>();
  let serial = 0;
  let turn = 0;
  let isStopped = false;
  const server = new WebSocketServer({ noServer: true, autoPong: false });

  options.server.on("upgrade", (request, socket, head) => {
    const ticket = new URL(request.url ?? "/", "http://local").searchParams.get("ticket") ?? "";
    if (tickets.delete(ticket)) server.handleUpgrade(request, socket, head, admit);
    else socket.destroy();
  });

  function admit(socket: WebSocket): void {
    const line: Line = { id: ++serial, socket, muted: false, leaving: false };
    lines.push(line);
    socket.on("message", (data) => takeAck(data, line.id));
    socket.on("ping", (data: Buffer) => line.muted || socket.pong(data));
    socket.on("close", () => lines.splice(lines.indexOf(line), 1));
    socket.on("error", () => socket.terminate());
    if (lines.length > MOST_SOCKETS) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      return;
    }
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: lines.length,
        connection_info: { app_id: "A0APP" },
        debug_info: { approximate_connection_time: 18_060 },
      }),
    );
  }

  function takeAck(data: RawData, socket: number): void {
    const frame = JSON.parse((data as Buffer).toString("utf8")) as { envelope_id?: string; payload?: Json };
    waiting.get(`${frame.envelope_id}:${socket}`)?.(frame.payload ?? {});
  }

  const pings = setInterval(() => {
    for (const line of lines)
      if (!line.muted && line.socket.readyState === line.socket.OPEN) line.socket.ping();
  }, options.pingEveryMs);

  const chosen = (socket?: number): Line | undefined => {
    const usable = lines.filter((line) => !line.leaving && line.socket.readyState === line.socket.OPEN);
    if (socket !== undefined) return usable.find((line) => line.id === socket);
    turn += 1;
    return usable[turn % Math.max(1, usable.length)];
  };

  async function once(envelope: Envelope, attempt: number, socket?: number): Promise<Ack> {
    const line = chosen(socket);
    if (line === undefined) return { acked: false, latencyMs: 0, payload: {} };
    const sentAt = Date.now();
    const isEvent = envelope.type === "events_api";
    const answered = new Promise<Ack>((resolve) => {
      const settle = (acked: boolean, payload: Json): void => {
        clearTimeout(timer);
        const ack = { acked, latencyMs: Date.now() - sentAt, payload };
        acks.push({ ...ack, envelope: envelope.id, type: envelope.type, socket: line.id });
        resolve(ack);
      };
      const timer = setTimeout(() => settle(false, {}), ACK_LIMIT_MS);
      waiting.set(`${envelope.id}:${line.id}`, (payload) => settle(true, payload));
    });
    if (!line.muted) {
      line.socket.send(
        JSON.stringify({
          envelope_id: envelope.id,
          type: envelope.type,
          accepts_response_payload: !isEvent,
          payload: envelope.payload,
          ...(isEvent ? { retry_attempt: attempt, retry_reason: attempt === 0 ? "" : "timeout" } : {}),
        }),
      );
    }
    return answered;
  }

  async function deliver(envelope: Envelope, how: { attempt?: number; socket?: number } = {}): Promise<Ack> {
    let ack = await once(envelope, how.attempt ?? 0, how.socket);
    if (envelope.type !== "events_api") return ack;
    for (const [index, wait] of options.eventRetryMs.entries()) {
      if (ack.acked || isStopped) break;
      await delay(wait);
      ack = await once(envelope, index + 1);
    }
    return ack;
  }

  const each = (socket: number | undefined, act: (line: Line) => void): void =>
    lines.filter((line) => socket === undefined || line.id === socket).forEach(act);

  return {
    url(origin) {
      const ticket = options.workspace.nextId("ticket");
      tickets.add(ticket);
      return `${origin.replace("http", "ws")}/link/?ticket=${ticket}&app_id=A0APP`;
    },
    deliver,
    acks,
    open: () => lines.filter((line) => line.socket.readyState === line.socket.OPEN).map((line) => line.id),
    opened: () => serial,
    disconnect: (reason, socket) =>
      each(socket, (line) => line.socket.send(JSON.stringify({ type: "disconnect", reason }))),
    mute: (socket) => each(socket, (line) => void (line.muted = true)),
    cut: (socket) => each(socket, (line) => line.socket.terminate()),
    sendRaw: (frame) => each(undefined, (line) => line.socket.send(frame)),
    async stop() {
      isStopped = true;
      clearInterval(pings);
      each(undefined, (line) => line.socket.terminate());
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
