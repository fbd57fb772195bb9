/** `incident`: an earlier card of a host, for whoever presses its button. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { NotFound } from "../src/chat/ambiguity.ts";
import { untrusted } from "../src/lib/untrusted.ts";
import { defineCommand } from "./define.ts";

/** An earlier card, drawn once more from our own rows. */
export const incident = defineCommand({
  name: "incident",
  summary: "Show an earlier card of a host",
  role: "viewer",
  audience: "actor",
  hidden: true,
  args: z.object({ group: arg.word("Card", "which one") }),
  examples: [],
  async run({ group }, _moment, { feeds }) {
    const card = await feeds.incidentCard(group);
    if (card === undefined) throw new NotFound("card", untrusted(group));
    return { card, audience: "actor" };
  },
});
