/** Who may talk to the console, and what a page may do. */
import { request } from "node:http";
import { Hono } from "hono";
import { expect, it, onTestFinished } from "vitest";
import { consoleOff } from "../../../adapters/web/index.ts";
import { bytesFile, card, code, image } from "../../../src/chat/card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { EVERY_BYTE, WHITE_PNG } from "../../fixtures/png.ts";
import type { LivingConsole } from "./living-console.ts";
import { PEOPLE, startConsole } from "./living-console.ts";
import type { Script } from "./scripted-bot.ts";

const ECHO: Script = {
  answer: (words) => ({ card: card(words, code(untrusted("x".repeat(30_000)))), audience: "actor" }),
};

async function open(options: Parameters<typeof startConsole>[1] = {}): Promise<LivingConsole> {
  const living = await startConsole(ECHO, options);
  onTestFinished(living.stop);
  return living;
}

/** Below `fetch`, which decides some headers for itself. */
const rawStatus = (url: string, headers: Record<string, string>, body?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: body === undefined ? "GET" : "POST", headers, agent: false },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.on("error", reject).end(body);
  });

it("serves pages that load and send nothing elsewhere", async () => {
  const { url } = await open();
  for (const path of ["/", "/approvals", "/audit"]) {
    const page = await fetch(url + path);
    const html = await page.text();
    const policy = page.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy.replace(/nonce-[^']+/, "nonce")).toBe(
      "default-src 'none'; script-src 'self' 'nonce'; style-src 'self'; connect-src 'self'; " +
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(html).toContain("<title>Falconer");
    expect(html).toContain(`<script type="importmap" nonce="${nonce}">`);
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].every(([, to]) => to!.startsWith("/"))).toBe(true);
  }
});

it("gives each page its own nonce", async () => {
  const { url } = await open();
  const policies = await Promise.all(
    [1, 2].map(async () => (await fetch(url)).headers.get("content-security-policy")),
  );
  expect(policies[0]).not.toBe(policies[1]);
});

it("serves its own files with their types and nothing beside them", async () => {
  const { url } = await open();
  const types = await Promise.all(
    [
      "/assets/main.ts",
      "/assets/base.css",
      "/assets/mark.svg",
      "/lib/preact.mjs",
      "/lib/hooks.mjs",
      "/lib/htm.mjs",
    ].map(async (path) => (await fetch(url + path)).headers.get("content-type")),
  );
  const script = "text/javascript; charset=utf-8";
  expect(types).toEqual([script, "text/css; charset=utf-8", "image/svg+xml", script, script, script]);
  for (const path of ["/assets/../index.ts", "/assets/%2e%2e/index.ts", "/assets/", "/lib/none.mjs"]) {
    expect((await fetch(url + path)).status).toBe(404);
  }
});

it("refuses a foreign host name, whatever else is right", async () => {
  const { url } = await open();
  expect(await rawStatus(url, { Host: "rebound.example" })).toBe(403);
  expect(await rawStatus(`${url}/api/state`, { Host: "127.0.0.1.evil.example:80" })).toBe(403);
  expect(await rawStatus(url, { Host: "localhost:8080" })).toBe(200);
  expect(await rawStatus(url, { Host: "[::1]:8080" })).toBe(200);
});

it("answers under further host names that it was given", async () => {
  const { url } = await open({ hosts: ["console.internal"] });
  expect(await rawStatus(url, { Host: "console.internal:8080" })).toBe(200);
});

it("refuses another site's request, and one that hides where it comes from", async () => {
  const { url, bot, reader } = await open();
  const { token } = await reader("ana");
  const body = JSON.stringify({
    id: crypto.randomUUID(),
    channel: "general",
    input: { kind: "line", text: "hi" },
  });
  const good = { "Content-Type": "application/json", "X-Falconer-Token": token };
  const turn = `${url}/api/turn`;
  expect(await rawStatus(turn, { ...good, Origin: "https://evil.example" }, body)).toBe(403);
  expect(await rawStatus(turn, { ...good, Origin: "null" }, body)).toBe(403);
  expect(await rawStatus(turn, { ...good, Origin: url.replace("127.0.0.1", "localhost") }, body)).toBe(403);
  expect(await rawStatus(turn, { ...good, "Sec-Fetch-Site": "cross-site" }, body)).toBe(403);
  expect(await rawStatus(turn, { ...good, "Content-Type": "text/plain" }, body)).toBe(403);
  expect(bot.taken).toEqual([]);
  expect(await rawStatus(turn, { ...good, Origin: url }, body)).toBe(200);
});

it("refuses calls without a page's token, or with a made-up one", async () => {
  const { url, bot, reader } = await open();
  const { token } = await reader("ana");
  const forged = `${Buffer.from("mo").toString("base64url")}.${token.split(".")[1]}`;
  for (const given of ["", "nonsense", forged]) {
    for (const path of ["/api/state", "/api/events", "/api/messages?channel=general", "/api/overview"]) {
      expect(await rawStatus(url + path, { "X-Falconer-Token": given })).toBe(401);
    }
    const headers = { "Content-Type": "application/json", "X-Falconer-Token": given };
    expect(await rawStatus(`${url}/api/turn`, headers, "{}")).toBe(401);
  }
  expect(bot.taken).toEqual([]);
});

it("refuses bodies that are too long, too many, or not what was asked for", async () => {
  const { bot, reader } = await open();
  const ana = await reader("ana");
  const turn = { id: crypto.randomUUID(), channel: "general", input: { kind: "line", text: "hi" } };
  const statuses = await Promise.all(
    [
      { ...turn, input: { kind: "line", text: "x".repeat(100_000) } },
      { ...turn, input: { kind: "line", text: "x".repeat(5_000) } },
      { ...turn, input: { kind: "line", text: "  " } },
      { ...turn, id: "1" },
      { ...turn, askedBy: "playbook" },
      { ...turn, input: { kind: "form", command: "a", values: { a: 1 } } },
      { ...turn, channel: "nowhere" },
      { ...turn, channel: "@lee" },
      { ...turn, thread: "nothing" },
      "text",
    ].map(async (body) => (await ana.call("/api/turn", body)).status),
  );
  expect(statuses).toEqual([413, 400, 400, 400, 400, 400, 404, 404, 404, 400]);
  expect(bot.taken).toEqual([]);
});

it("lets the demo's reader become somebody else, and nobody outside the demo", async () => {
  const demo = await (await open()).reader("ana");
  expect((await demo.call("/api/session", { person: "lee" })).json).toMatchObject({ me: { id: "lee" } });
  expect((await demo.call("/api/session", { person: "nobody" })).status).toBe(403);

  const real = await open({ isDemo: false });
  const reader = await real.reader("mo");
  const state = (await reader.call("/api/state")).json;
  expect(state).toMatchObject({ me: { id: PEOPLE[0]!.id }, people: [PEOPLE[0]] });
  expect((await reader.call("/api/session", { person: "mo" })).status).toBe(403);
});

it("forgets a person who is no longer listed", async () => {
  let people = PEOPLE;
  const { reader } = await open({ people: () => people });
  const lee = await reader("lee");
  expect((await lee.call("/api/state")).status).toBe(200);
  people = PEOPLE.filter(({ id }) => id !== "lee");
  expect((await lee.call("/api/state")).status).toBe(401);
});

it("hands out a file only to the person to whom it was shown, and only as a download", async () => {
  const { url, reader } = await open();
  const ana = await reader("ana");
  const stream = await ana.stream();
  onTestFinished(() => stream[Symbol.asyncDispose]());
  await ana.say("dump");
  await stream.until(({ event }) => event === "turn");
  const answer = (await ana.messages()).find(({ author }) => author === undefined)!;
  const block = answer.card.blocks[0]!;
  const href = block.kind === "code" ? (block.whole?.href ?? "") : "";

  const file = await fetch(url + href);
  expect(await file.text()).toBe("x".repeat(30_000));
  expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="output.txt"/);
  expect(file.headers.get("content-type")).toBe("application/octet-stream");
  expect(file.headers.get("content-security-policy")).toContain("sandbox");
  for (const other of [href.replace("for=ana", "for=lee"), href.replace("/0?", "/1?"), href.split("?")[0]!]) {
    expect((await fetch(url + other)).status).toBe(404);
  }
});

it("serves a picture as a picture and bytes as bytes, and never lets either act", async () => {
  const { url, adapter, reader } = await open();
  const place = { surface: "web", channel: "general" };
  const made = card("x", image("storm.png", "Alerts", WHITE_PNG), bytesFile('../e".html', EVERY_BYTE));
  await adapter.post(place, made, "k");
  const [message] = await (await reader("ana")).messages();
  const [picture, bytes] = await Promise.all(
    message!.card.blocks.map((block) =>
      fetch(url + (block.kind === "image" || block.kind === "file" ? block.href : "")),
    ),
  );
  expect(picture?.headers.get("content-type")).toBe("image/png");
  expect(new Uint8Array(await picture!.arrayBuffer())).toEqual(WHITE_PNG);
  expect(bytes?.headers.get("content-type")).toBe("application/octet-stream");
  expect(bytes?.headers.get("content-disposition")).toMatch(/^attachment; filename="e_\.html"/);
  expect(new Uint8Array(await bytes!.arrayBuffer())).toEqual(EVERY_BYTE);
  for (const answer of [picture, bytes]) {
    expect(answer?.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
    expect(answer?.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

it("says on its pages why it is off, and keeps to its own paths", async () => {
  const listener = new Hono().route("/", consoleOff("It listens beyond this machine <and has no login>."));
  for (const path of ["/", "/approvals", "/audit"]) {
    const page = await listener.request(path);
    expect(page.status).toBe(403);
    expect(await page.text()).toContain("It listens beyond this machine &lt;and has no login&gt;.");
  }
  expect((await listener.request("/healthz")).status).toBe(404);
});

it("leaves other paths of the listener to their own rules", async () => {
  const { adapter } = await open();
  const listener = new Hono().route("/", adapter.routes).get("/healthz", (c) => c.text("ok"));
  const answer = await listener.request("http://anything.example/healthz");
  expect(await answer.text()).toBe("ok");
  expect(answer.headers.get("content-security-policy")).toBeNull();
});

it("answers 503 once it has stopped", async () => {
  const { adapter, reader } = await open();
  const ana = await reader("ana");
  expect(adapter.isReady()).toBe(true);
  await adapter.stop();
  expect(adapter.isReady()).toBe(false);
  expect((await ana.call("/api/state")).status).toBe(503);
});

it("reports a fault in a page to its owner, and tells the reader no more than that", async () => {
  const told: unknown[] = [];
  const fault = new Error("secret detail");
  const { url } = await open({
    onFault: (error) => told.push(error),
    people: () => {
      throw fault;
    },
  });
  const answer = await fetch(url);
  expect(answer.status).toBe(500);
  expect(await answer.text()).toBe("Something went wrong here; try again.");
  expect(told).toEqual([fault]);
});
