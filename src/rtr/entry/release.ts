/** What approvals do with a proposed command: let it go, and ask how far it has come. */
import type { RtrEntryRow } from "../../store/rtr-rows.ts";
import type { RtrParts } from "../ports.ts";
import { moveEntry } from "../session/change.ts";
import { isAlive } from "../session-machine.ts";

export type Released = "proposed" | "under way" | "ran" | "not known" | "not run" | "gone";

/** It takes its turn; the process that holds the session sends it. Of a fleet, one host is let go. */
export async function releaseEntry(
  { store, clock }: Pick<RtrParts, "store" | "clock">,
  { entry: id, target }: Ordered,
  approval: string,
): Promise<void> {
  const entry = await store.rtrEntries.get(id);
  const session = entry === undefined ? undefined : await store.rtrSessions.get(entry.sessionId);
  if (entry === undefined || session === undefined) return;
  const changes = { state: "waiting", approvalId: approval } as const;
  const now = clock.now();
  if (entry.results.length === 0)
    await moveEntry(store, session, id, ["proposed"], now, changes, { isSaid: true });
  else
    await moveEntry(store, session, id, ["proposed", "waiting"], now, ({ results }) =>
      results.some(({ deviceId, state }) => deviceId === target && state === "proposed")
        ? {
            ...changes,
            results: results.map((one) => (one.deviceId === target ? { ...one, state: "waiting" } : one)),
          }
        : undefined,
    );
}

/** One host of one proposed command. */
export interface Ordered {
  readonly entry: string;
  readonly target: string;
}

/** In the order of the questions. */
export async function statesOf(
  { store }: Pick<RtrParts, "store">,
  asked: readonly Ordered[],
): Promise<readonly Released[]> {
  const states: Released[] = [];
  for (const { entry: id, target } of asked) {
    const entry = await store.rtrEntries.get(id);
    const session = entry === undefined ? undefined : await store.rtrSessions.get(entry.sessionId);
    const isSessionAlive = session !== undefined && isAlive(session.state);
    states.push(entry === undefined ? "gone" : stateOf(stateOn(entry, target), isSessionAlive));
  }
  return states;
}

/** Of a fleet each host has its own, as far as the whole has not ended without it. */
function stateOn({ state, results }: RtrEntryRow, target: string): RtrEntryRow["state"] {
  const own = results.find(({ deviceId }) => deviceId === target)?.state;
  if (own === undefined) return results.length === 0 ? state : "dropped";
  const isOver = state !== "proposed" && state !== "waiting" && state !== "sent";
  if (!isOver) return own;
  if (own === "proposed" || own === "waiting") return "dropped";
  return own === "sent" ? "unknown" : own;
}

function stateOf(state: RtrEntryRow["state"], isSessionAlive: boolean): Released {
  switch (state) {
    case "proposed":
      return isSessionAlive ? "proposed" : "gone";
    case "waiting":
    case "sent":
    case "queued":
      return "under way";
    case "done":
    case "incomplete":
    case "failed":
    case "cancelled":
      return "ran";
    case "unknown":
      return "not known";
    case "dropped":
      return "not run";
  }
}
