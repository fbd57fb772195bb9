/** Changes of stored sessions and entries: a pure move, written once, or read again and decided anew. */
import { untrusted } from "../../lib/untrusted.ts";
import type { RtrEntryRow, RtrEntryState, RtrSessionRow } from "../../store/rtr-rows.ts";
import type { Repositories, Store } from "../../store/store.ts";
import { advance, type SessionMove } from "../session-machine.ts";
import { redrawSession, sayEntry } from "./told.ts";

type SessionChanges = Partial<Omit<RtrSessionRow, "id" | "originKey" | "createdAt" | "version" | "state">>;
type EntryChanges = Partial<
  Omit<RtrEntryRow, "id" | "originKey" | "sessionId" | "seq" | "createdAt" | "version">
>;

/** Further things to write with the change. */
type Also<Row> = (tx: Repositories, row: Row) => Promise<void>;

/** More lost races than this are a fault, not a race. */
const TRIES = 50;

/**
 * Moves a session on; undefined when the move makes no sense where it stands now. `changes` is
 * worked out from the row as it is at that moment.
 */
export async function moveSession(
  store: Store,
  id: string,
  move: SessionMove,
  now: number,
  changes: SessionChanges | ((row: RtrSessionRow) => SessionChanges) = {},
  also: Also<RtrSessionRow> = async () => undefined,
): Promise<RtrSessionRow | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const outcome = await store.transaction(async (tx) => {
      const row = await tx.rtrSessions.get(id);
      const state = row === undefined ? undefined : advance(row.state, move);
      if (row === undefined || state === undefined) return "refused";
      const made = typeof changes === "function" ? changes(row) : changes;
      const next = { ...row, ...made, state, version: row.version + 1, updatedAt: now };
      if (!(await tx.rtrSessions.move(row, { ...made, state, updatedAt: now }))) return "lost";
      await redrawSession(tx, id, next.version, now);
      await also(tx, next);
      return next;
    });
    if (outcome === "lost") continue;
    await store.announce();
    return outcome === "refused" ? undefined : outcome;
  }
  return undefined;
}

/** Writes to a session without moving it. Unless `isShown` its card is left for the next change. */
export async function touchSession(
  store: Store,
  id: string,
  now: number,
  changes: SessionChanges,
  also: Also<RtrSessionRow> = async () => undefined,
  isShown = true,
): Promise<RtrSessionRow | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const outcome = await store.transaction(async (tx) => {
      const row = await tx.rtrSessions.get(id);
      if (row === undefined) return "gone";
      if (!(await tx.rtrSessions.move(row, { ...changes, updatedAt: now }))) return "lost";
      const next = { ...row, ...changes, version: row.version + 1, updatedAt: now };
      if (isShown) await redrawSession(tx, id, next.version, now);
      await also(tx, next);
      return next;
    });
    if (outcome === "lost") continue;
    await store.announce();
    return outcome === "gone" ? undefined : outcome;
  }
  return undefined;
}

/**
 * Moves an entry on from one of these states; undefined when it stands elsewhere. What is written
 * may be worked out from the row as it is at that moment.
 */
export async function moveEntry(
  store: Store,
  session: Pick<RtrSessionRow, "id" | "place">,
  id: string,
  from: readonly RtrEntryState[],
  now: number,
  written: EntryChanges | ((row: RtrEntryRow) => EntryChanges | undefined),
  options: { readonly isSaid: boolean; readonly also?: Also<RtrEntryRow> } = { isSaid: true },
): Promise<RtrEntryRow | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const outcome = await store.transaction(async (tx) => {
      const row = await tx.rtrEntries.get(id);
      const changes = row !== undefined && typeof written === "function" ? written(row) : written;
      if (row === undefined || typeof changes !== "object" || !from.includes(row.state)) return "refused";
      if (!(await tx.rtrEntries.move(row, changes))) return "lost";
      const next = { ...row, ...changes, version: row.version + 1 };
      if (options.isSaid) await sayEntry(tx, session, next, now);
      await options.also?.(tx, next);
      return next;
    });
    if (outcome === "lost") continue;
    await store.announce();
    return outcome === "refused" ? undefined : outcome;
  }
  return undefined;
}

/** Our own words for an outcome; they are stored beside words of others. */
export const because = (words: string) => untrusted(words);
