/** `run`: a command line for the session of this thread, where typed lines are not heard by themselves. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { defineCommand } from "./define.ts";
import { askerOf } from "./propose.ts";

/**
 * The same as typing the line in the thread, with the same rights; what needs approval becomes a proposal.
 */
export const run = defineCommand({
  name: "run",
  summary: "Run a command in the RTR session of this thread",
  role: "responder",
  changes: true,
  audience: "actor",
  args: z.object({ line: arg.rest("Command line", "as you would type it in the session, such as ls C:\\") }),
  examples: ["run ls C:\\Windows", "run files"],
  run: ({ line }, moment, { rtr }) =>
    rtr.type(
      line,
      { ...askerOf(moment), ...(moment.files === undefined ? {} : { files: moment.files }) },
      moment.signal,
    ),
});
