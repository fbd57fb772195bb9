/** HTTP side of the emulator: routes, tokens, faults, rate limits, call log. */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Bucket, FaultBook } from "./faults.ts";
import type { Timing } from "./interactions.ts";
import { readBody } from "./multipart.ts";
import { Refusal } from "./refusal.ts";
import { ROUTES } from "./routes.ts";
import type { Json, World } from "./world.ts";

export interface LoggedCall {
  readonly name: string;
  readonly channel: string | undefined;
  readonly at: number;
  readonly status: number;
  readonly body: Json;
}

export interface HttpSide {
  readonly server: Server;
  readonly origin: string;
  readonly calls: LoggedCall[];
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export async function startServer(options: {
  readonly world: World;
  readonly faults: FaultBook;
  readonly timing: Timing;
  readonly isRevoked: () => boolean;
  /** Absent: posts are not limited. */
  readonly limit: ((channel: string, now: number) => Bucket) | undefined;
}): Promise<HttpSide> {
  const { world, faults } = options;
  const calls: LoggedCall[] = [];
  const side = { origin: "" };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      send(response, { status: 500, body: { message: String(error) } });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readAll(request);
    const url = new URL(request.url ?? "/", "http://local");
    if (url.pathname.startsWith("/attachments/")) return attachment(url.pathname, response);
    const path = url.pathname.replace(/^\/api\/v\d+/, "");
    const route = ROUTES.find((one) => one.method === request.method && one.path.test(path));
    if (route === undefined)
      return send(response, { status: 404, body: { code: 0, message: "404: Not Found" } });
    const params = route.path.exec(path)?.slice(1) ?? [];
    const sent = readBody(raw, request.headers["content-type"] ?? "");
    const channel = path.startsWith("/channels/") ? params[0] : undefined;
    const log = (reply: Reply): Reply => {
      calls.push({ name: route.name, channel, at: Date.now(), status: reply.status, body: sent.body });
      return reply;
    };
    const fault = faults.next(route.name, channel);
    if (fault?.kind === "cut") return void request.socket.resetAndDestroy();
    if (fault?.kind === "delay") await delay(fault.ms);
    if (fault?.kind === "status") return send(response, log({ status: fault.status, body: {} }));
    if (fault?.kind === "limited") return send(response, log(limited(fault.retryAfterSeconds)));
    if (fault?.kind === "refuse")
      return send(response, log({ status: fault.status, body: { code: fault.code, message: "refused" } }));
    const bucket = route.name === "messages.create" ? options.limit?.(channel ?? "", Date.now()) : undefined;
    if (bucket !== undefined && bucket.retryAfterSeconds > 0)
      return send(response, log({ ...limited(bucket.retryAfterSeconds), headers: bucketHeaders(bucket) }));
    const isKnown = request.headers.authorization === `Bot ${world.token}` && !options.isRevoked();
    if (route.isOpen !== true && !isKnown)
      return send(response, log({ status: 401, body: { code: 0, message: "401: Unauthorized" } }));
    const reply = log(perform(route, { ...sent, params, query: url.searchParams }));
    if (fault?.kind === "lost") return void request.socket.resetAndDestroy();
    send(response, bucket === undefined ? reply : { ...reply, headers: bucketHeaders(bucket) });
  }

  /** What somebody has attached, for whoever has the address, as Discord hands it out. */
  function attachment(path: string, response: ServerResponse): void {
    const [, , channel = "", id] = path.split("/");
    const messages = world.channels.get(channel)?.messages ?? [];
    const file = messages.flatMap(({ attachments }) => attachments).find((one) => one.id === id);
    response.writeHead(file === undefined ? 404 : 200, { "content-type": "application/octet-stream" });
    response.end(file?.bytes);
  }

  function perform(
    route: (typeof ROUTES)[number],
    call: ReturnType<typeof readBody> & {
      readonly params: readonly string[];
      readonly query: URLSearchParams;
    },
  ): Reply {
    const gatewayUrl = `${side.origin.replace("http", "ws")}/gateway`;
    try {
      const body = route.answer({ ...call, world, timing: options.timing, gatewayUrl });
      return body === undefined ? { status: 204 } : { status: 200, body };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: error.body };
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  side.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.origin = side.origin;
  return { server, origin: side.origin, calls };
}

const limited = (seconds: number): Reply => ({
  status: 429,
  headers: { "retry-after": String(seconds), "x-ratelimit-scope": "user" },
  body: { message: "You are being rate limited.", retry_after: seconds, global: false },
});

const bucketHeaders = ({ limit, remaining, resetAfterSeconds, retryAfterSeconds }: Bucket) => ({
  "x-ratelimit-limit": String(limit),
  "x-ratelimit-remaining": String(remaining),
  "x-ratelimit-reset-after": String(resetAfterSeconds),
  "x-ratelimit-bucket": "messages",
  ...(retryAfterSeconds > 0 ? { "retry-after": String(retryAfterSeconds) } : {}),
});

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function send(response: ServerResponse, reply: Reply): void {
  // An empty answer names no type, or the client tries to parse nothing as JSON.
  const type = reply.body === undefined ? {} : { "content-type": "application/json" };
  response.writeHead(reply.status, { ...type, ...reply.headers });
  response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
}
