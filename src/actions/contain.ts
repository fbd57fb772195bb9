/** `contain`: cut a host off the network; it keeps talking to the Falcon cloud alone. */
import { z } from "zod";
import type { Action } from "./action.ts";

const Params = z.object({
  /** Release again this long after *contained*, in milliseconds. */
  forMs: z.number().int().positive().optional(),
});

export type ContainParams = z.infer<typeof Params>;

export const contain: Action<ContainParams> = {
  kind: "contain",
  risk: "high",
  params: Params,
  words: { verb: "Isolate", reached: "contained", undo: "/falcon release lifts it again" },
  countsAsIsolation: true,
  execute: (target, _params, effects, signal) => effects.contain(target, signal),
  progress(observed) {
    switch (observed?.status) {
      case undefined:
        return "gone";
      case "contained":
        return "reached";
      case "containment_pending":
        return "under way";
      case "normal":
        return "untouched";
      default:
        return "contrary";
    }
  },
};
