/** `isolate`: ask for hosts to be cut off the network. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { SECOND } from "../src/lib/clock.ts";
import { defineCommand } from "./define.ts";
import { askedCard, askerOf, exactIds, privately } from "./propose.ts";

/** `--for` counts from containment, 1 s to 30 days; `--emergency` runs at once and leaves a review. */
export const isolate = defineCommand({
  name: "isolate",
  aliases: ["contain"],
  summary: "Ask for hosts to be isolated from the network",
  role: "responder",
  orRole: { flag: "emergency", role: "approver" },
  changes: true,
  audience: "actor",
  agents: "propose",
  fillers: ["host", "hosts"],
  args: z.object({
    hosts: arg.hosts(),
    reason: arg.rest("Reason", "why, for those who decide and for the record"),
    for: arg.duration("For", "release again this long after containment, such as 4h", {
      least: SECOND,
      most: arg.LONGEST_HOLD,
    }),
    emergency: arg.flag(
      "Break-glass",
      "at once, without approval; role approver, capped, reviewed afterwards",
      { forPeople: true },
    ),
  }),
  examples: ["isolate WIN-FIN-07 beaconing to a known C2", "isolate WIN-FIN-07 mimikatz in memory --for 4h"],
  async run(args, moment, services) {
    const targets = await exactIds(args.hosts, moment, services);
    const row = await services.approvals.propose(
      {
        kind: "contain",
        params: args.for === undefined ? {} : { forMs: args.for },
        targets,
        reason: args.reason,
        isEmergency: args.emergency,
      },
      askerOf(moment),
      moment.signal,
    );
    return privately(askedCard(row, services));
  },
});
