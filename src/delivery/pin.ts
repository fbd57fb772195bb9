/**
 * Pins a posted message, or lets it go, as what it shows wishes. What cannot be pinned is said
 * all the same: its next edit tries again.
 */
import type { ChatAdapter } from "../chat/adapter.ts";
import type { MessageRef } from "../chat/place.ts";
import type { Log } from "../lib/log.ts";
import type { DeliveryRow } from "../store/rows.ts";

/** The message as its row is to know it. `wanted` undefined: it stays as it is. */
export async function pinned(
  posted: {
    readonly adapter: ChatAdapter;
    readonly row: DeliveryRow;
    readonly message: MessageRef;
    readonly log: Log;
  },
  wanted: boolean | undefined,
): Promise<NonNullable<DeliveryRow["message"]>> {
  const { adapter, row, log } = posted;
  const { surface, channel, message } = posted.message;
  const loose = { surface, channel, message };
  const fast = { ...loose, isPinned: true as const };
  const isPinned = row.message?.message === message && row.message.isPinned === true;
  // One that was found again may have been pinned by the process that posted it.
  const isKnown = row.message !== undefined || row.attempts <= 1;
  const stays = isPinned ? fast : loose;
  if (wanted === undefined || adapter.pin === undefined || (isKnown && wanted === isPinned)) return stays;
  try {
    await adapter.pin(loose, wanted);
    return wanted ? fast : loose;
  } catch (error) {
    log.warn("a message could not be pinned or let go", { delivery: row.id, subject: row.subject, error });
    return stays;
  }
}
