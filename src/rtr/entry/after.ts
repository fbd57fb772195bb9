/** What a finished command changes for us: the directory after `cd`, the evidence after `get`. */
import { mono, text, toned } from "../../chat/card.ts";
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { fetchEvidence } from "../evidence/fetch.ts";
import type { RtrParts } from "../ports.ts";
import { touchSession } from "../session/change.ts";
import { directoryIn } from "../session/directory.ts";
import { sayNote } from "../session/told.ts";

export async function afterEntry(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  if (entry.base === "cd") await afterChange(parts, session, entry, stop);
  if (entry.base === "get" && entry.state === "done") await fetchEvidence(parts, session, entry, stop);
}

/** Shown is what the host reported, never what was asked for. */
async function afterChange(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  const { store, clock } = parts;
  const told = entry.state === "done" ? directoryIn(entry.stdout?.text) : undefined;
  const directory = told ?? (await asked(parts, session, stop));
  if (directory === undefined) return;
  const now = clock.now();
  const isSame = session.directory.passes((before) => directory.is(before));
  const warning = toned(
    "warning",
    "The directory has not changed",
    text("It is still ", mono(directory), "."),
  );
  await touchSession(store, session.id, now, { directory }, async (tx, next) => {
    if (entry.state !== "done" && isSame) await sayNote(tx, next, `cd:${entry.id}`, warning, now);
  });
}

async function asked(parts: RtrParts, session: RtrSessionRow, stop: AbortSignal) {
  try {
    const seen = await parts.falcon.sessions.pulse({ deviceId: session.deviceId ?? "" }, { signal: stop });
    return seen.id === session.falconId && seen.directory.length > 0 ? seen.directory : session.directory;
  } catch (error) {
    if (stop.aborted) throw error;
    parts.log.warn("the directory could not be asked for", { session: session.id, error });
    return session.directory;
  }
}
