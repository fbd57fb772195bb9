/**
 * The case that a session's evidence belongs to: said once for what is fetched from then on, or
 * for one file that is here already. Kept with the evidence and in the audit.
 */
import { card, mono, text, toned, type Card } from "../../chat/card.ts";
import { UserError } from "../../lib/errors.ts";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import type { EvidenceRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import type { RtrParts, Speaker } from "../ports.ts";
import { touchSession } from "../session/change.ts";
import { nameOf } from "../session/open.ts";
import { evidenceNamed } from "./hand-out.ts";

/** What takes a case away again. */
const NONE = "none";

/** `case`, `case INC-42`, `case none`, `case INC-42 <sha256>` */
export async function caseCard(
  parts: RtrParts,
  session: RtrSessionRow,
  written: string,
  speaker: Speaker,
): Promise<Card> {
  const [name = "", digest] = written.split(/\s+/);
  if (name === "") return standing(session);
  const caseRef = name.toLowerCase() === NONE ? undefined : untrusted(name);
  if (digest !== undefined) return fileUnder(parts, session, caseRef, digest, speaker);
  const now = parts.clock.now();
  await touchSession(parts.store, session.id, now, { caseRef }, async (tx, next) => {
    await tx.audit.append(now, {
      ...by(speaker),
      event: "rtr.case",
      devices: next.deviceId === undefined ? next.fleet.map(({ deviceId }) => deviceId) : [next.deviceId],
      hostnames: [next.hostname],
      detail: { session: next.id, case: caseRef, before: session.caseRef },
    });
  });
  return caseRef === undefined
    ? toned("neutral", "No case", text("What is fetched here from now on belongs to no case."))
    : toned("good", "Case", text("What is fetched here from now on belongs to case ", mono(caseRef), "."));
}

const standing = ({ caseRef }: RtrSessionRow): Card =>
  card(
    "Case",
    caseRef === undefined
      ? text("This session belongs to no case. Say ", mono("case INC-42"), " to name one.")
      : text("What is fetched here belongs to case ", mono(caseRef), "."),
  );

async function fileUnder(
  parts: RtrParts,
  session: RtrSessionRow,
  caseRef: Untrusted | undefined,
  digest: string,
  speaker: Speaker,
): Promise<Card> {
  const { store, clock } = parts;
  const row = await evidenceNamed(parts, session.id, digest);
  if (row === undefined) throw new UserError("No file that was fetched here has that digest.");
  const isMoved = await store.transaction(async (tx) => {
    if (!(await tx.evidence.move(row, { caseRef }))) return false;
    await tx.audit.append(clock.now(), { ...by(speaker), ...filed(row, caseRef) });
    return true;
  });
  if (!isMoved) throw new UserError("That file is being changed at this moment; say it again.");
  return toned(
    "good",
    "Case",
    caseRef === undefined
      ? text(mono(row.path), " belongs to no case now.")
      : text(mono(row.path), " belongs to case ", mono(caseRef), "."),
  );
}

const filed = (row: EvidenceRow, caseRef: Untrusted | undefined) => ({
  event: "evidence.filed",
  devices: [row.deviceId],
  hostnames: [row.hostname],
  detail: {
    session: row.sessionId,
    evidence: row.id,
    sha256: row.sha256,
    case: caseRef,
    before: row.caseRef,
  },
});

const by = (speaker: Speaker) => ({
  actor: speaker.person.id,
  actorName: nameOf(speaker),
  account: { surface: speaker.account.surface, id: speaker.account.id },
});
