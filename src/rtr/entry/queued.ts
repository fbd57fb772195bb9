/** Commands that Falcon keeps for an offline host: told when they ran, failed or were dropped. */
import { SECOND } from "../../lib/clock.ts";
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { forgottenSecrets } from "../grammar/mask.ts";
import type { RtrParts } from "../ports.ts";
import { collect } from "../runner.ts";
import { because, moveEntry } from "../session/change.ts";
import { settle, tierOf } from "./run.ts";

const READING_MS = 30 * SECOND;
/** Falcon's word for what has run. The set is open: what is not pending is looked at. */
const PENDING = /^(?:pending|queued|waiting)$/i;

export async function settleQueued(
  parts: RtrParts,
  session: RtrSessionRow,
  entries: readonly RtrEntryRow[],
  stop: AbortSignal,
): Promise<void> {
  if (entries.length === 0 || session.falconId === undefined) return;
  const { falcon, clock } = parts;
  const [queue] = await falcon.queue.details([session.falconId], { signal: stop });
  const known = new Map(queue?.commands.map((command) => [command.requestId, command]));
  for (const entry of entries) {
    const command = known.get(entry.requestId ?? "");
    if (command === undefined || PENDING.test(command.status ?? "")) continue;
    if (command.deletedAt !== undefined && !/finish|complete/i.test(command.status ?? "")) {
      await gone(parts, session, entry);
      continue;
    }
    const now = clock.now();
    const handed = {
      tier: tierOf(entry),
      requestId: command.requestId,
      at: now,
      until: now + READING_MS,
      secrets: forgottenSecrets(entry.base),
    };
    const printed = await collect({ commands: falcon.commands, clock, folder: parts.folder }, handed, stop);
    await settle(parts, session, entry, printed, stop);
  }
}

async function gone({ store, clock }: RtrParts, session: RtrSessionRow, entry: RtrEntryRow): Promise<void> {
  const now = clock.now();
  await moveEntry(store, session, entry.id, ["queued"], now, {
    state: "dropped",
    outcome: because("Falcon took it out of the queue; it did not run"),
    finishedAt: now,
  });
}
