/** `release`: lift a host's network containment. */
import { z } from "zod";
import type { Action } from "./action.ts";

const Params = z.object({});

export const release: Action<z.infer<typeof Params>> = {
  kind: "release",
  risk: "high",
  params: Params,
  words: { verb: "Release", reached: "released", undo: "/falcon isolate contains it again" },
  countsAsIsolation: false,
  execute: (target, _params, effects, signal) => effects.liftContainment(target, signal),
  progress(observed) {
    switch (observed?.status) {
      case undefined:
        return "gone";
      case "normal":
        return "reached";
      case "lift_containment_pending":
        return "under way";
      case "contained":
        return "untouched";
      default:
        return "contrary";
    }
  },
};
