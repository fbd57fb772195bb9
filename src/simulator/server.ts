/**
 * The simulator on a socket: reads requests, carries faults out, writes answers. What
 * is answered is the gateway's affair.
 */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { SECOND } from "../lib/clock.ts";
import type { Call } from "./call.ts";
import { writeInstead, writeNulls, writeTruncated } from "./fault-answers.ts";
import type { Answer } from "./gateway.ts";
import type { Tenant } from "./tenant.ts";

/** Loopback only: there is no TLS and the secrets are made up. */
export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly now: () => number;
  readonly tenant: Tenant;
  readonly answer: (call: Call) => Promise<Answer>;
  /** Called before each request, so that what is due has happened. */
  readonly catchUp: () => void;
}

/** `stop` cuts what is open, hanging calls too. */
export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Of a sign-in form; all else may be secret. */
const LOGGED_FIELDS = ["client_id", "member_cid", "grant_type"];
/** Longer than callers keep idle connections, which would otherwise meet a closed one now and then. */
const KEEP_ALIVE_MS = 75 * SECOND;
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** @throws when the port is taken */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    void serve(request, response, options, stopping.signal);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    async stop() {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  stopping: AbortSignal,
): Promise<void> {
  try {
    const text = await readBody(request);
    const call = readCall(request, text, options.now());
    await answerCall(call, request, response, options, stopping);
  } catch (error) {
    // The caller hung up or we are stopping; anything else is our fault and shows as 500.
    if (stopping.aborted || response.headersSent || response.destroyed) response.destroy();
    else response.writeHead(500, { "Content-Type": "text/plain" }).end(`simulator: ${String(error)}`);
  }
}

async function answerCall(
  arrived: Call,
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
  stopping: AbortSignal,
): Promise<void> {
  const { tenant } = options;
  const isControl = arrived.path.startsWith("/_simulator/");
  const { delayMs, effect } = isControl ? { delayMs: 0 } : tenant.faults.take(arrived);
  const complete = isControl ? () => undefined : record(arrived, effect, tenant);
  if (delayMs > 0) await delay(delayMs, undefined, { signal: stopping });
  if (effect === "hang") return;
  if (effect === "reset-before") {
    request.socket.resetAndDestroy();
    return;
  }
  const instead = await writeInstead(response, effect, options.now());
  if (instead !== undefined) {
    complete({ status: instead });
    return;
  }
  options.catchUp();
  const hungUp = new AbortController();
  response.once("close", () => hungUp.abort());
  const signal = AbortSignal.any([hungUp.signal, stopping]);
  const answer = await options.answer({ ...arrived, nowMs: options.now(), signal });
  const { client } = answer;
  complete(client === undefined ? {} : { clientId: client.id });
  if (effect === "hang-after") return;
  if (effect === "reset-after") {
    request.socket.resetAndDestroy();
    return;
  }
  complete({ status: answer.status });
  setHeaders(response, answer, options.now());
  if (effect === "truncate") writeTruncated(response, answer);
  else if (effect === "nulls") writeNulls(response, answer);
  else response.end(bodyOf(answer));
}

const bodyOf = ({ body, file }: Answer): string | Uint8Array | undefined =>
  file?.bytes ?? (body === undefined ? undefined : JSON.stringify(body));

function setHeaders(response: ServerResponse, { status, headers, body, file }: Answer, nowMs: number): void {
  response.statusCode = status;
  response.setHeader("Date", new Date(nowMs).toUTCString());
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body !== undefined) response.setHeader("Content-Type", "application/json");
  if (file !== undefined) response.setHeader("Content-Type", file.type);
}

function record(call: Call, fault: ReturnType<Tenant["faults"]["take"]>["effect"], tenant: Tenant) {
  const query = Object.fromEntries([...call.query.keys()].map((key) => [key, call.query.getAll(key)]));
  const userAgent = call.headers["user-agent"];
  const { method, path, nowMs: atMs } = call;
  const body = path.startsWith("/oauth2/") ? withoutSecrets(call.text) : call.body;
  return tenant.calls.open({
    atMs,
    method,
    path,
    query,
    body,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(fault === undefined ? {} : { fault }),
  });
}

function withoutSecrets(text: string): Record<string, string> {
  const fields = [...new URLSearchParams(text)].filter(([name]) => LOGGED_FIELDS.includes(name));
  return Object.fromEntries(fields);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error("request body too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function readCall(request: IncomingMessage, text: string, nowMs: number): Call {
  const url = new URL(request.url ?? "/", "http://simulator.invalid");
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    text,
    body: parseJson(text),
    nowMs,
  };
}

/** Undefined for anything else: the handlers refuse what they need and do not find. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
