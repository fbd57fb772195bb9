/** `release`: ask for hosts' isolation to be lifted. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { defineCommand } from "./define.ts";
import { askedCard, askerOf, exactIds, privately } from "./propose.ts";

/** Also for hosts that somebody isolated in Falcon itself. */
export const release = defineCommand({
  name: "release",
  aliases: ["unisolate", "lift"],
  summary: "Ask for hosts' isolation to be lifted",
  role: "responder",
  changes: true,
  audience: "actor",
  agents: "propose",
  fillers: ["host", "hosts"],
  args: z.object({
    hosts: arg.hosts(),
    reason: arg.rest("Reason", "why, for those who decide and for the record"),
  }),
  examples: ["release WIN-FIN-07 re-imaged and clean"],
  async run(args, moment, services) {
    const targets = await exactIds(args.hosts, moment, services);
    const row = await services.approvals.propose(
      { kind: "release", params: {}, targets, reason: args.reason, isEmergency: false },
      askerOf(moment),
      moment.signal,
    );
    return privately(askedCard(row, services));
  },
});
