/** What was fetched from a host, and how sure we are of it. Pure. */
import {
  at,
  buttons,
  card,
  facts,
  mono,
  note,
  runs,
  text,
  toned,
  type Block,
  type Card,
  type Inline,
} from "../../chat/card.ts";
import type { EvidenceRow } from "../../store/rtr-rows.ts";
import { sizeWords } from "./words.ts";

const CHECKS: Readonly<Record<EvidenceRow["hashCheck"], string>> = {
  matches: "the file in the archive has this digest",
  differs: "MISMATCH: the file in the archive has another digest than Falcon says",
  "not checked": "as Falcon lists it; not checked here",
};

export function evidenceBlocks(row: EvidenceRow): readonly Block[] {
  if (row.state === "fetching") return [text("Falcon has the file; it is being fetched.")];
  if (row.state === "failed") return [text("The file could not be fetched", reason(row))];
  return [
    facts({
      File: row.path,
      Size: sizeWords(row.sizeBytes),
      "SHA-256": mono(row.sha256),
      Check: [CHECKS[row.hashCheck], reason(row)],
      Case: row.caseRef,
      Archive: ["7z, ", sizeWords(row.archiveBytes), ", password ", mono("infected")],
    }),
    buttons(runs("Download", "rtr-download", { session: row.sessionId, sha256: row.sha256 })),
  ];
}

const reason = ({ outcome }: EvidenceRow): Inline => (outcome === undefined ? "" : [": ", outcome]);

export function evidenceList(rows: readonly EvidenceRow[]): Card {
  if (rows.length === 0) return card("Files", text("Nothing was fetched in this session."));
  const isFiled = rows.some(({ caseRef }) => caseRef !== undefined);
  const columns = ["File", "Size", "SHA-256", "Check", "By", "When"];
  const lines = rows.map((row): readonly Inline[] => [
    row.path,
    sizeWords(row.sizeBytes),
    mono(row.sha256),
    row.state === "stored" ? CHECKS[row.hashCheck] : row.state,
    row.personName,
    at(row.createdAt),
    ...(isFiled ? [row.caseRef ?? ""] : []),
  ]);
  return {
    ...card(
      `Files (${rows.length})`,
      { kind: "table", columns: isFiled ? [...columns, "Case"] : columns, rows: lines },
      note(
        mono("download <sha256>"),
        " hands out the archive as it came; its password is ",
        mono("infected"),
        ".",
      ),
    ),
    data: rows,
  };
}

export const archiveCard = (row: EvidenceRow, archive: Uint8Array): Card =>
  toned(
    row.hashCheck === "differs" ? "danger" : "neutral",
    ["Archive of ", row.path],
    facts({
      "SHA-256 of the file": mono(row.sha256),
      Check: [CHECKS[row.hashCheck], reason(row)],
      "SHA-256 of the archive": row.archiveSha256 === undefined ? undefined : mono(row.archiveSha256),
      Password: mono("infected"),
      Case: row.caseRef,
      Host: row.hostname,
      "Fetched by": [row.personName, ", ", at(row.createdAt)],
    }),
    note("This may be malware. Open it where that does no harm."),
    { kind: "file", name: `${row.sha256}.7z`, bytes: archive },
  );
