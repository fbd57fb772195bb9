/** What only buttons say: ask again, extend, keep, reviewed. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { at, mono, text, toned } from "../src/chat/card.ts";
import { defineCommand } from "./define.ts";
import { askedCard, askerOf, privately } from "./propose.ts";

const args = z.object({ request: arg.word("Request", "the id on the card", "request") });
const common = {
  changes: true,
  judgesRights: true,
  audience: "actor",
  hidden: true,
  args,
  examples: [],
} as const;

/** For whoever presses: they are the requester then, and their rights count. */
export const again = defineCommand({
  ...common,
  name: "again",
  summary: "Ask for the same thing again",
  role: "responder",
  judgesRights: false,
  async run({ request }, moment, services) {
    return privately(
      askedCard(await services.approvals.again(request, askerOf(moment), moment.signal), services),
    );
  },
});

/** Adds the time that was asked for at first. Rights are judged by approvals: `role` is a word for help. */
export const extend = defineCommand({
  ...common,
  name: "extend",
  summary: "Keep a host isolated for as long again",
  role: "responder",
  async run({ request }, moment, services) {
    const { releaseAt } = await services.approvals.extend(request, askerOf(moment));
    const until = releaseAt === undefined ? "" : [" until ", at(releaseAt)];
    return privately(toned("good", "Extended", text(mono(request), " stays isolated", until, ".")));
  },
});

/** Takes the end away; from then on only somebody's release ends the isolation. */
export const keep = defineCommand({
  ...common,
  name: "keep",
  summary: "Keep a host isolated until somebody releases it",
  role: "viewer",
  async run({ request }, moment, services) {
    await services.approvals.keep(request, askerOf(moment));
    return privately(
      toned("good", "Kept", text(mono(request), " stays isolated until somebody releases it.")),
    );
  },
});

/** Changes nothing on the host. Whoever used break-glass cannot review it. */
export const review = defineCommand({
  ...common,
  name: "review",
  summary: "Say that you have looked at a use of break-glass",
  role: "viewer",
  async run({ request }, moment, services) {
    const outcome = await services.approvals.review(request, askerOf(moment));
    const words = outcome === "already" ? " was reviewed already." : " is reviewed.";
    return privately(toned("good", "Thank you", text(mono(request), words)));
  },
});
