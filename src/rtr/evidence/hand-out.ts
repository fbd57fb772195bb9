/** Hands evidence out: the archive as Falcon made it, or, when asked for, the file in it, bounded. Each time is written down. */
import { bytesFile, facts, mono, note, text, toned, type Card } from "../../chat/card.ts";
import { NotFound } from "../../chat/ambiguity.ts";
import { UserError } from "../../lib/errors.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { EvidenceRow } from "../../store/rtr-rows.ts";
import { archiveCard } from "../cards/evidence-card.ts";
import type { RtrParts, Speaker } from "../ports.ts";
import { nameOf } from "../session/open.ts";
import { readOutput, spoolPath } from "../spool.ts";
import { readKept } from "./vault.ts";

/** Above this it stays where it is, and the card says where. */
const MOST_HANDED_OUT = 48 * 1_024 * 1_024;
const MOST_OPENED = 16 * 1_024 * 1_024;

export async function handOut(
  parts: RtrParts,
  sessionId: string,
  written: string,
  speaker: Speaker,
): Promise<Card> {
  const row = await evidenceNamed(parts, sessionId, written);
  if (row === undefined) return handOutOutput(parts, sessionId, written);
  if (row.archiveSha256 === undefined || row.state !== "stored")
    throw new UserError("That file was not fetched.");
  if ((row.archiveBytes ?? 0) > MOST_HANDED_OUT) {
    throw new UserError(
      `The archive is too large to be handed out here. It is kept in the evidence folder as ${row.archiveSha256}.`,
    );
  }
  const archive = await readKept(parts.folder, row.archiveSha256);
  if (archive === undefined)
    throw new UserError(
      "The archive is not in this instance's evidence folder, or it is no longer what it was.",
    );
  await record(parts, row, "evidence.handed-out", speaker);
  return archiveCard(row, archive);
}

/** Long output is kept in the same place, under the digest that its message shows. */
async function handOutOutput(parts: RtrParts, sessionId: string, written: string): Promise<Card> {
  const entries = await parts.store.rtrEntries.of(sessionId);
  const entry = entries.find(
    ({ stdout }) => stdout !== undefined && written !== "" && stdout.sha256.startsWith(written.toLowerCase()),
  );
  if (entry?.stdout === undefined) throw notFetched(written);
  if (entry.stdout.bytes > MOST_HANDED_OUT)
    throw new UserError("That output is too large to be handed out here.");
  const bytes = await readOutput(parts.folder, entry.stdout);
  if (bytes === undefined) throw new UserError("That output is not in this instance's evidence folder.");
  return toned(
    "neutral",
    ["Output of ", entry.command],
    facts({ "SHA-256": mono(entry.stdout.sha256) }),
    bytesFile(`output-${entry.seq}.txt`, bytes),
  );
}

export async function openFile(
  parts: RtrParts,
  sessionId: string,
  written: string,
  speaker: Speaker,
  signal?: AbortSignal,
): Promise<Card> {
  const row = await evidenceNamed(parts, sessionId, written);
  if (row?.archiveSha256 === undefined) throw notFetched(written);
  const opened = await parts.openArchive(
    spoolPath(parts.folder, row.archiveSha256),
    { mostBytes: MOST_OPENED },
    signal,
  );
  await record(
    parts,
    row,
    opened.outcome === "opened" ? "evidence.opened" : "evidence.open.refused",
    speaker,
  );
  if (opened.outcome === "refused") {
    return toned(
      "warning",
      "The archive stays closed",
      text(untrusted(opened.why), "."),
      note("It is untouched: ", mono("download"), " hands it out as it came."),
    );
  }
  return toned(
    opened.sha256 === row.sha256 ? "neutral" : "danger",
    ["Opened: ", row.path],
    facts({
      "SHA-256": mono(opened.sha256),
      Check: opened.sha256 === row.sha256 ? "as Falcon lists it" : "MISMATCH: not what Falcon lists",
    }),
    note("This may be malware, and it is no longer behind a password."),
    bytesFile(`${row.sha256}.bin`, opened.bytes),
  );
}

/** By the digest of the file or its beginning; with nothing said, the only one there is. */
export async function evidenceNamed(
  { store }: RtrParts,
  sessionId: string,
  written: string,
): Promise<EvidenceRow | undefined> {
  const rows = (await store.evidence.of(sessionId)).filter(({ state }) => state === "stored");
  const found = rows.filter(({ sha256 }) => sha256.startsWith(written.trim().toLowerCase()));
  const digests = new Set(found.map(({ sha256 }) => sha256));
  if (digests.size > 1) throw new UserError("Several files begin like that; write more of the digest.");
  return found.at(-1);
}

async function record(parts: RtrParts, row: EvidenceRow, event: string, speaker: Speaker): Promise<void> {
  await parts.store.audit.append(parts.clock.now(), {
    event,
    actor: speaker.person.id,
    actorName: nameOf(speaker),
    account: { surface: speaker.account.surface, id: speaker.account.id },
    devices: [row.deviceId],
    hostnames: [row.hostname],
    detail: {
      evidence: row.id,
      session: row.sessionId,
      sha256: row.sha256,
      archiveSha256: row.archiveSha256,
    },
  });
}

const notFetched = (written: string): Error =>
  written === ""
    ? new UserError("Nothing was fetched in this session yet. Say get and the path of a file first.")
    : new NotFound("file of this session", untrusted(written));
