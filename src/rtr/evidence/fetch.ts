/**
 * After `get`: waits until Falcon has the file, fetches the archive as it is, compares the
 * digest of the file in it with the one that Falcon lists, and keeps a row of it.
 */
import { FalconError } from "../../falcon/errors.ts";
import type { RtrFile } from "../../falcon/endpoints/rtr.ts";
import { MINUTE, SECOND } from "../../lib/clock.ts";
import { newId } from "../../lib/id.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { EvidenceRow, RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import type { Repositories } from "../../store/store.ts";
import type { RtrParts } from "../ports.ts";
import { because, moveEntry } from "../session/change.ts";
import { spoolPath } from "../spool.ts";
import { keepBytes } from "./vault.ts";

const PATIENCE_MS = 30 * MINUTE;
const FIRST_LOOK_MS = 200;
const LONGEST_LOOK_MS = 5 * SECOND;
/** Larger ones stay at Falcon and are told of. */
const MOST_BYTES = 512 * 1_024 * 1_024;
/** Larger files are not unpacked only to be measured. */
const MOST_CHECKED_BYTES = 64 * 1_024 * 1_024;

export async function fetchEvidence(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  const { store, clock, log } = parts;
  try {
    const file = await arrived(parts, session, entry, stop);
    if (typeof file === "string") return await failed(parts, session, entry, file);
    const row = rowOf(session, entry, file, clock.now());
    await store.evidence.insert(row);
    await stored(parts, session, entry, row, stop);
  } catch (error) {
    if (stop.aborted) throw error;
    log.warn("evidence could not be fetched", { session: session.id, entry: entry.id, error });
    await failed(
      parts,
      session,
      entry,
      error instanceof FalconError ? error.hint : "it could not be kept here",
    );
  }
}

/** The file with its digest, or why there is none. */
async function arrived(
  { falcon, clock }: RtrParts,
  { falconId = "" }: RtrSessionRow,
  { requestId }: RtrEntryRow,
  stop: AbortSignal,
): Promise<(RtrFile & { readonly sha256: string }) | string> {
  const until = clock.now() + PATIENCE_MS;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LONGEST_LOOK_MS, pauseMs * 1.5)) {
    const files = await falcon.files.list(falconId, { signal: stop });
    const file = files.find((one) => one.requestId === requestId);
    if (file?.error !== undefined && file.error.length > 0 && !file.isComplete)
      return "Falcon could not take the file from the host";
    // Older answers tell of no progress: a digest is all that says that it is there.
    const isThere = file?.sha256 !== undefined && (file.isComplete || file.stage === undefined);
    if (isThere && file.sha256 !== undefined) return { ...file, sha256: file.sha256 };
    if (clock.now() >= until) return "the file did not arrive at Falcon within half an hour";
    await clock.sleep(pauseMs, stop);
  }
}

async function stored(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  row: EvidenceRow,
  stop: AbortSignal,
): Promise<void> {
  const { falcon, clock, folder } = parts;
  const kept = await falcon.files.contents(
    {
      sessionId: session.falconId ?? "",
      sha256: row.sha256,
      filename: `${row.sha256}.7z`,
      mostBytes: MOST_BYTES,
      save: (bytes) => keepBytes(folder, bytes),
    },
    { signal: stop },
  );
  const { hashCheck, outcome } = await compared(parts, row, kept.sha256, stop);
  const now = clock.now();
  const changes = {
    state: "stored",
    archiveSha256: kept.sha256,
    archiveBytes: kept.bytes,
    hashCheck,
    outcome,
    storedAt: now,
  } as const;
  await said(parts, session, entry, async (tx) => {
    await tx.evidence.move(row, changes);
    await tx.audit.append(now, {
      event: "evidence.stored",
      actor: row.personId,
      actorName: row.personName,
      devices: [row.deviceId],
      hostnames: [row.hostname],
      detail: {
        session: row.sessionId,
        evidence: row.id,
        path: row.path,
        sizeBytes: row.sizeBytes,
        sha256: row.sha256,
        archiveSha256: kept.sha256,
        archiveBytes: kept.bytes,
        hashCheck,
        ...(row.caseRef === undefined ? {} : { case: row.caseRef }),
      },
    });
  });
}

async function compared(
  { openArchive, folder }: RtrParts,
  row: EvidenceRow,
  archiveSha256: string,
  stop: AbortSignal,
): Promise<Pick<EvidenceRow, "hashCheck" | "outcome">> {
  const file = spoolPath(folder, archiveSha256);
  const opened = await openArchive(file, { mostBytes: MOST_CHECKED_BYTES }, stop);
  if (opened.outcome === "refused") return { hashCheck: "not checked", outcome: untrusted(opened.why) };
  return { hashCheck: opened.sha256 === row.sha256 ? "matches" : "differs", outcome: undefined };
}

async function failed(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  why: string,
): Promise<void> {
  await said(
    parts,
    session,
    entry,
    async (tx) => {
      const now = parts.clock.now();
      for (const row of await tx.evidence.of(session.id)) {
        if (row.entryId === entry.id && row.state === "fetching")
          await tx.evidence.move(row, { state: "failed", outcome: because(why), storedAt: now });
      }
    },
    because(`the file was not fetched: ${why}`),
  );
}

/** With the entry's message, which shows what came of it. */
async function said(
  { store, clock }: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  also: (tx: Repositories) => Promise<void>,
  outcome?: RtrEntryRow["outcome"],
): Promise<void> {
  const changes = outcome === undefined ? {} : { state: "failed" as const, outcome };
  await moveEntry(store, session, entry.id, ["done", "failed"], clock.now(), changes, { isSaid: true, also });
}

const rowOf = (
  session: RtrSessionRow,
  entry: RtrEntryRow,
  file: RtrFile & { readonly sha256: string },
  now: number,
): EvidenceRow => ({
  id: newId(),
  sessionId: session.id,
  entryId: entry.id,
  deviceId: session.deviceId ?? "",
  hostname: session.hostname,
  personId: entry.personId,
  personName: entry.personName,
  path: file.name,
  sizeBytes: file.sizeBytes,
  sha256: file.sha256,
  hashCheck: "not checked",
  archiveSha256: undefined,
  archiveBytes: undefined,
  caseRef: session.caseRef,
  state: "fetching",
  outcome: undefined,
  version: 1,
  createdAt: now,
  storedAt: undefined,
});
