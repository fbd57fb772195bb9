import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { expect, it, onTestFinished } from "vitest";
import { anchoredClock } from "../../src/lib/clock.ts";
import { BotError } from "../../src/lib/errors.ts";
import { startListener, type ListenerOptions } from "../../src/ops/listener.ts";
import { createMetrics } from "../../src/ops/metrics.ts";
import { keptLog } from "./quiet-log.ts";

const clock = anchoredClock();

async function listening(options: Partial<ListenerOptions> = {}) {
  const log = keptLog();
  const metrics = createMetrics({ clock, log, version: "1.2.3" });
  const listener = await startListener({
    host: "127.0.0.1",
    port: 0,
    log,
    clock,
    metrics,
    ready: async () => [],
    ...options,
  });
  onTestFinished(async () => {
    await listener.stop();
    await metrics.stop();
  });
  return { ...listener, log, metrics };
}

it("is healthy at once and ready when every part is", async () => {
  let isSlackReady = false;
  const { url } = await listening({
    ready: async () => [
      { name: "store", isReady: true },
      { name: "slack", isReady: isSlackReady, why: "no answer" },
    ],
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  const early = await fetch(`${url}/readyz`);
  expect(early.status).toBe(503);
  expect(await early.json()).toMatchObject({
    ready: false,
    missing: [{ name: "slack", isReady: false, why: "no answer" }],
  });

  isSlackReady = true;
  const late = await fetch(`${url}/readyz`);
  expect(late.status).toBe(200);
  expect(await late.json()).toMatchObject({ ready: true, checks: ["store", "slack"] });
});

it("is not ready, and stays healthy, when readiness itself cannot be found out", async () => {
  const { url } = await listening({ ready: () => Promise.reject(new Error("secret detail")) });
  const answer = await fetch(`${url}/readyz`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain("secret detail");
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

it("serves metrics that read as Prometheus text", async () => {
  const { url, metrics } = await listening();
  metrics.observeCommand({ command: "host", outcome: "ok", ms: 120 });
  metrics.observeAck("slack", 40);
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  const body = await answer.text();
  expect(body).toContain('falconer_commands_total{command="host",outcome="ok"} 1');
  const line =
    /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{(?:[\w]+="(?:[^"\\]|\\.)*",?)*\})? (?:[-+]?[\d.]+(?:e[-+]?\d+)?|NaN|[-+]Inf))$/i;
  expect(body.split("\n").filter((one) => one !== "" && !line.test(one))).toEqual([]);
});

it("hands a platform's event over untouched, byte for byte", async () => {
  const bytes = Buffer.from([0x70, 0x3d, 0x25, 0x32, 0x30, 0x00, 0xff, 0xfe, 0x0d, 0x0a]);
  let seen: Buffer | undefined;
  let signature: string | null = null;
  const { url } = await listening({
    raw: {
      path: "/slack/events",
      async handle(request) {
        seen = Buffer.from(await request.arrayBuffer());
        signature = request.headers.get("x-signature");
        return new Response("", { status: 200 });
      },
    },
    web: new Hono().get("/", (c) => c.text("console")),
  });
  const answer = await fetch(`${url}/slack/events`, {
    method: "POST",
    body: bytes,
    headers: { "x-signature": "v0=abc" },
  });
  expect(answer.status).toBe(200);
  expect(seen).toEqual(bytes);
  expect(signature).toBe("v0=abc");
  expect(await (await fetch(url)).text()).toBe("console");
});

it("serves what is mounted after the start, and says 404 before", async () => {
  const listener = await listening();
  expect((await fetch(listener.url)).status).toBe(404);
  listener.mount({ web: new Hono().get("/", (c) => c.text("console")) });
  expect(await (await fetch(listener.url)).text()).toBe("console");
});

it("answers a fault with a plain 500, logs it, and lives on", async () => {
  const { url, log } = await listening({
    raw: { path: "/events", handle: () => Promise.reject(new Error("secret detail")) },
  });
  const answer = await fetch(`${url}/events`, { method: "POST", body: "x" });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("secret detail");
  expect(log.lines.map(({ message }) => message)).toContain("a web request failed");
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

it("passes server-sent events on as they happen, and ends the streams when it stops", async () => {
  const told = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const web = new Hono().get("/events", (c) =>
    streamSSE(c, async (stream) => {
      await stream.writeSSE({ data: "one" });
      await second.promise;
      await stream.writeSSE({ data: "two" });
      await new Promise<void>((resolve) => stream.onAbort(resolve));
      told.resolve();
    }),
  );
  const listener = await listening({ web });
  const { promise: response, resolve } = Promise.withResolvers<IncomingMessage>();
  get(`${listener.url}/events`, resolve).on("error", () => undefined);
  const stream = await response;
  stream.on("error", () => undefined);
  stream.setEncoding("utf8");

  expect(await nextChunk(stream)).toContain("data: one");
  second.resolve();
  expect(await nextChunk(stream)).toContain("data: two");

  const ended = new Promise((end) => stream.once("close", end));
  const startedAt = performance.now();
  await listener.stop();
  await ended;
  await told.promise;
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

const nextChunk = (stream: IncomingMessage): Promise<string> =>
  new Promise((resolve) => {
    stream.once("data", resolve);
  });

it("lets a running request finish when it stops, and cuts one that never ends", async () => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const web = new Hono()
    .get("/slow", async (c) => {
      started.resolve();
      await finish.promise;
      return c.text("done");
    })
    .get("/never", () => new Promise<Response>(() => undefined));
  const listener = await listening({ web });
  const slow = fetch(`${listener.url}/slow`);
  const never = fetch(`${listener.url}/never`).then(
    () => "answered",
    () => "cut",
  );
  await started.promise;
  const startedAt = performance.now();
  const stopped = listener.stop();
  finish.resolve();
  expect(await (await slow).text()).toBe("done");
  expect(await never).toBe("cut");
  await stopped;
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  await expect(fetch(`${listener.url}/healthz`)).rejects.toThrow("fetch failed");
});

it("says in one sentence which setting to change when the port is taken", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const error = await listening({ port }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BotError);
  expect((error as BotError).hint).toBe(
    `FALCONER_LISTEN: 127.0.0.1:${port} is already in use. Stop the other program, or choose another port.`,
  );
});
