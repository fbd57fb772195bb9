/** Documents for whoever an account belongs to, from the sources that services provide. */
import type { ApprovalView } from "../approvals/view.ts";
import type { DocumentSource, Documents } from "../chat/document.ts";
import { hasRole, type Account, type Person } from "../chat/person.ts";
import type { Inline } from "../chat/card.ts";
import { NotFound } from "../chat/ambiguity.ts";
import { UserError } from "../lib/errors.ts";
import type { Core } from "./core.ts";

const NEWEST = 100;

/** `core` as it is now: a demo's may be exchanged while programs are connected. */
export function documentsOf(core: () => Core): Documents {
  const reader = async (account: Account): Promise<Person> => {
    const { person } = await core().people.who(account, "cached");
    if (!hasRole(person.roles, "viewer")) throw new UserError("Reading documents needs the role viewer.");
    return person;
  };
  return {
    get kinds() {
      return [...core().documents.values()].map(({ kind, label }) => ({ kind, label }));
    },
    async list(account, signal) {
      const person = await reader(account);
      const found = await Promise.all(
        [...core().documents.values()].map(async (source) => {
          const infos = await source.list(person, signal);
          return infos.map((info) => ({ ...info, kind: source.kind }));
        }),
      );
      return found
        .flat()
        .sort((a, b) => b.at - a.at)
        .slice(0, NEWEST);
    },
    async read(account, kind, id, signal) {
      const person = await reader(account);
      return core().documents.get(kind)?.read(id, person, signal);
    },
  };
}

/** Requests and what became of them, as their cards say it. */
export function requestDocuments(approvals: Core["approvals"]): DocumentSource {
  return {
    kind: "request",
    label: "A request and what became of it",
    async list(person) {
      const views = await approvals.list("recent", person.id);
      return views.map((view) => ({
        id: view.approval.id,
        title: titleOf(view, approvals.stateOf(view)),
        at: view.approval.finishedAt ?? view.approval.decidedAt ?? view.approval.createdAt,
      }));
    },
    async read(id) {
      try {
        return { card: approvals.card(await approvals.view(id)) };
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },
  };
}

function titleOf({ approval }: ApprovalView, state: string): Inline {
  const [first, ...others] = approval.targets;
  return [
    approval.kind,
    " ",
    first?.hostname ?? "",
    others.length === 0 ? "" : ` and ${others.length} more`,
    `, ${state}`,
  ];
}
