/** Sessions of RTR as documents: the transcript to read, and the recording to play. */
import type { DocumentContent, DocumentInfo, DocumentSource } from "../chat/document.ts";
import { hasRole, type Person, type Role } from "../chat/person.ts";
import { UserError } from "../lib/errors.ts";
import { asCast, asText, type Recorded } from "../rtr/record/transcript.ts";
import type { Rtr } from "../rtr/service.ts";
import type { Store } from "../store/store.ts";

const NEWEST = 50;
/** What hosts printed is for those who may work on hosts, and for those who decide and audit. */
const READERS: readonly Role[] = ["responder", "approver", "admin"];

/** Anybody who may read sees that there was a session; its content takes one of `READERS`. */
export function rtrDocuments(store: Store, rtr: Rtr): readonly DocumentSource[] {
  const list = async (): Promise<readonly DocumentInfo[]> =>
    (await store.rtrSessions.list({ limit: NEWEST })).map(({ id, hostname, state, updatedAt }) => ({
      id,
      title: ["RTR on ", hostname, `, ${state}`],
      at: updatedAt,
    }));
  const source = (
    kind: string,
    label: string,
    draw: (recorded: Recorded) => DocumentContent,
  ): DocumentSource => ({
    kind,
    label,
    list,
    async read(id, person) {
      refuseOthers(person);
      const recorded = await rtr.recorded(id);
      return recorded === undefined ? undefined : draw(recorded);
    },
  });
  return [
    source("transcript", "What was typed in an RTR session, and what came of it", (recorded) => ({
      mimeType: "text/plain",
      text: asText(recorded),
    })),
    source("recording", "An RTR session as a recording, in asciicast's format", (recorded) => ({
      mimeType: "application/x-asciicast",
      text: asCast(recorded),
    })),
  ];
}

function refuseOthers({ roles }: Person): void {
  if (READERS.some((role) => hasRole(roles, role))) return;
  throw new UserError("Reading what was typed on hosts needs the role responder, approver or admin.");
}
