/** An agent beside a running bot: reads over both roads, asks, and other people decide in Slack. */
import { userInfo } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../emulators/slack/index.ts";
import { overHttp, overStdio, post, type Agent } from "./agents.ts";
import { until } from "./bot.ts";
import { settings } from "./settings.ts";
import { idOf, openStage, type OpenStage } from "./stage.ts";

const LOGIN = userInfo().username;
/** Whoever runs the tests is Ana, who could decide requests of others. */
const ANA_DECIDES = settings()
  .replace("shell: ana", `shell: ${LOGIN}`)
  .replace("roles: [viewer, responder] }", "roles: [viewer, responder, approver, admin] }");

let stage: OpenStage;
beforeAll(async () => {
  stage = await openStage({ settings: ANA_DECIDES });
});
afterAll(() => stage.close());

const roads: readonly (readonly [string, () => Promise<Agent>])[] = [
  ["stdio", () => overStdio(stage.home)],
  ["HTTP", () => overHttp(stage.bot)],
];

describe.each(roads)("an agent over %s", (road, connect) => {
  it("sees every command that it may use as a tool, and none that decides", async () => {
    const { client } = await connect();
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["falcon_host", "falcon_hosts", "falcon_detections"]));
    expect(names).toEqual(expect.arrayContaining(["falcon_isolate", "falcon_release", "falcon_audit"]));
    expect(
      names.filter((name) => /approve|deny|withdraw|freeze|link|again|extend|keep|review/.test(name)),
    ).toEqual([]);
    const isolate = tools.find(({ name }) => name === "falcon_isolate");
    expect(isolate).toMatchObject({
      annotations: { readOnlyHint: false, destructiveHint: true },
      inputSchema: { required: ["hosts", "reason"], additionalProperties: false },
    });
    expect(Object.keys(isolate?.inputSchema.properties ?? {})).toEqual(["cites", "hosts", "reason", "for"]);
    expect(tools.find(({ name }) => name === "falcon_hosts")).toMatchObject({
      annotations: { readOnlyHint: true, destructiveHint: false },
      inputSchema: { properties: { limit: { type: "integer", minimum: 1, maximum: 400, default: 20 } } },
    });
  });

  it("reads a host as words and as data, foreign text marked in both", async () => {
    const agent = await connect();
    const { text, data, isError } = await agent.call("falcon_host", { host: "win-01" });
    const id = idOf(stage.falcon, "WIN-01");
    expect(isError).toBe(false);
    expect(text).toContain("⟪WIN-01⟫");
    expect(text).toContain(id);
    expect(data).toMatchObject({ host: { id, hostname: { untrusted: "WIN-01" } } });
  });

  it("asks for an isolation that somebody else decides, and its human cannot", async () => {
    const host = road === "stdio" ? "WIN-02" : "WIN-03";
    const alert = stage.falcon.addAlert({ host, display_name: "Beacon" }).composite_id;
    const agent = await connect();
    const { data, text } = await agent.call("falcon_isolate", {
      hosts: [host],
      reason: `Beacons to a known C2 (${alert}).`,
      for: "4h",
    });
    expect(data).toMatchObject({
      state: "pending",
      card: "slack:C0APPROVE",
      targets: [idOf(stage.falcon, host)],
    });
    expect(text).toContain("Nothing has been done");
    const card = await stage.card(host, "Machine-made", "Beacons to a known C2", alert, "Ana Diaz");
    expect(textOf(card)).toContain("AI agent");

    await stage.slack.click("U0ANA", card, "Approve");
    await stage.told("U0ANA", "yourself");
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, host))).toBe(0);

    await stage.slack.click("U0LEE", card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, host))).toBe(1);

    const { client } = agent;
    const request = String(data["request"]);
    const read = await client.readResource({ uri: `falconer://request/${request}` });
    expect(JSON.stringify(read.contents)).toContain("contained, verified");
  });

  it("says on the card that nothing is cited, or that what is cited is not there", async () => {
    const host = road === "stdio" ? "WIN-04" : "WIN-05";
    const agent = await connect();
    await agent.call("falcon_isolate", { hosts: [host], reason: "looks odd" });
    expect(textOf(await stage.card(host, "looks odd"))).toMatch(/Cites\W+no alert/);
    const invented = `${"0".repeat(32)}:ind:${"1".repeat(32)}:7-7-7`;
    await agent.call("falcon_release", { hosts: [host], reason: "clean", cites: [invented] });
    // The host is on the network, so there is nothing to release and nothing was asked for.
    expect(stage.cards(host, invented)).toEqual([]);
    await agent.call("falcon_isolate", { hosts: [host], reason: "odd", for: "1h", cites: [invented] });
    await stage.card(host, invented, "Falcon has no such alert");
  });

  it("gets prompts that name its tools, and the requests as resources", async () => {
    const { client } = await connect();
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual([
      "triage",
      "incident-report",
    ]);
    const triage = await client.getPrompt({ name: "triage", arguments: { about: "WIN-01" } });
    expect(JSON.stringify(triage)).toContain("falcon_host");
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain("falconer://request/{id}");
    await expect(client.readResource({ uri: "falconer://request/nosuch" })).rejects.toThrow();
    await expect(client.getPrompt({ name: "triage", arguments: {} })).rejects.toThrow(/about/);
  });

  it("is told that it takes longer, and can take a call back", async () => {
    const { client } = await connect();
    stage.falcon.addFault({ path: "/devices/", fault: { delayMs: 4_000 }, count: -1 });
    const told: unknown[] = [];
    const call = { name: "falcon_hosts", arguments: { text: `slow-${road}` } };
    await client.callTool(call, { onprogress: (progress) => told.push(progress) });
    expect(told).toMatchObject([{ message: "Still at work." }]);
    const never = new AbortController();
    const taken = client.callTool(call, { signal: never.signal });
    never.abort(new Error("no longer wanted"));
    await expect(taken).rejects.toThrow();
    stage.falcon.clearFaults();
    expect((await client.callTool({ name: "falcon_status" })).isError).not.toBe(true);
  });

  it("leaves a line in the audit for each call, in the name of its human", async () => {
    const agent = await connect();
    await agent.call("falcon_status");
    const { data } = await agent.call("falcon_audit", { about: "me", limit: 50 });
    const lines = JSON.stringify(data);
    expect(lines).toContain("agent.called");
    expect(lines).toContain("falcon_status");
    expect(lines).toContain("ana-diaz");
  });
});

describe("over stdio", () => {
  it("prints nothing but the protocol, and needs no port", async () => {
    const agent = await overStdio(stage.home);
    await agent.call("falcon_status");
    expect(agent.stderr()).toBe("");
    expect(await (await fetch(`${stage.bot.url}/healthz`)).text()).toBe("ok");
  });

  it("answers what was asked before its input ended, and ends by itself", async () => {
    const lines = [
      { id: 1, method: "initialize", params: HELLO },
      { method: "notifications/initialized" },
      { id: 2, method: "tools/call", params: { name: "falcon_host", arguments: { host: "WIN-01" } } },
      { id: 3, method: "tools/call", params: { name: "falcon_approve", arguments: { request: "x" } } },
    ].map((one) => JSON.stringify({ jsonrpc: "2.0", ...one }));
    const { code, out } = await stage.home.run(["mcp"], {}, `${lines.join("\n")}\n`);
    const answers = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: number; error?: { code: number } });
    expect(code).toBe(0);
    expect(answers.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(answers.find(({ id }) => id === 3)?.error?.code).toBe(-32602);
  });

  it("speaks the newest protocol as well", async () => {
    for (const agent of [await overStdio(stage.home, "auto"), await overHttp(stage.bot, {}, "auto")]) {
      expect(agent.client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
      expect((await agent.call("falcon_host", { host: "WIN-01" })).text).toContain("⟪WIN-01⟫");
      const wrong = await agent.call("falcon_host", { host: "*" });
      expect(wrong.isError).toBe(true);
    }
  });

  it("stops when told to", async () => {
    const agent = await overStdio(stage.home);
    await agent.call("falcon_status");
    await agent.close();
  });
});

const HELLO = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "0" } };

describe("over HTTP, as an inspector calls", () => {
  it("answers each request by itself, with or without the ones before", async () => {
    const { url } = stage.bot;
    const hello = await post(url, "initialize", HELLO);
    expect(hello).toMatchObject({ status: 200, body: { result: { serverInfo: { name: "falconer" } } } });
    const list = await post(url, "tools/list", {}, { "Mcp-Protocol-Version": "2025-06-18" });
    expect(JSON.stringify(list.body)).toContain("falcon_isolate");
    const unknown = await post(url, "tools/call", { name: "falcon_approve", arguments: {} });
    expect(unknown.body).toMatchObject({ error: { code: -32602 } });
    const wrong = await post(url, "tools/call", { name: "falcon_hosts", arguments: { limit: "many" } });
    expect(wrong.body).toMatchObject({ result: { isError: true } });
  });
});
