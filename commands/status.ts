/** `status`: whether Falconer itself is well, and what it is doing. */
import { z } from "zod";
import { defineCommand } from "./define.ts";

/** Each question stands alone: what does not answer within four seconds is shown as not known. */
export const status = defineCommand({
  name: "status",
  summary: "Show how Falconer is: connections, requests, isolated hosts",
  role: "viewer",
  args: z.object({}),
  examples: ["status"],
  run: (_args, { person }, services) => services.status.card(person),
});
