/** What can be done with a request in its present state. Rights are looked up when pressed, not here. */
import { buttons, runs, type Block, type Button } from "../chat/card.ts";
import type { ApprovalView } from "./view.ts";

/** None for a running or final state, except the end of a limited isolation, which can still be moved. */
export function approvalButtons(view: ApprovalView): readonly Block[] {
  const offered = offeredButtons(view);
  return offered.length === 0 ? [] : [buttons(...offered)];
}

function offeredButtons({ approval, containments }: ApprovalView): readonly Button[] {
  const request = { request: approval.id };
  switch (approval.state) {
    case "pending":
      return [
        runs("Approve", "approve", request, "primary"),
        runs("Deny", "deny", request, "danger"),
        runs("Withdraw", "withdraw", request),
      ];
    case "expired":
    case "refused":
      return [runs("Ask again", "again", request)];
    case "done": {
      const isLimited = containments.some(
        (held) => held.releaseAt !== undefined && (held.state === "isolated" || held.state === "ending"),
      );
      return isLimited ? [runs("Extend", "extend", request), runs("Keep", "keep", request)] : [];
    }
    default:
      return [];
  }
}
