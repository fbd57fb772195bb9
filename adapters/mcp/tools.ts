/** The commands as tools. What an agent may not use has no tool, so there is nothing to refuse. */
import type { Tool } from "@modelcontextprotocol/server";
import type { CommandInfo } from "../../src/chat/command.ts";
import { usage } from "../../src/chat/help.ts";
import { inputSchema, PROPOSE_OUTPUT, READ_OUTPUT } from "./schema.ts";

/** Other servers have a `status` and a `help` too. */
const PREFIX = "falcon_";

const READS = "Reads only.";
const PROPOSES =
  "Only proposes: it makes a request that people see as machine-made, with your reason and the alerts you cite. Nothing happens until somebody other than the person you act for approves it, and no tool can approve.";

/** A command with the tool that stands for it. */
export interface AgentTool {
  readonly info: CommandInfo;
  readonly tool: Tool;
}

/** Made when the bot starts and the same until it stops. */
export interface Tools {
  readonly list: readonly Tool[];
  named(name: string): AgentTool | undefined;
  /** The name of the tool that stands for a command; undefined when agents may not use it. */
  forCommand(command: string): string | undefined;
}

/** Reads get `readOnlyHint`; what proposes gets `destructiveHint`, because it may end in a host cut off. */
export function toolsOf(commands: readonly CommandInfo[]): Tools {
  const usable = commands
    .filter(({ hidden, agents }) => !hidden && agents !== "never")
    .map((info) => ({ info, tool: toolOf(info) }));
  const byName = new Map(usable.map((one) => [one.tool.name, one]));
  return {
    list: usable.map(({ tool }) => tool),
    named: (name) => byName.get(name),
    forCommand: (command) => (byName.has(PREFIX + command) ? PREFIX + command : undefined),
  };
}

function toolOf(info: CommandInfo): Tool {
  const proposes = info.agents === "propose";
  const example = info.examples[0] === undefined ? "" : ` People write it as: ${info.examples[0]}`;
  return {
    name: PREFIX + info.name,
    title: info.summary,
    description: `${info.summary}. ${proposes ? PROPOSES : READS} In chat: ${usage(info)}.${example}`,
    inputSchema: inputSchema(info),
    outputSchema: proposes ? PROPOSE_OUTPUT : READ_OUTPUT,
    annotations: {
      title: info.summary,
      readOnlyHint: !proposes,
      // What is proposed may cut a host off: a client that asks its user first is right to.
      destructiveHint: proposes,
      idempotentHint: !proposes,
      // Answers carry text that anybody on an endpoint can have written.
      openWorldHint: true,
    },
  };
}
