/** Who stands behind a wish, a vote or a withdrawal, as rows and audit lines name them. */
import { untrusted, type Untrusted } from "../lib/untrusted.ts";
import type { ApprovalRow, AuditBody } from "../store/rows.ts";
import type { ApprovalParts, Asker } from "./ports.ts";

/** A name from a platform is foreign text even where it came as a plain string. */
export const nameOf = ({ person: { name } }: Asker): Untrusted =>
  typeof name === "string" ? untrusted(name) : name;

/** The account beside the person: links may change later, and the line has to stay readable. */
export const by = (asker: Asker): Required<Pick<AuditBody, "actor" | "actorName" | "account">> => ({
  actor: asker.person.id,
  actorName: nameOf(asker),
  account: { surface: asker.account.surface, id: asker.account.id },
});

/** The same human, from whichever account, also through an agent. Links are read as they stand now. */
export async function isRequester(
  parts: Pick<ApprovalParts, "idOf">,
  row: Pick<ApprovalRow, "requesterId" | "requesterAccount">,
  asker: Asker,
): Promise<boolean> {
  const { surface, id } = row.requesterAccount;
  return (
    asker.person.id === row.requesterId ||
    asker.person.accounts.some((account) => account.surface === surface && account.id === id) ||
    (await parts.idOf(row.requesterAccount)) === asker.person.id
  );
}
