/** `alert`: one detection, how it came about, and what can be done. */
import { z } from "zod";
import { word } from "../src/chat/args.ts";
import { defineCommand } from "./define.ts";
import { cid, inTenant } from "./look-ups.ts";

/** Ids of 200 characters are ordinary, and a link wraps them in encoded text. */
const LONGEST_LINK = 2_000;

/** Takes Falcon's console links too, of up to 2,000 characters. */
export const alert = defineCommand({
  name: "alert",
  aliases: ["detection"],
  summary: "Show an alert: process tree, host, what was blocked",
  role: "viewer",
  fillers: ["alert", "detection"],
  args: z.object({
    id: word("Alert", "its id, or a link to it in the Falcon console", "alert", LONGEST_LINK),
    cid: cid(),
  }),
  examples: ["alert ind:0123456789abcdef0123456789abcdef:1234-5678-90"],
  run: (args, { signal }, services) =>
    inTenant(args.cid, services, ({ alerts }) => alerts.card(args.id, signal)),
});
