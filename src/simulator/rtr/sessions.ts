/**
 * RTR sessions: one for each client and host.
 *
 *     open --ten minutes without a sign of life--> ended (idle)
 *     open --DELETE--> ended (deleted)           open --a fault--> ended (lost)
 *     queued (host offline) --host returns--> open       queued --seven days--> ended (lapsed)
 */
import { randomUUID } from "node:crypto";
import { DAY, MINUTE } from "../../lib/clock.ts";
import { Refusal } from "../refusal.ts";

/** Falcon's, for a session and for a batch. */
export const IDLE_MS = 10 * MINUTE;
/** Falcon's: commands for an offline host lapse then. */
export const QUEUE_LIFE_MS = 7 * DAY;

/** Why a session is over; Falcon tells only that it is (`deleted_at`). */
export type Ending = "idle" | "deleted" | "lost" | "lapsed";

/** Opened again by the same client it is the same one, working directory and all. */
export interface Session {
  readonly id: string;
  readonly deviceId: string;
  /** Nobody else may use it. */
  readonly clientId: string;
  readonly origin: string;
  readonly createdMs: number;
  /** Opened while the host was offline. */
  readonly wasQueued: boolean;
  /** Still waits for the host. */
  isQueued: boolean;
  /** Where the next command runs. */
  directory: string;
  /** The last sign of life: ten minutes later it ends. */
  touchedMs: number;
  /** Ids of the commands in order. */
  readonly requestIds: string[];
  ended: { readonly atMs: number; readonly by: Ending } | undefined;
}

/** A session as it begins. */
export interface SessionWish {
  readonly clientId: string;
  readonly deviceId: string;
  readonly origin: string;
  readonly directory: string;
  readonly isQueued: boolean;
}

/** Ended ones stay, for the record of sessions. */
export class SessionBook {
  readonly #sessions = new Map<string, Session>();

  /** Everything that ever was, oldest first. */
  get all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Of any client. */
  living(deviceId: string): readonly Session[] {
    return this.all.filter((session) => session.deviceId === deviceId && session.ended === undefined);
  }

  /** The living session of the client on the host, or a new one. */
  open(wish: SessionWish, nowMs: number): Session {
    const { clientId, deviceId, isQueued } = wish;
    const there = this.living(deviceId).find((session) => session.clientId === clientId);
    if (there !== undefined) {
      there.touchedMs = nowMs;
      return there;
    }
    const session: Session = {
      id: randomUUID(),
      deviceId,
      clientId,
      origin: wish.origin,
      createdMs: nowMs,
      wasQueued: isQueued,
      isQueued,
      directory: wish.directory,
      touchedMs: nowMs,
      requestIds: [],
      ended: undefined,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  /** The client's own living session. @throws Refusal 404 */
  own(id: unknown, clientId: string): Session {
    const session = typeof id === "string" ? this.#sessions.get(id) : undefined;
    if (session === undefined || session.clientId !== clientId || session.ended !== undefined) {
      throw new Refusal(404, "Session not found");
    }
    return session;
  }

  /** The first ending counts. */
  end(session: Session, by: Ending, atMs: number): void {
    session.ended ??= { atMs, by };
  }

  /** Ends what nobody has used for too long. */
  expire(nowMs: number): void {
    for (const session of this.#sessions.values()) {
      if (session.ended !== undefined) continue;
      const lifeMs = session.isQueued ? QUEUE_LIFE_MS : IDLE_MS;
      if (nowMs - session.touchedMs < lifeMs) continue;
      this.end(session, session.isQueued ? "lapsed" : "idle", session.touchedMs + lifeMs);
    }
  }
}
