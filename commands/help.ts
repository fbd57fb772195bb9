/** `help`: what can be said, and how. */
import { z } from "zod";
import { optionalWord } from "../src/chat/args.ts";
import { helpCard } from "../src/chat/help.ts";
import { defineCommand } from "./define.ts";

/** The one command for people without any role. */
export const help = defineCommand({
  name: "help",
  summary: "Explain what can be said here, or one command",
  role: "anyone",
  audience: "actor",
  args: z.object({ command: optionalWord("Command", "its name", "command") }),
  examples: ["help", "help isolate"],
  async run(args, { person }, { commands }) {
    return helpCard(commands, person, args.command);
  },
});
