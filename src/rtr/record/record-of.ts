/** Everything that is kept of a session, read together. */
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import type { Store } from "../../store/store.ts";
import type { Recorded } from "./transcript.ts";

export async function recordOf(store: Store, session: RtrSessionRow): Promise<Recorded> {
  const [members, entries, evidence] = await Promise.all([
    store.rtrMembers.of(session.id),
    store.rtrEntries.of(session.id),
    store.evidence.of(session.id),
  ]);
  return { session, members, entries, evidence };
}
