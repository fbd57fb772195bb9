/**
 * One call from its arguments to its result: limited, understood, asked, drawn, recorded.
 * Nothing here knows how the call came in.
 */
import { ProtocolError, ProtocolErrorCode, type CallToolResult } from "@modelcontextprotocol/server";
import type { Bot } from "../../src/chat/adapter.ts";
import type { Account } from "../../src/chat/person.ts";
import type { Turn } from "../../src/chat/turn.ts";
import { clip } from "../../src/chat/visible.ts";
import { SECOND, type Clock } from "../../src/lib/clock.ts";
import { untrusted, type Untrusted } from "../../src/lib/untrusted.ts";
import { readArguments } from "./arguments.ts";
import type { Calls } from "./calls.ts";
import { NOTED_EVERY_MS } from "./limits.ts";
import type { Limiter } from "./limiter.ts";
import { toResult } from "./result.ts";
import type { AgentTool, Tools } from "./tools.ts";

const SURFACE = "mcp";
const UNKNOWN = "There is no tool of that name here; tools/list names those that there are.";
const NAME_CHARS = 60;

/** What is written down of every call. */
export interface AgentCall {
  readonly account: Account;
  /** A tool's name; undefined for one that there is not. */
  readonly tool: string | undefined;
  /** `ok`, or why not. */
  readonly outcome: string;
  /** What an unknown tool was called. */
  readonly asked?: Untrusted;
  /** How the program names itself. */
  readonly client?: Untrusted;
  /** A passage that reads like an instruction to the model. */
  readonly suspicious?: Untrusted;
}

/** Who calls, and how to tell that program that it takes longer. */
export interface Caller {
  readonly account: Account;
  readonly client: Untrusted | undefined;
  readonly signal: AbortSignal;
  /** Tells the program that it takes longer. */
  working(): void;
}

interface DeskParts {
  readonly calls: Calls;
  readonly limiter: Limiter;
  readonly clock: Pick<Clock, "now">;
  readonly newId: () => string;
  readonly scrub: (text: string) => string;
  /** Must not fail: whoever is called logs what went wrong. */
  readonly record: (call: AgentCall) => Promise<void>;
}

/** Refusals, faults and answers are each written down; a flood of refusals once a minute. */
export function createDesk(parts: DeskParts) {
  const { calls, limiter, clock, newId, scrub, record } = parts;
  const notedAt = new Map<string, number>();

  async function call(
    name: string,
    given: unknown,
    { bot, tools }: { readonly bot: Bot; readonly tools: Tools },
    caller: Caller,
  ): Promise<CallToolResult> {
    const { account } = caller;
    const entry = limiter.enter(account.id);
    if (!("leave" in entry)) {
      await noteSometimes({ ...about(caller), tool: tools.named(name)?.tool.name, outcome: entry.refused });
      return failed(tooMany(entry.waitMs));
    }
    try {
      const tool = tools.named(name);
      if (tool === undefined) {
        const asked = untrusted(clip(name, NAME_CHARS));
        await record({ ...about(caller), tool: undefined, asked, outcome: "unknown-tool" });
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, UNKNOWN);
      }
      return await answered(tool, given, { bot, tools }, caller);
    } finally {
      entry.leave();
    }
  }

  async function answered(
    tool: AgentTool,
    given: unknown,
    { bot, tools }: { readonly bot: Bot; readonly tools: Tools },
    caller: Caller,
  ): Promise<CallToolResult> {
    const common = { ...about(caller), tool: tool.tool.name };
    const read = readArguments(tool, given);
    if ("faults" in read) {
      await record({ ...common, outcome: "arguments" });
      return failed(read.faults.join(" "));
    }
    const turn: Turn = {
      id: `${SURFACE}:${newId()}`,
      account: caller.account,
      place: { surface: SURFACE, channel: caller.account.id },
      input: { kind: "options", command: tool.info.name, values: read.values },
      askedBy: "agent",
      ...(read.cites === undefined ? {} : { cites: read.cites }),
      receivedAt: clock.now(),
      reply: undefined,
    };
    const answer = await calls.ask(bot, turn, caller.signal, caller.working);
    if (answer === undefined) {
      await record({ ...common, outcome: "no-answer" });
      return failed("No answer was given in time; look before asking again.");
    }
    const { result, outcome, suspicious } = toResult(answer.card, {
      tool,
      tools,
      fromRow: read.fromRow,
      scrub,
    });
    await record({ ...common, outcome, ...(suspicious === undefined ? {} : { suspicious }) });
    return result;
  }

  /** What is asked for beside tools, under the same limits. @throws ProtocolError when it is too much */
  async function limited<T>(what: string, account: Account, work: () => Promise<T>): Promise<T> {
    const entry = limiter.enter(account.id);
    if (!("leave" in entry)) {
      await noteSometimes({ account, tool: what, outcome: entry.refused });
      throw new ProtocolError(ProtocolErrorCode.InvalidRequest, tooMany(entry.waitMs));
    }
    try {
      return await work();
    } finally {
      entry.leave();
    }
  }

  /** A flood must not become a flood of the audit. */
  async function noteSometimes(refused: AgentCall): Promise<void> {
    const now = clock.now();
    if (now - (notedAt.get(refused.account.id) ?? -Infinity) < NOTED_EVERY_MS) return;
    notedAt.delete(refused.account.id);
    notedAt.set(refused.account.id, now);
    for (const [id, at] of notedAt) {
      if (now - at < NOTED_EVERY_MS) break;
      notedAt.delete(id);
    }
    await record(refused);
  }

  return { call, limited, record };
}

/** Rejects with `ProtocolError` for a tool that there is not; what fails in a command is a result. */
export type Desk = ReturnType<typeof createDesk>;

const about = ({ account, client }: Caller) => ({ account, ...(client === undefined ? {} : { client }) });

const tooMany = (waitMs: number): string =>
  `Too many calls at once. Wait ${Math.ceil(waitMs / SECOND)} seconds.`;

const failed = (hint: string): CallToolResult => ({
  content: [{ type: "text", text: hint }],
  isError: true,
});
