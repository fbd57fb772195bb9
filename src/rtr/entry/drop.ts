/**
 * Commands that were never handed over and never will be: whoever asked sees why, and a request
 * that somebody was still to decide is withdrawn, so that nobody signs what cannot happen.
 */
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import type { RtrParts } from "../ports.ts";
import { because, moveEntry } from "../session/change.ts";

type DropParts = Pick<RtrParts, "store" | "clock" | "proposals">;

/** Everything of a session that has not gone out: the session is over, or is not what it was. */
export async function dropUnsent(
  parts: DropParts,
  session: Pick<RtrSessionRow, "id" | "place">,
  why: string,
): Promise<void> {
  for (const entry of await parts.store.rtrEntries.inStates(session.id, ["waiting", "proposed"])) {
    await dropUnsentEntry(parts, session, entry, because(`${why}; it was not sent`));
  }
}

async function dropUnsentEntry(
  { store, clock, proposals }: DropParts,
  session: Pick<RtrSessionRow, "id" | "place">,
  entry: RtrEntryRow,
  why: RtrEntryRow["command"],
): Promise<void> {
  // The process may have died between asking and writing down what was asked.
  const request = entry.approvalId ?? (await store.approvals.byOrigin(entry.originKey))?.id;
  // First, so that a process that dies in between leaves nothing to be decided.
  if (request !== undefined && entry.state === "proposed") await proposals.drop(request, why);
  const now = clock.now();
  await moveEntry(store, session, entry.id, ["waiting", "proposed"], now, {
    state: "dropped",
    exact: undefined,
    outcome: why,
    finishedAt: now,
  });
}

/** Nobody agreed: it does not wait any longer, and does not keep its session open. */
export async function dropEntry(
  { store, clock }: Pick<RtrParts, "store" | "clock">,
  entry: RtrEntryRow,
  why: RtrEntryRow["outcome"],
): Promise<void> {
  const session = await store.rtrSessions.get(entry.sessionId);
  if (session === undefined) return;
  const now = clock.now();
  const changes = { state: "dropped", exact: undefined, outcome: why, finishedAt: now } as const;
  const hasMessage = (await store.deliveries.byKey(`rtr-entry:${entry.id}`)) !== undefined;
  await moveEntry(store, session, entry.id, ["proposed"], now, changes, { isSaid: hasMessage });
}
