/** `approve`, `deny`, `withdraw`: the same words for a typed line and a pressed button. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { buttons, mono, runs, text, toned, type Card, type Inline } from "../src/chat/card.ts";
import type { Decided } from "../src/approvals/decide.ts";
import { defineCommand, type Services } from "./define.ts";
import { askerOf, privately } from "./propose.ts";

const args = z.object({
  request: arg.word("Request", "the id on the card", "request"),
  reason: arg.optionalRest("Reason", "a word for the record"),
});

/** Rights are judged by approvals, against roles of this moment: `role` is a word for help. */
export const approve = defineCommand({
  name: "approve",
  summary: "Agree to a request",
  role: "approver",
  judgesRights: true,
  changes: true,
  audience: "actor",
  args,
  examples: ["approve 7f3k2m9q0x1a confirmed with the owner"],
  async run({ request, reason }, moment, services) {
    return privately(
      await decidedCard(await services.approvals.approve(request, askerOf(moment), reason), services),
    );
  },
});

/** Ends the request at once, however many approvals it has. */
export const deny = defineCommand({
  name: "deny",
  summary: "Refuse a request; one refusal ends it",
  role: "approver",
  judgesRights: true,
  changes: true,
  audience: "actor",
  args,
  examples: ["deny 7f3k2m9q0x1a wrong host"],
  async run({ request, reason }, moment, services) {
    return privately(
      await decidedCard(await services.approvals.deny(request, askerOf(moment), reason), services),
    );
  },
});

/** For the requester alone, while it waits. */
export const withdraw = defineCommand({
  name: "withdraw",
  summary: "Take back your own request",
  role: "responder",
  judgesRights: true,
  changes: true,
  audience: "actor",
  args,
  examples: ["withdraw 7f3k2m9q0x1a false alarm"],
  async run({ request, reason }, moment, services) {
    return privately(
      await decidedCard(await services.approvals.withdraw(request, askerOf(moment), reason), services),
    );
  },
});

/** What the person who pressed is told; the card itself tells everybody else. */
async function decidedCard(decided: Decided, services: Services): Promise<Card> {
  const { approval } = decided;
  const request = mono(approval.id);
  const data = { request: approval.id, outcome: decided.outcome, state: approval.state };
  const say = (tone: Card["tone"], title: string, ...words: readonly Inline[]): Card => ({
    ...toned(tone, title, text(...words)),
    data,
  });
  switch (decided.outcome) {
    case "counted":
      return say("waiting", "Your approval counts", request, ` still needs ${decided.missing} more.`);
    case "approved":
      return (await services.approvals.frozen()) === undefined
        ? say("good", "Approved", request, " is approved and is being carried out.")
        : say(
            "warning",
            "Approved, but frozen",
            request,
            " is approved and is not carried out: everything is frozen.",
          );
    case "denied":
      return say("neutral", "Denied", request, " is denied. Nothing was done.");
    case "withdrawn":
      return say("neutral", "Withdrawn", request, " is withdrawn. Nothing was done.");
    case "voted-before":
      return say("neutral", "You have voted on this already", request, " counts each person once.");
    case "already":
      return alreadyCard(decided, services);
  }
}

async function alreadyCard({ approval }: Decided, services: Services): Promise<Card> {
  const view = await services.approvals.view(approval.id);
  const last = view.votes.at(-1);
  // A last vote has decided these two; how any other state came about is not its doing.
  const isByVote = approval.state === "approved" || approval.state === "denied";
  const by = last === undefined || !isByVote ? "" : [" by ", last.personName];
  const isOver = approval.state === "expired";
  return {
    ...toned(
      "neutral",
      isOver ? "This request has expired" : "Already decided",
      text(mono(approval.id), " is ", approval.state, by, ". Nothing changed."),
      ...(isOver ? [buttons(runs("Ask again", "again", { request: approval.id }))] : []),
    ),
    data: { request: approval.id, outcome: "already", state: approval.state },
  };
}
