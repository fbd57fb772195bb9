/** What the simulator was asked and what it answered, for tests and for people watching a rehearsal. */
import type { FaultEffect } from "./faults.ts";

/** Secrets of a sign-in are left out; bodies are kept whole. */
export interface CallRecord {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** The parsed JSON body, or the fields of a sign-in form but for its secrets. */
  readonly body: unknown;
  readonly userAgent?: string;
  readonly clientId?: string;
  /** What was done to it on purpose. */
  readonly fault?: FaultEffect;
  /** Absent while unanswered, and for good when the connection was cut. */
  readonly status?: number;
}

/** A rehearsal may run for days; the oldest calls go first. */
const MAX_RECORDS = 20_000;

/** Every request, the ones that a fault swallowed too. Calls to `/_simulator` are not logged. */
export class CallLog {
  #records: CallRecord[] = [];

  /** Oldest first; the last 20,000 at least. */
  get records(): readonly CallRecord[] {
    return this.#records;
  }

  /** Returns a function that completes the record once the answer is known. */
  open(record: CallRecord): (outcome: Partial<CallRecord>) => void {
    const entry = { ...record };
    this.#records.push(entry);
    if (this.#records.length > MAX_RECORDS * 2) this.#records = this.#records.slice(-MAX_RECORDS);
    return (outcome) => {
      Object.assign(entry, outcome);
    };
  }

  clear(): void {
    this.#records = [];
  }
}
