/** The transcript and the history of a session as cards. Pure. */
import { at, card, facts, mono, note, text, textFile, type Card, type Inline } from "../../chat/card.ts";
import type { RtrEntryRow } from "../../store/rtr-rows.ts";
import { shortCommand, tookWords } from "../cards/words.ts";
import { asCast, asJson, asText, type Recorded } from "./transcript.ts";

export function transcriptCard(recorded: Recorded): Card {
  const { session, entries, evidence } = recorded;
  const name = `transcript-${session.id}`;
  return {
    ...card(
      ["Transcript of ", session.hostname],
      facts({
        Session: mono(session.id),
        Commands: String(entries.length),
        Files: String(evidence.length),
        Opened: session.openedAt === undefined ? undefined : at(session.openedAt),
      }),
      textFile(`${name}.txt`, asText(recorded)),
      textFile(`${name}.json`, asJson(recorded)),
      textFile(`${name}.cast`, asCast(recorded)),
      note(
        "The last one plays in any player of asciicasts, and in the console under ",
        mono(`/replay/${session.id}`),
        ".",
      ),
    ),
    data: { session: session.id, commands: entries.length, files: evidence.length },
  };
}

const MOST_LISTED = 60;

export function historyCard(entries: readonly RtrEntryRow[]): Card {
  if (entries.length === 0) return card("History", text("Nothing was typed yet."));
  const rows = entries
    .slice(-MOST_LISTED)
    .map(
      ({ seq, command, personName, state, sentAt, finishedAt, createdAt, directory }): readonly Inline[] => [
        String(seq),
        at(sentAt ?? createdAt),
        personName,
        mono(directory),
        mono(shortCommand(command)),
        [
          state,
          tookWords(sentAt, finishedAt) === undefined ? "" : `, ${tookWords(sentAt, finishedAt) ?? ""}`,
        ],
      ],
    );
  return {
    ...card(`History (${entries.length})`, {
      kind: "table",
      columns: ["#", "When", "By", "Directory", "Command", "State"],
      rows,
    }),
    data: entries.map(({ seq, command, state }) => ({ seq, command, state })),
  };
}
