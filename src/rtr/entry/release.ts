/** What approvals do with a proposed command: let it go, and ask how far it has come. */
import type { RtrEntryRow } from "../../store/rtr-rows.ts";
import type { RtrParts } from "../ports.ts";
import { moveEntry } from "../session/change.ts";
import { isAlive } from "../session-machine.ts";

export type Released = "proposed" | "under way" | "ran" | "not known" | "not run" | "gone";

/** It takes its turn; the process that holds the session sends it. */
export async function releaseEntry(
  { store, clock }: Pick<RtrParts, "store" | "clock">,
  id: string,
  approval: string,
): Promise<void> {
  const entry = await store.rtrEntries.get(id);
  const session = entry === undefined ? undefined : await store.rtrSessions.get(entry.sessionId);
  if (session === undefined) return;
  const changes = { state: "waiting", approvalId: approval } as const;
  await moveEntry(store, session, id, ["proposed"], clock.now(), changes, { isSaid: true });
}

export async function statesOf(
  { store }: Pick<RtrParts, "store">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Released>> {
  const states = new Map<string, Released>();
  for (const id of ids) {
    const entry = await store.rtrEntries.get(id);
    if (entry === undefined) continue;
    const session = await store.rtrSessions.get(entry.sessionId);
    states.set(id, stateOf(entry, session !== undefined && isAlive(session.state)));
  }
  return states;
}

function stateOf({ state }: RtrEntryRow, isSessionAlive: boolean): Released {
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
