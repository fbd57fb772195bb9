/**
 * The gateway: HELLO, IDENTIFY, READY, guilds, heartbeats, RESUME with replay, INVALID_SESSION,
 * close codes. Every session gets every event and keeps what its socket missed.
 */
import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { guildJson, userJson } from "./json-view.ts";
import type { Json, World } from "./world.ts";

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  resume: 6,
  reconnect: 7,
  invalid: 9,
  hello: 10,
  ack: 11,
};
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);

interface Session {
  readonly id: string;
  readonly intents: number;
  seq: number;
  readonly sent: { readonly seq: number; readonly frame: string }[];
  socket: WebSocket | undefined;
}

export interface Gateway {
  /** To every session; what cannot be delivered now is replayed on RESUME. */
  dispatch(event: string, data: (intents: number) => Json): void;
  /** Closes the sockets; with `forget` their sessions cannot be resumed. */
  drop(options?: { readonly code?: number; readonly forget?: boolean }): void;
  /** Tells sessions that they are no longer valid, as op 9 does. */
  invalidate(): void;
  /** While held, new sockets wait at the door, as in a bad network. */
  hold(isHeld: boolean): void;
  readonly presences: readonly Json[];
  readonly counts: { identified: number; resumed: number };
  open(): number;
  stop(): Promise<void>;
}

export function startGateway(parts: {
  readonly server: Server;
  readonly world: World;
  readonly heartbeatMs: number;
  readonly privileged: number;
  readonly isRevoked: () => boolean;
}): Gateway {
  const { world } = parts;
  const wss = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const presences: Json[] = [];
  const counts = { identified: 0, resumed: 0 };
  const door = { isHeld: false, waiting: [] as (() => void)[] };

  parts.server.on("upgrade", (request, socket: Duplex, head: Buffer) => {
    const enter = (): void =>
      wss.handleUpgrade(request, socket, head, (opened) => {
        welcome(opened, `ws://${request.headers.host}/gateway`);
      });
    if (door.isHeld) door.waiting.push(enter);
    else enter();
  });

  function welcome(socket: WebSocket, url: string): void {
    send(socket, { op: OP.hello, d: { heartbeat_interval: parts.heartbeatMs } });
    socket.on("message", (raw: Buffer) => {
      const { op, d } = JSON.parse(raw.toString()) as { readonly op: number; readonly d: Json };
      if (op === OP.heartbeat) send(socket, { op: OP.ack });
      else if (op === OP.identify) identify(socket, d, url);
      else if (op === OP.resume) resume(socket, d);
      else if (op === OP.presence) presences.push(d);
    });
  }

  function identify(socket: WebSocket, d: Json, url: string): void {
    const intents = Number(d["intents"]);
    if (d["token"] !== world.token || parts.isRevoked()) return socket.close(4_004, "Authentication failed.");
    if ((intents & PRIVILEGED & ~parts.privileged) !== 0) return socket.close(4_014, "Disallowed intent(s).");
    counts.identified += 1;
    if (d["presence"] !== undefined && d["presence"] !== null) presences.push(d["presence"] as Json);
    const session: Session = { id: world.nextId(), intents, seq: 0, sent: [], socket };
    sessions.set(session.id, session);
    emit(session, "READY", {
      v: 10,
      user: userJson(world, world.botUser),
      guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: url,
      application: { id: world.application, flags: 0 },
      shard: [0, 1],
    });
    for (const guild of world.guilds.values()) emit(session, "GUILD_CREATE", guildJson(world, guild));
  }

  function resume(socket: WebSocket, d: Json): void {
    const session = sessions.get(String(d["session_id"]));
    if (d["token"] !== world.token || parts.isRevoked()) return socket.close(4_004, "Authentication failed.");
    if (session === undefined) return send(socket, { op: OP.invalid, d: false });
    counts.resumed += 1;
    session.socket = socket;
    for (const { seq, frame } of session.sent) if (seq > Number(d["seq"])) socket.send(frame);
    emit(session, "RESUMED", {});
  }

  function emit(session: Session, t: string, d: Json): void {
    session.seq += 1;
    const frame = JSON.stringify({ op: OP.dispatch, t, s: session.seq, d });
    session.sent.push({ seq: session.seq, frame });
    if (session.socket?.readyState === 1) session.socket.send(frame);
  }

  const send = (socket: WebSocket, frame: Json): void => socket.send(JSON.stringify(frame));

  return {
    presences,
    counts,
    dispatch(event, data) {
      for (const session of sessions.values()) emit(session, event, data(session.intents));
    },
    drop({ code = 4_000, forget = false } = {}) {
      if (forget) sessions.clear();
      for (const socket of wss.clients) socket.close(code);
    },
    invalidate() {
      sessions.clear();
      for (const socket of wss.clients) send(socket, { op: OP.invalid, d: false });
    },
    hold(isHeld) {
      door.isHeld = isHeld;
      if (!isHeld) for (const enter of door.waiting.splice(0)) enter();
    },
    open: () => wss.clients.size,
    async stop() {
      for (const socket of wss.clients) socket.terminate();
      await new Promise<void>((resolve) => wss.close(() => resolve()));
    },
  };
}
