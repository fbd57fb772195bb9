/** Commands and cards for the agents' adapter, without a bot behind them. */
import { COMMANDS } from "../../../commands/index.ts";
import { toResult, type Rendered } from "../../../adapters/mcp/result.ts";
import { toolsOf, type AgentTool } from "../../../adapters/mcp/tools.ts";
import type { Card } from "../../../src/chat/card.ts";

export const TOOLS = toolsOf(COMMANDS.map(({ info }) => info));

export function tool(name: string): AgentTool {
  const found = TOOLS.named(name);
  if (found === undefined) throw new Error(`no tool ${name}`);
  return found;
}

export const render = (card: Card, fromRow = 0, name = "falcon_hosts"): Rendered =>
  toResult(card, { tool: tool(name), tools: TOOLS, fromRow, scrub: (text) => text });

export const wordsOf = ({ result }: Rendered): string =>
  (result.content as readonly { readonly text?: string }[]).map(({ text }) => text ?? "").join("\n");

export const dataOf = ({ result }: Rendered): Readonly<Record<string, unknown>> =>
  result.structuredContent as Readonly<Record<string, unknown>>;
