/**
 * Real time response as a whole: who has a session where, what was typed, what came of it.
 * Nothing ticks: what is due has happened once `catchUp` was called, before every request.
 */
import { randomUUID } from "node:crypto";
import { MINUTE } from "../../lib/clock.ts";
import { Refusal } from "../refusal.ts";
import type { Dice } from "../dice.ts";
import type { Device, HostBook } from "../host-book.ts";
import { readCommand } from "./catalogue.ts";
import type { Computer } from "./computer.ts";
import { BatchBook } from "./batches.ts";
import { FileShelf } from "./fetched-files.ts";
import { createComputer, platformOf } from "./furnish/furnish.ts";
import { Library } from "./library.ts";
import { rootOf } from "./paths.ts";
import { pieceOf, startedWith, type Piece, type Request, type Started } from "./requests.ts";
import { RuleList, type RtrRule } from "./rules.ts";
import { SessionBook, type Session } from "./sessions.ts";
import type { Outcome, Tier } from "./verbs/verb.ts";

/** Milliseconds. */
export interface RtrSettings {
  /** How long a host takes for a command. */
  readonly commandMs?: number;
  /** How long it takes until a session is open. */
  readonly connectMs?: number;
  /** How long a fetched file is on its way. */
  readonly uploadMs?: number;
  readonly rules?: readonly RtrRule[];
}

const USUAL = { commandMs: 250, connectMs: 300, uploadMs: 800 };
const RESTART_MS = MINUTE;
const HOST_UNREACHABLE = 40_401;

/** One command as its path took it in. */
export interface Submission {
  readonly session: Session;
  readonly tier: Tier;
  readonly base: string;
  readonly text: string;
  /** Waits for the host where it is offline. */
  readonly mayWait: boolean;
}

/** Who wants a session on which host; `origin` is what Falcon's record shows. */
export interface Opening {
  readonly clientId: string;
  readonly deviceId: string;
  readonly origin: string;
  readonly mayQueue: boolean;
}

/** Output goes with its session, but for what ran in a queue while nobody watched. */
export class RtrDesk {
  readonly sessions = new SessionBook();
  readonly batches = new BatchBook();
  readonly library: Library;
  readonly files: FileShelf;
  readonly rules: RuleList;
  readonly connectMs: number;
  readonly #commandMs: number;
  readonly #hosts: HostBook;
  readonly #furnishing: { readonly dice: Dice; readonly startMs: number };
  readonly #computers = new Map<string, Computer>();
  readonly #requests = new Map<string, Request>();
  #returns: { readonly deviceId: string; readonly atMs: number }[] = [];

  constructor(
    parts: { readonly hosts: HostBook; readonly dice: Dice; readonly startMs: number },
    settings: RtrSettings = {},
  ) {
    const { hosts, dice, startMs } = parts;
    this.#hosts = hosts;
    this.#furnishing = { dice, startMs };
    this.#commandMs = settings.commandMs ?? USUAL.commandMs;
    this.connectMs = settings.connectMs ?? USUAL.connectMs;
    this.library = new Library({ dice, startMs });
    this.files = new FileShelf({ uploadMs: settings.uploadMs ?? USUAL.uploadMs });
    this.rules = new RuleList(settings.rules);
  }

  /** Every command there ever was, in the order in which it was handed over. */
  get requests(): readonly Request[] {
    return [...this.#requests.values()];
  }

  /** The host from inside, furnished when it is first asked for. */
  computer(device: Device): Computer {
    const there = this.#computers.get(device.device_id);
    if (there !== undefined) return there;
    const computer = createComputer({ ...this.#furnishing, device });
    this.#computers.set(device.device_id, computer);
    return computer;
  }

  isOnline(deviceId: string): boolean {
    return this.#hosts.record(deviceId)?.presence.online ?? false;
  }

  /** @throws Refusal for a host that is unknown, may not be worked on, or is offline and may not be queued for */
  open({ clientId, deviceId, origin, mayQueue }: Opening, nowMs: number): Session {
    const device = this.#hosts.device(deviceId, nowMs);
    if (device === undefined) throw new Refusal(404, "Host not found");
    if (device["rtr_state"] === "disabled") {
      throw new Refusal(400, "Real time response is not enabled in the policy of this host");
    }
    const isQueued = !this.isOnline(deviceId);
    if (isQueued && !mayQueue) throw unreachable();
    return this.sessions.open(
      { clientId, deviceId, origin, isQueued, directory: rootOf(platformOf(device)) },
      nowMs,
    );
  }

  /** @throws Refusal 40006 and 40012 for what cannot run, 40401 for a host that sleeps */
  submit({ session, tier, base, text, mayWait }: Submission, nowMs: number): Request {
    const device = this.#device(session.deviceId, nowMs);
    const { library } = this;
    readCommand({ base, text }, tier, { platform: platformOf(device), library });
    const isAway = !this.isOnline(device.device_id);
    if (isAway && !session.isQueued && !mayWait) throw unreachable();
    const request: Request = {
      id: randomUUID(),
      sessionId: session.id,
      deviceId: session.deviceId,
      clientId: session.clientId,
      tier,
      base,
      text,
      directory: session.directory,
      handedMs: nowMs,
      wasQueued: isAway,
      started: undefined,
      doneMs: undefined,
      droppedMs: undefined,
    };
    this.#requests.set(request.id, request);
    session.requestIds.push(request.id);
    session.touchedMs = nowMs;
    if (!isAway) this.#start(request, session, device, nowMs);
    return request;
  }

  /** The client's own request on the tier that it was handed over on. @throws Refusal 404 */
  own(requestId: string, clientId: string, tier: Tier): Request {
    const request = this.#requests.get(requestId);
    const isOwn = request?.clientId === clientId && request.tier === tier;
    if (request === undefined || !isOwn || !this.#isReadable(request)) {
      throw new Refusal(404, "cloud_request_id not found");
    }
    return request;
  }

  /** Output goes with its session, but for what ran while nobody watched. */
  #isReadable({ sessionId, wasQueued }: Request): boolean {
    const ended = this.sessions.get(sessionId)?.ended;
    return ended === undefined || (wasQueued && ended.by === "idle");
  }

  /** Without anything while the host has not answered. */
  piece(request: Request, sequence: number, nowMs: number): Piece {
    const doneMs = this.settle(request, nowMs);
    if (doneMs === undefined || request.started === undefined) {
      return { stdout: "", stderr: "", isComplete: false, sequence: 0 };
    }
    return pieceOf(request.started, sequence, nowMs - doneMs);
  }

  /** When it was done; undefined while it is not. A host that sleeps goes on once it is back. */
  settle(request: Request, nowMs: number): number | undefined {
    const { started } = request;
    if (started === undefined || request.doneMs !== undefined) return request.doneMs;
    const presence = this.#hosts.record(request.deviceId)?.presence ?? { online: false, sinceMs: nowMs };
    const plannedMs = started.atMs + started.takesMs;
    const isDoneBefore = !presence.online && plannedMs < presence.sinceMs;
    const doneMs = presence.online ? Math.max(started.atMs, presence.sinceMs) + started.takesMs : plannedMs;
    if (isDoneBefore || (presence.online && nowMs >= doneMs)) request.doneMs = doneMs;
    return request.doneMs;
  }

  /** False when it is not waiting any more. */
  drop(request: Request, nowMs: number): boolean {
    if (request.started !== undefined || request.droppedMs !== undefined) return false;
    request.droppedMs = nowMs;
    return true;
  }

  /** Hosts that restart come back, queues of hosts that are back drain, idle sessions end. */
  catchUp(nowMs: number): void {
    for (const { deviceId, atMs } of this.#returns.filter((due) => nowMs >= due.atMs))
      this.#hosts.change(deviceId, { online: true }, atMs);
    this.#returns = this.#returns.filter(({ atMs }) => nowMs < atMs);
    this.sessions.expire(nowMs);
    for (const request of this.#requests.values()) {
      this.settle(request, nowMs);
      if (!this.#isReadable(request)) request.started = forgotten(request.started);
      const isWaiting = request.started === undefined && request.droppedMs === undefined;
      if (!isWaiting || !this.isOnline(request.deviceId)) continue;
      const session = this.sessions.get(request.sessionId);
      if (session === undefined || session.ended !== undefined) continue;
      session.isQueued = false;
      session.touchedMs = nowMs;
      this.#start(request, session, this.#device(request.deviceId, nowMs), nowMs);
    }
  }

  #start(request: Request, session: Session, device: Device, nowMs: number): void {
    const { library } = this;
    const computer = this.computer(device);
    const { verb, line } = readCommand(request, request.tier, { platform: computer.platform, library });
    const earlier = session.requestIds.filter((id) => id !== request.id).map((id) => this.#requests.get(id));
    const history = earlier.flatMap((one) => one?.text ?? []);
    const freeMs = Math.max(0, ...earlier.map((one) => endOf(one)));
    const ground = { computer, library, directory: session.directory, history, nowMs };
    const outcome = verb.run(line, ground);
    const rule = this.rules.take(device, request.text);
    const when = { atMs: Math.max(nowMs, freeMs), usualMs: this.#commandMs };
    request.started = startedWith(outcome, rule, when);
    session.directory = outcome.directory ?? session.directory;
    this.#follow(request, session, outcome, nowMs);
  }

  /** What a command leaves behind: a file on its way, a host that is gone, a session that is. */
  #follow(request: Request, session: Session, { fetched, power }: Outcome, nowMs: number): void {
    const { sessionId, id: requestId, deviceId, started } = request;
    if (fetched !== undefined) {
      const doneMs = (): number | undefined => request.doneMs;
      this.files.add({ sessionId, requestId, createdMs: nowMs, ...fetched }, doneMs);
    }
    if (power !== undefined || started?.fault === "sleep") {
      if (power !== undefined) request.doneMs = nowMs;
      this.#hosts.change(deviceId, { online: false }, nowMs);
    }
    if (power === "restart") this.#returns.push({ deviceId, atMs: nowMs + RESTART_MS });
    if (started?.fault === "lose-session") this.sessions.end(session, "lost", nowMs);
  }

  #device(deviceId: string, nowMs: number): Device {
    const device = this.#hosts.device(deviceId, nowMs);
    if (device === undefined) throw unreachable();
    return device;
  }
}

/** Nobody can ask for it any more, and a rehearsal may run for days. */
const forgotten = (started: Started | undefined): Started | undefined =>
  started === undefined || started.pieces.length === 0 ? started : { ...started, pieces: [] };

/** Falcon's 404 with the number 40401. */
export const unreachable = (): Refusal =>
  new Refusal(404, "Could not establish sensor comms", HOST_UNREACHABLE);

const endOf = (request: Request | undefined): number =>
  request?.doneMs ?? (request?.started === undefined ? 0 : request.started.atMs + request.started.takesMs);
