/** Keeps a session alive at Falcon, and notices when Falcon has lost it. */
import { buttons, mono, note, runs, text, toned, type Card } from "../../chat/card.ts";
import { FalconError } from "../../falcon/errors.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import { dropUnsent } from "../entry/drop.ts";
import type { RtrParts } from "../ports.ts";
import { because, moveSession, touchSession } from "./change.ts";
import { sayNote } from "./told.ts";

/** False when it could not be told: the next round tries again. */
export async function pulse(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<boolean> {
  const { falcon, clock, log } = parts;
  try {
    if (row.fleet.length > 0) {
      await falcon.batches.pulse({ batchId: row.falconId ?? "" }, { signal: stop });
      return true;
    }
    const seen = await falcon.sessions.pulse(
      { deviceId: row.deviceId ?? "", isQueued: row.isQueued },
      { signal: stop },
    );
    if (seen.id !== row.falconId) await replaced(parts, row, seen.id, seen.directory);
    return true;
  } catch (error) {
    if (stop.aborted) throw error;
    const isLost =
      error instanceof FalconError && (error.kind === "not-found" || error.kind === "unreachable");
    if (isLost) await lose(parts, row.id, error.hint);
    else log.warn("a session could not be kept alive", { session: row.id, error });
    if (!isLost) await clock.sleep(1_000, stop);
    return false;
  }
}

/** Falcon had ended it and began another: what was set in the old one is gone, and said so. */
async function replaced(
  { store, clock }: RtrParts,
  row: RtrSessionRow,
  falconId: string,
  directory: RtrSessionRow["directory"],
): Promise<void> {
  const now = clock.now();
  const card = toned(
    "warning",
    "Falcon began a new session",
    text("The old one had ended. The directory is now ", mono(directory), "."),
  );
  await touchSession(store, row.id, now, { falconId, directory }, (tx, next) =>
    sayNote(tx, next, `replaced:${next.version}`, card, now),
  );
}

export async function lose(parts: RtrParts, id: string, why: string): Promise<void> {
  const now = parts.clock.now();
  const lost = await moveSession(parts.store, id, "lost", now, { outcome: because(why) }, (tx, next) =>
    sayNote(tx, next, `lost:${next.version}`, lostCard(next, why), now),
  );
  if (lost !== undefined) await dropUnsent(parts, lost, "the session was lost");
}

function lostCard(row: RtrSessionRow, why: string): Card {
  const session = { session: row.id };
  return toned(
    "danger",
    "The session is lost",
    text(because(why)),
    text("Its directory was ", mono(row.directory), ". Nothing that was typed is sent again."),
    buttons(
      runs("Resume", "rtr-resume", session, "primary"),
      runs("Queue", "rtr-resume", { ...session, queue: "yes" }),
      runs("Close session", "rtr-close", session),
    ),
    note("Resume opens a new session in this thread."),
  );
}
