/** HTTP side of the emulator: Web API, response_url, uploads, faults, rate limit, call log. */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Json } from "./block-kit.ts";
import type { FaultBook } from "./faults.ts";
import { Refusal } from "./call.ts";
import { contents, METHODS } from "./methods.ts";
import type { Workspace } from "./workspace.ts";
import { addMessage } from "./workspace.ts";

const RESPONSE_URL_LIFE_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;
const APP_METHODS = new Set(["apps.connections.open"]);

export interface LoggedCall {
  readonly method: string;
  readonly channel: string | undefined;
  readonly at: number;
  readonly args: Readonly<Record<string, string>>;
}

export interface ServerOptions {
  readonly workspace: Workspace;
  readonly faults: FaultBook;
  /** Seconds to wait, 0 when allowed; absent: no limit on posts. */
  readonly postLimit: ((channel: string, now: number) => number) | undefined;
  openSocketUrl(origin: string): string;
  readonly missingMethods: ReadonlySet<string>;
  /** What the bot token was granted. */
  readonly scopes: readonly string[];
}

export interface HttpSide {
  readonly server: Server;
  readonly origin: string;
  readonly calls: LoggedCall[];
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json | string | Buffer;
}

export async function startServer(options: ServerOptions): Promise<HttpSide> {
  const calls: LoggedCall[] = [];
  const side = { origin: "" };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      send(response, { status: 500, body: String(error) });
    });
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readAll(request);
    const path = new URL(request.url ?? "/", "http://local").pathname;
    const name = path.startsWith("/api/") ? path.slice("/api/".length) : (path.split("/")[1] ?? "");
    const args = path.startsWith("/upload/") ? {} : readArgs(raw, request.headers["content-type"]);
    const channel = args["channel"] ?? args["channel_id"] ?? args["user_id"];
    const call = name === "respond" ? "response_url" : name;
    calls.push({ method: call, channel, at: Date.now(), args });
    const fault = options.faults.next(call, channel);
    if (fault?.kind === "cut") return void request.socket.destroy();
    if (fault?.kind === "delay") await delay(fault.ms);
    if (fault?.kind === "status") return send(response, { status: fault.status, body: "trouble" });
    if (fault?.kind === "refuse")
      return send(response, { status: 200, body: { ok: false, error: fault.error } });
    if (fault?.kind === "limited") return send(response, limited(fault.retryAfterSeconds));
    const reply = route(name, path, args, raw, request);
    if (fault?.kind === "lost") return void request.socket.destroy();
    send(response, fault?.kind === "bare" ? { status: 200, body: { ok: true } } : reply);
  }

  function route(
    name: string,
    path: string,
    args: Readonly<Record<string, string>>,
    raw: Buffer,
    request: IncomingMessage,
  ): Reply {
    if (name === "upload") return upload(options.workspace, path, raw, request.headers["content-type"] ?? "");
    if (name === "respond") return respond(options.workspace, path, raw);
    if (name === "files") return shared(options, path, request.headers.authorization);
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const refused = refuseToken(options.workspace, name, token);
    if (refused !== undefined) return { status: 200, body: { ok: false, error: refused } };
    if (name === "apps.connections.open")
      return { status: 200, body: { ok: true, url: options.openSocketUrl(side.origin) } };
    const method = options.missingMethods.has(name) ? undefined : METHODS[name];
    if (method === undefined) return { status: 200, body: { ok: false, error: "unknown_method" } };
    if (name === "chat.postMessage") {
      const seconds = options.postLimit?.(args["channel"] ?? "", Date.now()) ?? 0;
      if (seconds > 0) return limited(seconds);
    }
    const headers = name === "auth.test" ? { "x-oauth-scopes": [...options.scopes].join(",") } : {};
    try {
      const call = { workspace: options.workspace, args, now: Date.now(), origin: side.origin };
      return { status: 200, headers, body: { ok: true, ...method(call) } };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: 200, body: { ok: false, error: error.message, ...error.extra } };
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  side.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, origin: side.origin, calls };
}

function refuseToken(workspace: Workspace, method: string, token: string): string | undefined {
  const wantsApp = APP_METHODS.has(method);
  const wanted = wantsApp ? workspace.appToken : workspace.botToken;
  if (token === wanted)
    return (wantsApp ? workspace.revoked.app : workspace.revoked.bot) ? "account_inactive" : undefined;
  const isOther = token === workspace.appToken || token === workspace.botToken;
  return isOther ? "not_allowed_token_type" : "invalid_auth";
}

const limited = (seconds: number): Reply => ({
  status: 429,
  headers: { "retry-after": String(seconds) },
  body: { ok: false, error: "ratelimited" },
});

function respond(workspace: Workspace, path: string, raw: Buffer): Reply {
  const known = workspace.responseUrls.get(path.split("/")[2] ?? "");
  if (known === undefined) return { status: 404, body: { ok: false, error: "no_such_url" } };
  const isOld = known.expired || Date.now() - known.issuedAt > RESPONSE_URL_LIFE_MS;
  if (isOld) return { status: 404, body: { ok: false, error: "expired_url" } };
  if (known.uses >= RESPONSE_URL_USES) return { status: 404, body: { ok: false, error: "used_url" } };
  const body = JSON.parse(raw.toString("utf8")) as Json;
  try {
    const shown = contents({
      text: typeof body["text"] === "string" ? body["text"] : "",
      ...(body["blocks"] === undefined ? {} : { blocks: JSON.stringify(body["blocks"]) }),
    });
    known.uses += 1;
    const isPublic = body["response_type"] === "in_channel";
    addMessage(workspace, workspace.channels.get(known.channel), {
      channel: known.channel,
      user: workspace.botUser,
      ...shown,
      threadTs: body["thread_ts"] as string | undefined,
      onlyFor: isPublic ? undefined : known.user,
      via: "response_url",
    });
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 400, body: { ok: false, error: error.message, ...error.extra } };
  }
}

/** A shared file for the bot's token; without the scope, or for others, the page to sign in at, as Slack does. */
function shared({ workspace, scopes }: ServerOptions, path: string, authorization = ""): Reply {
  const file = workspace.shared.get(path.split("/")[2] ?? "");
  const isOurs = authorization === `Bearer ${workspace.botToken}` && scopes.includes("files:read");
  if (!isOurs)
    return {
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8" },
      body: "<html>Sign in</html>",
    };
  if (file === undefined) return { status: 404, body: "no such file" };
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body: file.bytes };
}

function upload(workspace: Workspace, path: string, raw: Buffer, type: string): Reply {
  const file = workspace.files.get(path.split("/")[2] ?? "");
  if (file === undefined) return { status: 404, body: "no such upload" };
  const boundary = /boundary=("?)([^";]+)\1/.exec(type)?.[2];
  file.bytes = boundary === undefined ? raw : firstPart(raw, boundary);
  return { status: 200, body: `OK - ${file.bytes.length}` };
}

/** The content of the first part of a multipart body, byte for byte. */
function firstPart(raw: Buffer, boundary: string): Buffer {
  const start = raw.indexOf("\r\n\r\n") + 4;
  const end = raw.indexOf(`\r\n--${boundary}`, start);
  return raw.subarray(start, end);
}

function readArgs(raw: Buffer, type: string | undefined): Readonly<Record<string, string>> {
  const text = raw.toString("utf8");
  if (type?.includes("json") === true) return {};
  return Object.fromEntries(new URLSearchParams(text));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function send(response: ServerResponse, reply: Reply): void {
  const isText = typeof reply.body === "string" || Buffer.isBuffer(reply.body);
  response.writeHead(reply.status, {
    "content-type": isText ? "text/plain" : "application/json",
    ...reply.headers,
  });
  response.end(
    typeof reply.body === "string" || Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body),
  );
}
