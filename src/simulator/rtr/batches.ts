/** Batches: many sessions under one id, and the files that one `get` fetches from all of them. */
import { randomUUID } from "node:crypto";
import { Refusal } from "../refusal.ts";
import { IDLE_MS } from "./sessions.ts";

/** One id over many sessions; dies after ten idle minutes as they do. */
export interface Batch {
  readonly id: string;
  readonly clientId: string;
  /** Session ids by device id. */
  readonly sessions: Map<string, string>;
  /** The last sign of life, in milliseconds since the epoch. */
  touchedMs: number;
}

/** A batch belongs to the client that opened it; for anybody else it is a 404. */
export class BatchBook {
  readonly #batches = new Map<string, Batch>();
  /** Request ids by device id, under the id of the `get`. */
  readonly #gets = new Map<string, ReadonlyMap<string, string>>();

  /** A new one, or the client's own that hosts are added to. @throws Refusal 404 */
  open(clientId: string, existing: string | undefined, nowMs: number): Batch {
    if (existing !== undefined) return this.own(existing, clientId, nowMs);
    const batch: Batch = { id: randomUUID(), clientId, sessions: new Map(), touchedMs: nowMs };
    this.#batches.set(batch.id, batch);
    return batch;
  }

  /** @throws Refusal 404 for one that is unknown or has been idle for too long */
  own(id: unknown, clientId: string, nowMs: number): Batch {
    const batch = typeof id === "string" ? this.#batches.get(id) : undefined;
    if (batch === undefined || batch.clientId !== clientId || nowMs - batch.touchedMs >= IDLE_MS) {
      throw new Refusal(404, "Batch not found");
    }
    batch.touchedMs = nowMs;
    return batch;
  }

  /** Keeps which request of which host belongs to a `get`. */
  rememberGet(requests: ReadonlyMap<string, string>): string {
    const id = randomUUID();
    this.#gets.set(id, requests);
    return id;
  }

  /** @throws Refusal 404 */
  getRequests(id: string): ReadonlyMap<string, string> {
    const requests = this.#gets.get(id);
    if (requests === undefined) throw new Refusal(404, "batch_get_cmd_req_id not found");
    return requests;
  }
}
