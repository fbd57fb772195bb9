/**
 * The part of a `Store` that both engines share: every call goes through one gate that
 * explains storage failures, tries again after a conflict, and refuses what would wait
 * for itself: the store's own repositories used inside one of its transactions.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { BotError } from "../lib/errors.ts";
import { explainFailure, isConflict, isLocked } from "./failure.ts";
import { createRepositories } from "./repositories/index.ts";
import type { Engine, Handle } from "./schema.ts";
import type { Repositories, Store } from "./store.ts";

/** Tries when transactions are in each other's way, the first included. */
const TRIES = 6;
const LONGEST_PAUSE_MS = 40;
/** Between two looks at a lock that another process holds; random, so that no one always comes late. */
const LONGEST_LOCK_PAUSE_MS = 10;

export interface Gate {
  /** Runs one piece of work that may be run again from its beginning. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** Lets nothing more in, and resolves when what runs has ended. */
  close(): Promise<void>;
}

type Shared = Repositories & Pick<Store, "engine" | "transaction"> & { readonly gate: Gate };

/** `lockTimeoutMs`: how long a lock of another process is waited for (SQLite). */
export function assemble(db: Handle, engine: Engine, lockTimeoutMs: number): Shared {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();
  const gate = createGate(() => current.getStore()?.isOpen === true, lockTimeoutMs);

  const once = async <T>(work: (tx: Repositories) => Promise<T>): Promise<T> => {
    const mark = { isOpen: true };
    try {
      return await current.run(mark, () =>
        db.transaction().execute(async (tx) => {
          await takeTurn(tx, engine);
          return work(createRepositories(tx, engine));
        }),
      );
    } finally {
      mark.isOpen = false;
    }
  };
  return {
    engine,
    gate,
    ...gated(createRepositories(db, engine), gate),
    transaction: (work) => gate.pass(() => once(work)),
  };
}

/**
 * One transaction at a time, as SQLite has it: what a transaction has read (a cap not
 * yet reached, a vote not yet cast) cannot change before it commits.
 */
async function takeTurn(tx: Handle, engine: Engine): Promise<void> {
  if (engine === "postgres") await tx.selectFrom("auditHead").select("id").forUpdate().execute();
}

function createGate(isInsideTransaction: () => boolean, lockTimeoutMs: number): Gate {
  const running = new Set<Promise<unknown>>();
  let isClosed = false;
  return {
    async pass(work) {
      if (isInsideTransaction()) {
        throw new Error("inside a transaction its own repositories have to be used, not the store's");
      }
      if (isClosed) throw new BotError("store-unavailable", "The store is closed.");
      const result = persistently(work, lockTimeoutMs);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(running);
    },
  };
}

/** Waits for locks without blocking the process, and repeats what lost a conflict. */
export async function persistently<T>(work: () => Promise<T>, lockTimeoutMs: number): Promise<T> {
  const until = performance.now() + lockTimeoutMs;
  for (let attempt = 1; ;) {
    try {
      return await work();
    } catch (error) {
      if (isLocked(error) && performance.now() < until) {
        await delay(Math.random() * LONGEST_LOCK_PAUSE_MS);
      } else if (isConflict(error) && attempt < TRIES) {
        attempt += 1;
        await delay(Math.random() * LONGEST_PAUSE_MS);
      } else {
        throw explainFailure(error);
      }
    }
  }
}

type Method = (...values: unknown[]) => Promise<unknown>;

/** The same repositories, each call through the gate. */
function gated(repositories: Repositories, gate: Gate): Repositories {
  const through = (repository: object): object =>
    mapValues(
      repository,
      (method) =>
        (...values: unknown[]) =>
          gate.pass(() => (method as Method)(...values)),
    );
  return mapValues(repositories, (repository) => through(repository as object)) as unknown as Repositories;
}

const mapValues = <To>(object: object, change: (value: unknown) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
