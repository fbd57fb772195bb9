/** `link`: two accounts of one human become one person, with both sides' consent. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { mono, text, toned } from "../src/chat/card.ts";
import { formatDuration } from "../src/lib/duration.ts";
import { defineCommand } from "./define.ts";
import { privately } from "./propose.ts";

/** Without a code it gives one, with a code it claims the other account; that one is asked once more. */
export const link = defineCommand({
  name: "link",
  summary: "Join your accounts on two platforms, when the settings do not list you",
  role: "anyone",
  changes: true,
  audience: "actor",
  args: z.object({ code: arg.optionalWord("Code", "the code that your other account was given") }),
  examples: ["link", "link 7f3k2m9q"],
  async run({ code }, moment, services) {
    if (code === undefined) {
      const offer = await services.links.offer(moment);
      return privately(
        toned(
          "waiting",
          "Your code",
          text(
            "From your other account say ",
            mono(`link ${offer.code}`),
            ` within ${formatDuration(offer.validMs)}.`,
          ),
          text("You are asked here once more before anything is joined. Give the code to nobody."),
        ),
      );
    }
    await services.links.claim(code, moment);
    return privately(
      toned("waiting", "Almost done", text("Your other account is asked now. Say yes there.")),
    );
  },
});

/** The button under that question, for the account that was given the code. */
export const linkConfirm = defineCommand({
  name: "link-confirm",
  summary: "Say yes to joining your accounts",
  role: "anyone",
  changes: true,
  hidden: true,
  audience: "actor",
  args: z.object({ link: arg.word("Link", "what is confirmed") }),
  examples: [],
  async run(args, moment, services) {
    const { name, surface } = await services.links.confirm(args.link, moment);
    return privately(
      toned("good", "Linked", text(name, " on ", mono(surface), " and you are one person now.")),
    );
  },
});
