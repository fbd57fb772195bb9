/**
 * The one way a request's row changes: a conditional update, its audit line and the
 * redraw of its cards in one transaction. A lost race starts over from a fresh read.
 */
import type { Repositories, Store } from "../store/store.ts";
import type { ApprovalRow, AuditBody } from "../store/rows.ts";
import { moved, type ApprovalMove } from "./machine.ts";
import { redraw } from "./told.ts";

/** Another writer was faster; `retrying` reads again. */
class LostRace extends Error {}

/** More rounds than a request can have competing writers. */
const ROUNDS = 25;

/** Runs the transaction until no other writer interferes. */
export async function retrying<T>(store: Store, work: (tx: Repositories) => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      const result = await store.transaction(work);
      await store.announce();
      return result;
    } catch (error) {
      if (!(error instanceof LostRace) || round >= ROUNDS) throw error;
    }
  }
}

type Patch = Partial<
  Pick<
    ApprovalRow,
    "outcome" | "decidedAt" | "finishedAt" | "remindedAt" | "review" | "reviewedBy" | "expiresAt"
  >
>;

/** Moves the request on; throws when the diagram forbids it, starts over when the row has moved meanwhile. */
export async function move(
  tx: Repositories,
  row: ApprovalRow,
  step: ApprovalMove,
  now: number,
  patch: Patch = {},
): Promise<ApprovalRow> {
  const state = moved(row.state, step);
  if (state === undefined) throw new Error(`a request that is ${row.state} cannot ${step}`);
  return write(tx, row, now, { ...patch, state });
}

/** Something that the card shows has changed, though not the state. */
export async function touch(
  tx: Repositories,
  row: ApprovalRow,
  now: number,
  patch: Patch = {},
): Promise<ApprovalRow> {
  return write(tx, row, now, { ...patch, state: row.state });
}

async function write(
  tx: Repositories,
  row: ApprovalRow,
  now: number,
  changes: Patch & Pick<ApprovalRow, "state">,
): Promise<ApprovalRow> {
  if (!(await tx.approvals.move(row, changes))) throw new LostRace();
  const next: ApprovalRow = { ...row, ...changes, version: row.version + 1 };
  await redraw(tx, row.id, next.version, now);
  return next;
}

/** An audit line about this request. */
export async function record(
  tx: Repositories,
  row: ApprovalRow,
  now: number,
  line: Omit<AuditBody, "approval" | "devices" | "hostnames">,
): Promise<void> {
  await tx.audit.append(now, {
    ...line,
    approval: row.id,
    devices: row.targets.map(({ id }) => id),
    hostnames: row.targets.map(({ hostname }) => hostname),
  });
}
