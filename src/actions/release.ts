/** `release`: lift a host's network containment. */
import { z } from "zod";
import type { Action } from "./action.ts";
import { lookAtContainment } from "./containment-look.ts";

const Params = z.object({});

/** Also ends a limited isolation by itself, under the isolation's own approval. */
export const release: Action<z.infer<typeof Params>> = {
  kind: "release",
  target: "host",
  risk: "high",
  params: Params,
  words: { verb: "Release", reached: "released", undo: "/falcon isolate contains it again" },
  countsAsIsolation: false,
  execute: ({ target }, { hosts }, signal) => hosts.liftContainment(target, signal),
  look: lookAtContainment((status) => {
    switch (status) {
      case "normal":
        return "reached";
      case "lift_containment_pending":
        return "under way";
      case "contained":
        return "untouched";
      default:
        return "contrary";
    }
  }),
};
