/** JSON-RPC by hand, as an inspector sends it: the same questions over both roads. */
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { post } from "./agents.ts";
import { settings } from "./settings.ts";
import { openStage, type OpenStage } from "./stage.ts";

type Body = Readonly<Record<string, unknown>>;
type Question = readonly [title: string, method: string, params: Body, answer: Body];

const HELLO = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "0" } };
const INVALID_PARAMS = -32_602;
const UNKNOWN_METHOD = -32_601;
const fault = (code: number, words?: RegExp) => ({
  error: { code, ...(words === undefined ? {} : { message: expect.stringMatching(words) as string }) },
});
const tool = (name: unknown, given?: unknown): Body => ({
  name,
  ...(given === undefined ? {} : { arguments: given }),
});
const named = (...names: readonly string[]) =>
  expect.arrayContaining(names.map((name) => expect.objectContaining({ name }) as object)) as unknown;

const QUESTIONS: readonly Question[] = [
  [
    "a greeting",
    "initialize",
    HELLO,
    { result: { protocolVersion: "2025-06-18", serverInfo: { name: "falconer" } } },
  ],
  [
    "a greeting of a time long gone is offered what is spoken here",
    "initialize",
    { ...HELLO, protocolVersion: "1999-01-01" },
    { result: { protocolVersion: expect.stringMatching(/^20/) as string } },
  ],
  ["a sign of life", "ping", {}, { result: {} }],
  [
    "the tools",
    "tools/list",
    {},
    { result: { tools: named("falcon_host", "falcon_isolate", "falcon_report") } },
  ],
  [
    "a read",
    "tools/call",
    tool("falcon_status", {}),
    { result: { content: [{ type: "text" }], structuredContent: {} } },
  ],
  [
    "a read without arguments",
    "tools/call",
    tool("falcon_hosts"),
    { result: { structuredContent: { total: 10 } } },
  ],
  ["a host that is missing", "tools/call", tool("falcon_host", {}), { result: { isError: true } }],
  [
    "an argument that there is not",
    "tools/call",
    tool("falcon_host", { host: "WIN-01", loud: true }),
    { result: { isError: true } },
  ],
  [
    "an argument of another type",
    "tools/call",
    tool("falcon_hosts", { limit: {} }),
    { result: { isError: true } },
  ],
  ["arguments that are a list", "tools/call", tool("falcon_host", ["WIN-01"]), fault(INVALID_PARAMS)],
  ["a tool without a name", "tools/call", {}, fault(INVALID_PARAMS)],
  [
    "a tool that decides",
    "tools/call",
    tool("falcon_approve", { request: "x" }),
    fault(INVALID_PARAMS, /no tool/),
  ],
  [
    "a session on a host",
    "tools/call",
    tool("falcon_rtr", { host: "WIN-01" }),
    fault(INVALID_PARAMS, /no tool/),
  ],
  ["the prompts", "prompts/list", {}, { result: { prompts: named("triage", "incident-report") } }],
  [
    "a prompt",
    "prompts/get",
    { name: "triage", arguments: { about: "WIN-01" } },
    { result: { messages: [{ role: "user" }] } },
  ],
  ["a prompt that there is not", "prompts/get", { name: "poem" }, fault(INVALID_PARAMS, /no such prompt/)],
  ["a prompt about nothing", "prompts/get", { name: "triage" }, fault(INVALID_PARAMS, /about/)],
  ["the resources", "resources/list", {}, { result: { resources: [] } }],
  [
    "the forms of addresses",
    "resources/templates/list",
    {},
    { result: { resourceTemplates: named("request", "report", "transcript") } },
  ],
  [
    "a resource of another scheme",
    "resources/read",
    { uri: "file:///etc/passwd" },
    fault(INVALID_PARAMS, /not found/),
  ],
  ["a resource without an address", "resources/read", {}, { error: {} }],
  ["a method that there is not", "no/such/method", {}, fault(UNKNOWN_METHOD)],
  ["a subscription", "resources/subscribe", { uri: "falconer://request/x" }, fault(UNKNOWN_METHOD)],
];

let stage: OpenStage;
let overStdio: ReadonlyMap<number, Body>;
beforeAll(async () => {
  stage = await openStage({ settings: settings().replace("shell: ana", `shell: ${userInfo().username}`) });
  overStdio = await askedOverStdio();
});
afterAll(() => stage.close());

/** All questions to one process, whose input then ends. */
async function askedOverStdio(): Promise<ReadonlyMap<number, Body>> {
  const asked = QUESTIONS.map(([, method, params], id) => ({ jsonrpc: "2.0", id, method, params }));
  const [greeting, ...others] = asked;
  const lines = [greeting, { jsonrpc: "2.0", method: "notifications/initialized" }, ...others].map((one) =>
    JSON.stringify(one),
  );
  const { code, out, err } = await stage.home.run(["mcp"], {}, [...lines, "{not json", ""].join("\n"));
  expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(/^\s+at /m) as string });
  return new Map(
    out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Body)
      .map((answer) => [answer["id"] as number, answer]),
  );
}

describe.each(QUESTIONS.map((question, id) => [...question, id] as const))(
  "%s",
  (_, method, params, answer, id) => {
    it("is answered over stdio", () => {
      expect(overStdio.get(id)).toMatchObject({ jsonrpc: "2.0", id, ...answer });
    });

    it("is answered alike over HTTP", async () => {
      const { status, body } = await post(stage.bot.url, method, params);
      expect(status).toBe(200);
      expect(body).toMatchObject({ jsonrpc: "2.0", ...answer });
    });
  },
);

describe("HTTP by hand", () => {
  const PING = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
  const BOTH = "application/json, text/event-stream";

  const send = (init: RequestInit & { readonly headers?: Record<string, string> }): Promise<Response> =>
    fetch(`${stage.bot.url}/mcp`, {
      ...init,
      headers: { "Content-Type": "application/json", Accept: BOTH, ...init.headers },
    });

  it.each(["GET", "DELETE", "PUT"])("%s has nothing to give, since there are no sessions", async (method) => {
    const answer = await send({ method });
    expect(answer.status).toBe(405);
    expect(await answer.json()).toMatchObject({ jsonrpc: "2.0", error: {} });
  });

  it.each([
    ["a body that is no JSON", { body: '{"jsonrpc"' }, 400, -32_700],
    [
      "a version that nobody speaks",
      { body: PING, headers: { "MCP-Protocol-Version": "1999-01-01" } },
      400,
      -32_000,
    ],
    ["a body of another type", { body: PING, headers: { "Content-Type": "text/plain" } }, 415, -32_000],
    ["a reader of pictures alone", { body: PING, headers: { Accept: "image/png" } }, 406, -32_000],
    ["an id that is null", { body: '{"jsonrpc":"2.0","id":null,"method":"ping"}' }, 400, -32_600],
  ])("%s is refused in the protocol's own words", async (_, init, status, code) => {
    const answer = await send({ method: "POST", ...init });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ jsonrpc: "2.0", error: { code } });
  });

  it.each(["*/*", ""])("a reader that accepts %j accepts what is sent", async (accept) => {
    const answer = await send({ method: "POST", body: PING, headers: { Accept: accept } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('"result":{}');
  });

  it("a batch is answered question by question, and a note is only taken", async () => {
    const list = [1, 2].map((id) => ({ jsonrpc: "2.0", id, method: "ping" }));
    const batch = await (await send({ method: "POST", body: JSON.stringify(list) })).text();
    expect([...batch.matchAll(/"id":(\d)/g)].map(([, id]) => Number(id)).sort((a, b) => a - b)).toEqual([
      1, 2,
    ]);
    const note = await send({
      method: "POST",
      body: '{"jsonrpc":"2.0","method":"notifications/initialized"}',
    });
    expect([note.status, await note.text()]).toEqual([202, ""]);
  });
});

it("a long answer is read to its end by its pages, in words and as data alike", async () => {
  const values = Array.from({ length: 300 }, (_, n) => `c2-${String(n).padStart(3, "0")}.example`);
  const made = Date.now() - 1_000_000;
  for (const [n, value] of values.entries())
    stage.falcon.shelves.indicators.put({
      id: value,
      type: "domain",
      value,
      modified_on: new Date(made - n * 1_000).toISOString(),
    });
  const seen: string[] = [];
  let row: number | undefined = 0;
  for (let page = 0; row !== undefined && page < 50; page += 1) {
    const asked = tool("falcon_iocs", { value: "c2-", limit: 400, from_row: row });
    const { content, structuredContent } = (await post(stage.bot.url, "tools/call", asked)).body[
      "result"
    ] as Listed;
    const words = content.map(({ text }) => text).join("");
    expect(words.length).toBeLessThan(20_000);
    expect(JSON.stringify(structuredContent).length).toBeLessThan(30_000);
    expect(structuredContent.total).toBe(values.length);
    const shown = structuredContent.indicators.map(({ value }) => value.untrusted);
    for (const value of shown) expect(words).toContain(`⟪${value}⟫`);
    seen.push(...shown);
    row = structuredContent.page?.next_from_row;
  }
  expect(seen).toEqual(values);
});

interface Listed {
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent: {
    readonly total: number;
    readonly indicators: readonly { readonly value: { readonly untrusted: string } }[];
    readonly page?: { readonly next_from_row?: number };
  };
}
