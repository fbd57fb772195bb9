/** One process reads at a time. Who holds the lease reads; a writer that lost it is stopped in its transaction. */
import { SECOND } from "../../lib/clock.ts";
import type { Repositories } from "../../store/store.ts";
import type { FeedParts } from "./ports.ts";

export const LEASE = "alert-feed";
/** Longer than one question to Falcon may take; a process that died here is known dead at once. */
const HELD_MS = 45 * SECOND;

export interface Lease {
  /** Inside a transaction: still ours, and prolonged. Throws `LeaseLost` when it is not. */
  confirm(tx: Repositories): Promise<void>;
}

export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** Undefined while somebody else reads. */
export async function takeLead({ store, clock, owner }: FeedParts): Promise<Lease | undefined> {
  const take = (leases: Repositories["leases"]) =>
    leases.take(LEASE, owner, clock.now(), clock.now() + HELD_MS);
  const held = await take(store.leases);
  if (held === undefined) return undefined;
  return {
    async confirm(tx) {
      const now = await take(tx.leases);
      if (now?.token !== held.token) throw new LeaseLost("another process reads the alerts now");
    },
  };
}
