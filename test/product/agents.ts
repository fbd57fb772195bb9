/** Programs that speak to the product as agents do: the official client over both roads, and plain JSON-RPC. */
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { onTestFinished } from "vitest";
import type { Bot, Home } from "./bot.ts";

const LAUNCHER = join(import.meta.dirname, "../../bin/falconer.js");

export interface Agent {
  readonly client: Client;
  /** A call's result; what the protocol refuses is thrown. */
  call(tool: string, given?: Readonly<Record<string, unknown>>): Promise<Result>;
  /** What was printed beside the protocol. */
  stderr(): string;
  close(): Promise<void>;
}

export interface Result {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
}

/** `npm run -s falcon -- mcp`, as a desktop program starts it. */
export async function overStdio(home: Home, protocol: "legacy" | "auto" = "legacy"): Promise<Agent> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [LAUNCHER, "mcp"],
    env: { ...home.env },
    stderr: "pipe",
  });
  let printed = "";
  transport.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  return connected(transport, () => printed, protocol);
}

/** `protocol`: `legacy` opens with a handshake, `auto` asks for the newest first. */
export const overHttp = (
  bot: Pick<Bot, "url">,
  headers: Readonly<Record<string, string>> = {},
  protocol: "legacy" | "auto" = "legacy",
): Promise<Agent> => connected(httpTo(bot, headers), () => "", protocol);

/** For several tests: whoever opened it closes it. */
export const openOverHttp = (bot: Pick<Bot, "url">): Promise<Agent> => open(httpTo(bot, {}), () => "");

const httpTo = ({ url }: Pick<Bot, "url">, headers: Readonly<Record<string, string>>) =>
  new StreamableHTTPClientTransport(new URL("/mcp", url), { requestInit: { headers } });

async function connected(...parts: Parameters<typeof open>): Promise<Agent> {
  const agent = await open(...parts);
  onTestFinished(agent.close);
  return agent;
}

async function open(
  transport: StdioClientTransport | StreamableHTTPClientTransport,
  stderr: () => string,
  mode: "legacy" | "auto" = "legacy",
): Promise<Agent> {
  const client = new Client({ name: "test-agent", version: "1.2.3" }, { versionNegotiation: { mode } });
  await client.connect(transport);
  // A list first: the client checks results against the schemas that it has seen.
  await client.listTools();
  const close = (): Promise<void> => client.close();
  return {
    client,
    stderr,
    close,
    async call(name, given = {}) {
      return readResult(await client.callTool({ name, arguments: { ...given } }));
    },
  };
}

function readResult(result: {
  readonly content?: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}): Result {
  const parts = (result.content ?? []) as readonly { readonly type: string; readonly text?: string }[];
  return {
    text: parts.map((part) => part.text ?? "").join("\n"),
    data: (result.structuredContent ?? {}) as Result["data"],
    isError: result.isError === true,
  };
}

let lastId = 0;

/** One JSON-RPC message over HTTP, as an inspector sends it. */
export async function post(
  url: string,
  method: string,
  params: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  lastId += 1;
  const answer = await fetch(`${url}/mcp`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params }),
  });
  const text = await answer.text();
  const json =
    answer.headers.get("content-type")?.startsWith("text/event-stream") === true
      ? (text.split("\n").find((line) => line.startsWith("data: {")) ?? "data: {}").slice("data: ".length)
      : text;
  return { status: answer.status, body: JSON.parse(json === "" ? "{}" : json) as Record<string, unknown> };
}
