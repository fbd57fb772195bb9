/** The end of a session: deleted at Falcon, however often that has to be tried, then told. */
import { FalconError } from "../../falcon/errors.ts";
import { MINUTE, SECOND } from "../../lib/clock.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import { dropUnsent } from "../entry/drop.ts";
import type { RtrParts } from "../ports.ts";
import { because, moveEntry, moveSession } from "./change.ts";

/** Falcon itself forgets a silent session after ten minutes. */
const LONGEST_TRYING_MS = 12 * MINUTE;
const RETRY_MS = 2 * SECOND;

export async function closeAtFalcon(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<void> {
  const { store, clock, log } = parts;
  await dropWaiting(parts, row);
  for (;;) {
    try {
      await removeAll(parts, row, stop);
      break;
    } catch (error) {
      if (stop.aborted) throw error;
      log.warn("a session could not be deleted at Falcon", { session: row.id, error });
      if (clock.now() - row.updatedAt > LONGEST_TRYING_MS) break;
      await clock.sleep(RETRY_MS, stop);
    }
  }
  const now = clock.now();
  await moveSession(store, row.id, "deleted", now, { closedAt: now }, async (tx, next) => {
    await tx.audit.append(now, {
      event: "rtr.closed",
      actor: "falconer",
      devices: next.deviceId === undefined ? next.fleet.map(({ deviceId }) => deviceId) : [next.deviceId],
      hostnames: [next.hostname],
      detail: { session: next.id, why: next.outcome },
    });
  });
}

/** A batch has no end of its own: the sessions of its hosts are deleted one by one. */
async function removeAll({ falcon }: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<void> {
  if (row.falconId === undefined) {
    // Perhaps Falcon opened it and the answer was lost: opened again it is the same one.
    if (row.deviceId !== undefined && row.openedAt === undefined)
      await findAndRemove(falcon, row.deviceId, stop);
    return;
  }
  if (row.fleet.length === 0) {
    await falcon.sessions.remove(row.falconId, { signal: stop });
    return;
  }
  for (const { falconId } of row.fleet) {
    if (falconId !== undefined) await falcon.sessions.remove(falconId, { signal: stop });
  }
}

async function findAndRemove(falcon: RtrParts["falcon"], deviceId: string, stop: AbortSignal): Promise<void> {
  try {
    const { id } = await falcon.sessions.open({ deviceId, timeoutMs: 5 * SECOND }, { signal: stop });
    await falcon.sessions.remove(id, { signal: stop });
  } catch (error) {
    // A host that cannot be reached has no session that could stay open.
    if (error instanceof FalconError && (error.kind === "unreachable" || error.kind === "not-found")) return;
    throw error;
  }
}

async function dropWaiting(parts: RtrParts, row: RtrSessionRow): Promise<void> {
  const { store, clock, falcon, log } = parts;
  for (const entry of await store.rtrEntries.inStates(row.id, ["queued"])) {
    if (row.falconId !== undefined && entry.requestId !== undefined) {
      await falcon.queue
        .remove({ sessionId: row.falconId, requestId: entry.requestId })
        .catch((error: unknown) =>
          log.warn("a queued command could not be taken back", { entry: entry.id, error }),
        );
    }
    const now = clock.now();
    await moveEntry(store, row, entry.id, ["queued"], now, {
      state: "cancelled",
      outcome: because("the session was closed before the host was back"),
      finishedAt: now,
    });
  }
  await dropUnsent(parts, row, "the session was closed before its turn came");
}
