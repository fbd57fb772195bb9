/** The words of a session's thread that are ours: they look, hand out, and end; none of them reaches the host. */
import { card, mono, text, toned, type Card } from "../../chat/card.ts";
import { formatDuration, parseDuration } from "../../lib/duration.ts";
import { UserError } from "../../lib/errors.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import { evidenceList } from "../cards/evidence-card.ts";
import { caseCard } from "../evidence/case.ts";
import { handOut, openFile } from "../evidence/hand-out.ts";
import type { RtrParts, Speaker } from "../ports.ts";
import { historyCard, transcriptCard } from "../record/record-card.ts";
import { recordOf } from "../record/record-of.ts";
import { cancelEntry } from "../entry/cancel.ts";
import { touchSession } from "../session/change.ts";
import { closeSession, handOff, keepOpen } from "../session/people.ts";
import { helpOf } from "./help.ts";
import { libraryCard } from "../library/list.ts";
import type { LocalWord } from "./line.ts";
import { offerOf } from "../grammar/offer.ts";

export async function localCard(
  parts: RtrParts,
  session: RtrSessionRow,
  { word, rest }: { readonly word: LocalWord; readonly rest: string },
  speaker: Speaker,
  signal?: AbortSignal,
): Promise<Card> {
  const { store } = parts;
  switch (word) {
    case "help":
      return helpOf(offerOf(session), rest);
    case "files":
      return evidenceList(await store.evidence.of(session.id));
    case "download":
      return handOut(parts, session.id, rest, speaker);
    case "open":
      return openFile(parts, session.id, rest, speaker, signal);
    case "case":
      return caseCard(parts, session, rest, speaker);
    case "history":
      return historyCard(await store.rtrEntries.of(session.id));
    case "transcript":
      return transcriptCard(await recordOf(store, session));
    case "put-files":
    case "scripts":
      return libraryCard(parts, word, rest, signal);
    case "pulse":
      await keepOpen(parts, session.id, speaker);
      return toned("good", "Kept open", text("The session stays open."));
    case "handoff":
      return handOff(parts, session, rest, speaker);
    case "cancel":
      return cancelNumber(parts, session, rest, speaker);
    case "timeout":
      return timeoutCard(parts, session, rest);
    case "exit":
      return closeSession(parts, session.id, speaker);
  }
}

async function cancelNumber(
  parts: RtrParts,
  session: RtrSessionRow,
  rest: string,
  speaker: Speaker,
): Promise<Card> {
  const open = await parts.store.rtrEntries.inStates(session.id, ["sent", "waiting", "queued"]);
  const wanted = rest === "" ? open[0] : open.find(({ seq }) => seq === Number(rest.replace("#", "")));
  if (wanted === undefined) throw new UserError("Nothing of that kind is under way here.");
  return cancelEntry(parts, wanted.id, speaker);
}

const LONGEST_TIMEOUT_MS = parseDuration("6h") ?? 0;
const SHORTEST_TIMEOUT_MS = parseDuration("5s") ?? 0;

async function timeoutCard({ store, clock }: RtrParts, session: RtrSessionRow, rest: string): Promise<Card> {
  const ms = rest === "" ? undefined : parseDuration(rest);
  if (ms === undefined) {
    const now =
      session.patienceMs === undefined ? "as long as each usually takes" : formatDuration(session.patienceMs);
    return card(
      "Time for a command",
      text("A command may take ", now, ". Say ", mono("timeout 10m"), " to change it."),
    );
  }
  if (ms < SHORTEST_TIMEOUT_MS || ms > LONGEST_TIMEOUT_MS)
    throw new UserError("A command may take from 5s to 6h.");
  await touchSession(store, session.id, clock.now(), { patienceMs: ms });
  return toned(
    "good",
    "Time for a command",
    text(`From now on a command here may take ${formatDuration(ms)}.`),
  );
}
