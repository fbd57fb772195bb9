/** `contain`: cut a host off the network; it keeps talking to the Falcon cloud alone. */
import { z } from "zod";
import { formatDuration } from "../lib/duration.ts";
import type { Action } from "./action.ts";
import { lookAtContainment } from "./containment-look.ts";

const Params = z.object({
  /** Release again this long after *contained*, in milliseconds. */
  forMs: z.number().int().positive().optional(),
});

type ContainParams = z.infer<typeof Params>;

/** Watched by the host's own `status`: Falcon answers the call long before the endpoint has obeyed. */
export const contain: Action<ContainParams> = {
  kind: "contain",
  target: "host",
  risk: "high",
  params: Params,
  words: { verb: "Isolate", reached: "contained", undo: "/falcon release lifts it again" },
  countsAsIsolation: true,
  describe: ({ forMs }) =>
    forMs === undefined ? {} : { facts: { Duration: `${formatDuration(forMs)}, counted from containment` } },
  execute: ({ target }, { hosts }, signal) => hosts.contain(target, signal),
  look: lookAtContainment((status) => {
    switch (status) {
      case "contained":
        return "reached";
      case "containment_pending":
        return "under way";
      case "normal":
        return "untouched";
      default:
        return "contrary";
    }
  }),
};
