/** `block` and `unblock`: ask for an indicator to be acted on by Falcon on all hosts, or no longer. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { UserError } from "../src/lib/errors.ts";
import { defineCommand } from "./define.ts";
import { askedCard, askerOf, privately } from "./propose.ts";

const USUAL_DAYS = 30;
const MOST_DAYS = 365;

const common = {
  role: "responder",
  changes: true,
  audience: "actor",
  agents: "propose",
  fillers: ["ioc", "indicator", "hash", "domain", "ip"],
} as const;

/**
 * What Falcon can do with the indicator follows from its
 * kind: files are prevented, the network is only watched.
 */
export const block = defineCommand({
  ...common,
  name: "block",
  summary: "Ask for a hash, domain or IP address to be blocked",
  args: z.object({
    indicator: arg.word("Indicator", "a SHA-256 or MD5 hash, a domain or an IP address, defanged or not"),
    reason: arg.rest("Reason", "why, for those who decide and for the record"),
    days: arg.count("Days", USUAL_DAYS, MOST_DAYS),
    severity: arg.choice("Severity", ["low", "medium", "high", "critical"], {
      hint: "of what it detects; high unless you say otherwise",
    }),
  }),
  examples: [
    "block evil[.]example C2 of the finance incident",
    "block 198[.]51[.]100[.]77 beaconing --days 7",
  ],
  async run({ indicator, reason, days, severity = "high" }, moment, services) {
    const wanted = services.indicators.read(indicator);
    const row = await services.approvals.propose(
      {
        kind: "ioc.block",
        params: { effect: wanted.effect, severity, days },
        targets: [wanted.id],
        reason,
        isEmergency: false,
      },
      askerOf(moment),
      moment.signal,
    );
    return privately(askedCard(row, services));
  },
});

/** Refused at once for an indicator that allows: removing it would be another change than was asked for. */
export const unblock = defineCommand({
  ...common,
  name: "unblock",
  summary: "Ask for a blocked indicator to be removed",
  args: z.object({
    indicator: arg.word("Indicator", "a SHA-256 or MD5 hash, a domain or an IP address, defanged or not"),
    reason: arg.rest("Reason", "why, for those who decide and for the record"),
  }),
  examples: ["unblock evil[.]example false positive, it is our supplier"],
  async run({ indicator, reason }, moment, services) {
    const wanted = services.indicators.read(indicator);
    const standing = (await services.indicators.standing([wanted.id], moment.signal)).get(wanted.id);
    if (standing?.isAllowed === true) {
      throw new UserError("That indicator is allowed, not blocked: it is changed in Falcon itself.");
    }
    const row = await services.approvals.propose(
      { kind: "ioc.unblock", params: {}, targets: [wanted.id], reason, isEmergency: false },
      askerOf(moment),
      moment.signal,
    );
    return privately(askedCard(row, services));
  },
});
