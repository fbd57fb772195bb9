/** `approvals`: what waits, what is mine, what was lately. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { ago, card, mono, runs, strong, text, type Block, type Inline } from "../src/chat/card.ts";
import type { ApprovalView } from "../src/approvals/view.ts";
import { defineCommand, type Services } from "./define.ts";

const NOTHING = {
  pending: "Nothing waits for a decision.",
  mine: "You have asked for nothing yet.",
  recent: "Nothing was asked for yet.",
} as const;

/** More cards than this with buttons of their own would be a wall; the rest is a table. */
const WITH_BUTTONS = 5;

/** The last 25. Up to five that wait have their buttons; the others are a table. */
export const approvals = defineCommand({
  name: "approvals",
  summary: "List requests: pending, mine or recent",
  role: "viewer",
  args: z.object({
    which: arg.choice("Which", ["pending", "mine", "recent"], {
      named: false,
      hint: "pending unless you say otherwise",
    }),
  }),
  examples: ["approvals", "approvals mine"],
  async run({ which = "pending" }, moment, services) {
    const views = await services.approvals.list(which, moment.person.id);
    const data = { which, requests: views.map((view) => services.approvals.card(view).data) };
    if (views.length === 0) return { ...card("Approvals", text(NOTHING[which])), data };
    const detailed = views.filter(({ approval }) => approval.state === "pending").slice(0, WITH_BUTTONS);
    const others = views.filter((view) => !detailed.includes(view));
    return {
      ...card(
        `Approvals: ${which} (${views.length})`,
        ...detailed.flatMap((view) => pendingBlocks(view, services)),
        ...table(others, services),
      ),
      data,
    };
  },
});

function pendingBlocks({ approval, votes }: ApprovalView, services: Services): readonly Block[] {
  const { verb, targets, blocks } = services.approvals.gist(approval);
  const request = { request: approval.id };
  return [
    text(
      strong([verb, " ", targets]),
      ": ",
      approval.reason,
      ". Asked by ",
      approval.requesterName,
      " ",
      ago(approval.createdAt),
      `; ${votes.length} of ${approval.policy.approvals} approvals, expires `,
      ago(approval.expiresAt),
      ". ",
      mono(approval.id),
    ),
    ...blocks,
    {
      kind: "buttons",
      buttons: [
        runs("Approve", "approve", request, "primary"),
        runs("Deny", "deny", request, "danger"),
        runs("Withdraw", "withdraw", request),
      ],
    },
  ];
}

function table(views: readonly ApprovalView[], services: Services): readonly Block[] {
  if (views.length === 0) return [];
  const rows = views.map((view): readonly Inline[] => {
    const { approval } = view;
    const [first, ...more] = approval.targets;
    const state = services.approvals.stateOf(view);
    return [
      mono(approval.id),
      services.approvals.gist(approval).verb,
      [first?.hostname ?? "", more.length === 0 ? "" : ` +${more.length}`],
      state,
      approval.requesterName,
      ago(approval.createdAt),
    ];
  });
  return [{ kind: "table", columns: ["Request", "Action", "Host", "State", "Asked by", "Asked"], rows }];
}
