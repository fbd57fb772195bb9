/** What the library of the customer holds for hosts: scripts to run, files to put. */
import { card, mono, note, text, type Card, type Inline } from "../../chat/card.ts";
import type { LibraryItem } from "../../falcon/endpoints/rtr.ts";
import { sizeWords } from "../cards/words.ts";
import type { RtrParts } from "../ports.ts";
import { itemsOn, type Shelf } from "./shelf.ts";

export async function libraryCard(
  parts: Pick<RtrParts, "falcon">,
  which: Shelf,
  wanted: string,
  signal?: AbortSignal,
): Promise<Card> {
  const items = await itemsOn(parts, which, signal);
  const shown = items.filter(({ name }) =>
    name.passes((text_) => text_.toLowerCase().includes(wanted.toLowerCase())),
  );
  const title = which === "scripts" ? "Scripts" : "Put-files";
  if (shown.length === 0)
    return card(title, text(items.length === 0 ? "The library holds none." : "None has that name."));
  return {
    ...card(
      `${title} (${shown.length})`,
      {
        kind: "table",
        columns: ["Name", "Platforms", "For", "Size", "SHA-256"],
        rows: shown.map(lineOf),
      },
      note(
        "Say ",
        mono(which === "scripts" ? 'runscript -CloudFile="name"' : 'put "name"'),
        " to ask for one.",
      ),
    ),
    data: shown,
  };
}

const lineOf = ({ name, platforms, permission, sizeBytes, sha256 }: LibraryItem): readonly Inline[] => [
  name,
  platforms.join(", "),
  permission ?? "not known",
  sizeWords(sizeBytes),
  sha256 === undefined ? "not known" : mono(sha256),
];
