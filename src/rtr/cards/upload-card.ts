/** Scripts that were handed in with a message, and what can be done with them. Pure. */
import { list, mono, note, runs, text, toned, type Block, type Card, type Inline } from "../../chat/card.ts";
import type { RtrSessionRow, RtrUploadRow } from "../../store/rtr-rows.ts";
import type { Kept } from "../uploads/keep.ts";
import { sizeWords } from "./words.ts";

/** More buttons than this nobody reads. */
const MOST_BUTTONS = 5;

export function uploadsCard(session: RtrSessionRow, here: readonly Kept[]): Card {
  const kept = here.flatMap((one) => (one.outcome === "kept" ? [one.upload] : []));
  return {
    ...toned(
      kept.length === 0 ? "warning" : "neutral",
      kept.length === 0 ? "That cannot be run" : "Handed in",
      ...refusals(here),
      ...(kept.length === 0
        ? [note("Nothing was sent to the host.")]
        : [
            list(kept.map(uploadLine)),
            {
              kind: "buttons" as const,
              buttons: kept
                .slice(0, MOST_BUTTONS)
                .map(({ id }, at) =>
                  runs(
                    kept.length === 1 ? "Ask to run it" : `Ask to run file ${at + 1}`,
                    "rtr-script",
                    { session: session.id, upload: id },
                    "primary",
                  ),
                ),
            },
            note("Or say ", mono('runscript -File="name"'), ". Nothing runs before somebody else agrees."),
          ]),
    ),
    data: { uploads: kept.map(({ id, name, sha256, bytes }) => ({ id, name, sha256, bytes })) },
  };
}

/** Why the script that was meant is not to be had, and what was handed in. */
export const whichUpload = (why: string, here: readonly Kept[], all: readonly RtrUploadRow[]): Card =>
  toned(
    "warning",
    "Not sent",
    text(why),
    ...refusals(here),
    ...(all.length === 0 ? [] : [text("Handed in here:"), list(all.map(uploadLine))]),
    note("Nothing was sent to the host."),
  );

const uploadLine = ({ name, bytes, sha256, personName }: RtrUploadRow): Inline => [
  mono(name),
  `, ${sizeWords(bytes)}, sha256 `,
  mono(sha256),
  ", by ",
  personName,
];

const refusals = (here: readonly Kept[]): readonly Block[] =>
  here.flatMap((one) => (one.outcome === "kept" ? [] : [text(mono(one.name), ` ${one.why}.`)]));
