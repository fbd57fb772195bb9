/** `freeze` and `unfreeze`: the kill switch. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { at, text, toned } from "../src/chat/card.ts";
import { defineCommand } from "./define.ts";
import { askerOf } from "./propose.ts";

/** What is approved meanwhile is refused, not kept for later (docs/decisions/0006). */
export const freeze = defineCommand({
  name: "freeze",
  summary: "Stop every action from executing, at once",
  role: "admin",
  changes: true,
  args: z.object({ reason: arg.optionalRest("Reason", "why, shown on every open request") }),
  examples: ["freeze something approves by itself"],
  async run({ reason }, moment, services) {
    const isNew = await services.approvals.freeze(askerOf(moment), reason ?? "no reason given");
    const now = await services.approvals.frozen();
    const since = now === undefined ? "" : [" Since ", at(now.at), " by ", now.by, ": ", now.reason, "."];
    return {
      ...toned(
        "danger",
        isNew ? "Frozen: nothing executes" : "Already frozen",
        text(
          "Requests can be made and denied; what is approved now is refused until an admin says ",
          { span: "code", text: "/falcon unfreeze" },
          ".",
          since,
        ),
      ),
      data: { frozen: true, isNew },
    };
  },
});

/** Brings nothing back: what was refused has to be asked for again. */
export const unfreeze = defineCommand({
  name: "unfreeze",
  summary: "Let actions execute again",
  role: "admin",
  changes: true,
  args: z.object({ reason: arg.optionalRest("Reason", "why it is safe again") }),
  examples: ["unfreeze settings mended"],
  async run({ reason }, moment, services) {
    const wasFrozen = await services.approvals.unfreeze(askerOf(moment), reason ?? "no reason given");
    return {
      ...toned(
        "good",
        wasFrozen ? "No longer frozen" : "Nothing was frozen",
        text("Approved actions execute. Requests refused meanwhile have to be asked for again."),
      ),
      data: { frozen: false },
    };
  },
});
