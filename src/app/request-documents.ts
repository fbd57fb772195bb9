/** Requests and what became of them as documents, as their cards say it. */
import type { Approvals } from "../approvals/service.ts";
import type { ApprovalView } from "../approvals/view.ts";
import { NotFound } from "../chat/ambiguity.ts";
import type { Inline } from "../chat/card.ts";
import type { DocumentSource } from "../chat/document.ts";

/** The last 25 requests, in every state. */
export function requestDocuments(approvals: Approvals): DocumentSource {
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
