/** Stops waiting for a command. What a host has begun cannot be taken back, and that is said. */
import { mono, text, toned, type Card } from "../../chat/card.ts";
import { NotFound } from "../../chat/ambiguity.ts";
import { UserError } from "../../lib/errors.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import type { RtrParts, Speaker } from "../ports.ts";
import { because, moveEntry } from "../session/change.ts";
import { refuseStrangers } from "../session/people.ts";

export async function cancelEntry(parts: RtrParts, id: string, speaker: Speaker): Promise<Card> {
  const { store, clock } = parts;
  const entry = await store.rtrEntries.get(id);
  const session = entry === undefined ? undefined : await store.rtrSessions.get(entry.sessionId);
  if (entry === undefined || session === undefined) throw new NotFound("command", untrusted(id));
  await refuseStrangers(parts, session, speaker);
  const why = WHY[entry.state];
  if (why === undefined) throw new UserError("This command is over already.");
  if (entry.state === "queued") await takeBack(parts, session, entry);
  const now = clock.now();
  const moved = await moveEntry(store, session, id, [entry.state], now, {
    state: "cancelled",
    exact: undefined,
    outcome: because(why),
    finishedAt: now,
  });
  if (moved === undefined) throw new UserError("The command has moved on meanwhile; look at it again.");
  return toned("neutral", "Cancelled", text(mono(entry.command), ": ", why, "."));
}

const WHY: Partial<Readonly<Record<RtrEntryRow["state"], string>>> = {
  waiting: "it was not sent",
  sent: "nobody waits for it any more; the host may still finish it",
  queued: "it was taken out of the host's queue",
};

async function takeBack({ falcon }: RtrParts, session: RtrSessionRow, entry: RtrEntryRow): Promise<void> {
  if (session.falconId === undefined || entry.requestId === undefined) return;
  await falcon.queue.remove({ sessionId: session.falconId, requestId: entry.requestId });
}
